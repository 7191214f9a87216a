package hub_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

var (
	benchRepos = flag.Int("repos", 20_000, "how many repositories the catalogue of the benchmark has")
	benchFile  = flag.String("catalogue", "", "a database to keep the catalogue of the benchmark in; it is made if it is not there")
)

// community makes up repositories whose words, tasks and use are spread as in
// a real one: a few are everywhere, most are nearly nowhere.
type community struct {
	r     *rand.Rand
	words *rand.Zipf
	owner *rand.Zipf
	task  *rand.Zipf
}

var (
	families  = strings.Fields("bert llama qwen whisper gpt2 mistral roberta wav2vec2 vit clip t5 gemma phi deepseek bart distilbert xlm deberta yolo sdxl flux bge e5 falcon mamba glm internlm baichuan chatglm funasr")
	forms     = strings.Fields("base large small tiny mini chat instruct finetuned gguf awq gptq lora v1 v2 v3 7b 13b 70b 0.5b 1.5b 8b uncased cased multilingual chinese english german merged adapter dpo sft distilled")
	taskNames = strings.Fields("text-generation text-classification fill-mask automatic-speech-recognition text-to-image token-classification sentence-similarity image-classification question-answering translation summarization object-detection text-to-speech feature-extraction image-segmentation depth-estimation")
	licenses  = strings.Fields("apache-2.0 mit openrail cc-by-4.0 llama3 other gpl-3.0")
	languages = strings.Fields("en zh de fr es ja ko ru ar pt it hi")
	libraries = strings.Fields("transformers diffusers peft gguf sentence-transformers timm onnx spacy flair")
	syllables = strings.Fields("ka lo mi ten dra vor pel sun gri tha no ber ix qua zel ro fin mar du es ter al on")
	chinese   = []rune("中文语言模型识别音图像生成翻译分类情感分析问答检索医疗法律金融新闻对话训练数据开源多模态向量大小快速准确通用社区")
)

func newCommunity(n int) *community {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	return &community{r, rand.NewZipf(r, 1.1, 8, 60_000), rand.NewZipf(r, 1.2, 20, uint64(max(10, n/8))), rand.NewZipf(r, 1.3, 2, uint64(len(taskNames)-1))}
}

// word is the nth word of a made-up language; the first ones are those of cards.
func word(n uint64) string {
	var b strings.Builder
	for n += uint64(len(syllables)) + 1; n > 0; n /= uint64(len(syllables)) {
		b.WriteString(syllables[n%uint64(len(syllables))])
	}
	return b.String()
}

func pick[T any](r *rand.Rand, l []T) T { return l[r.IntN(len(l))] }

func (c *community) repo(i int) (hub.Repo, facts.Facts) {
	family := families[min(int(c.task.Uint64()+uint64(c.r.IntN(len(families)))), len(families)-1)]
	parts := []string{family, pick(c.r, forms), word(c.words.Uint64())}
	if c.r.IntN(2) == 0 {
		parts = append(parts, pick(c.r, forms))
	}
	at := time.Unix(1_600_000_000+int64(i)*60, 0)
	repo := hub.Repo{
		ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: ref.Owner("o-" + word(c.owner.Uint64())), Name: fmt.Sprint(strings.Join(parts, "-"), "-", i)},
		Private: c.r.IntN(50) == 0, Creator: "ada", Created: at, Updated: at.Add(time.Duration(c.r.IntN(1e6)) * time.Minute), Head: "abc",
		Downloads: int64(1e7 / (1 + c.r.Float64()*1e7)), Likes: int64(1e4 / (1 + c.r.Float64()*1e5)),
	}
	repo.Trend = hub.Trend(0, repo.Downloads+1, repo.Updated)
	text := make([]string, 60)
	for i := range text {
		text[i] = word(c.words.Uint64())
	}
	if c.r.IntN(6) == 0 {
		for range 40 {
			text = append(text, string([]rune{pick(c.r, chinese), pick(c.r, chinese), pick(c.r, chinese)}))
		}
	}
	return repo, facts.Facts{
		Task: taskNames[c.task.Uint64()], Library: pick(c.r, libraries), Licenses: []string{pick(c.r, licenses)}, Languages: []string{pick(c.r, languages)},
		ModelType: family, Parameters: int64(1e8 * (1 + c.r.Float64()*100)), Formats: []string{"safetensors"}, Tags: []string{word(c.words.Uint64())},
		Text: strings.Join(text, " "), Names: []string{"config.json", "model.safetensors"}, Bytes: 1 << 30, Files: 3,
	}
}

// catalogue opens a catalogue of n repositories.
func catalogue(b *testing.B, n int) *sqlhub.Store {
	b.Helper()
	file := *benchFile
	if file == "" {
		file = filepath.Join(b.TempDir(), "tenon.db")
	}
	db, err := sqlstore.Open(b.Context(), file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	s := sqlhub.New(db)
	if ids, err := s.IDs(b.Context()); err != nil || len(ids) > 0 {
		b.Logf("%d repositories are there, %v", len(ids), err)
		return s
	}
	c, begun := newCommunity(n), time.Now()
	for i := 0; i < n; {
		var repos []hub.Repo
		var known []facts.Facts
		for ; i < n && len(repos) < 5000; i++ {
			r, f := c.repo(i)
			repos, known = append(repos, r), append(known, f)
		}
		if err := s.Fill(b.Context(), repos, known); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d repositories in %v", n, time.Since(begun).Round(time.Millisecond))
	return s
}

// The mix of queries that is published: each kind as often as the others.
func mix(c *community) map[string]func() hub.Query {
	text := func(s string) hub.Query {
		return hub.Query{Kind: hub.Model, Text: s, Sort: hub.ByRelevance, Limit: 20}
	}
	wrong := func(s string) string {
		i := 1 + c.r.IntN(len(s)-1)
		return s[:i] + s[i+1:]
	}
	run := func(n int) string {
		l := make([]rune, n)
		for i := range l {
			l[i] = pick(c.r, chinese)
		}
		return string(l)
	}
	return map[string]func() hub.Query{
		"rare":      func() hub.Query { return text(word(40_000 + c.r.Uint64N(20_000))) },
		"common":    func() hub.Query { return text(pick(c.r, families)) },
		"card word": func() hub.Query { return text(word(c.r.Uint64N(10))) },
		"two words": func() hub.Query { return text(pick(c.r, families) + " " + pick(c.r, forms)) },
		"three words": func() hub.Query {
			return text(pick(c.r, families) + " " + pick(c.r, forms) + " " + word(c.words.Uint64()))
		},
		"prefix":   func() hub.Query { return text(pick(c.r, families)[:2] + " " + word(c.words.Uint64())[:3]) },
		"misspelt": func() hub.Query { return text(wrong(word(c.words.Uint64())+word(3)) + " " + wrong("distilbert")) },
		"chinese":  func() hub.Query { return text(run(3)) },
		"filtered": func() hub.Query {
			q := text(pick(c.r, families))
			q.Labels = []string{taskNames[c.task.Uint64()], "license:" + pick(c.r, licenses)}
			return q
		},
	}
}

func listings(c *community) map[string]func() hub.Query {
	return map[string]func() hub.Query{
		"by downloads": func() hub.Query { return hub.Query{Kind: hub.Model, Sort: hub.ByDownloads, Limit: 20} },
		"by trend, task": func() hub.Query {
			return hub.Query{Kind: hub.Model, Sort: hub.ByTrend, Limit: 20, Labels: []string{taskNames[c.task.Uint64()]}}
		},
		"by date, three labels": func() hub.Query {
			return hub.Query{Kind: hub.Model, Limit: 20, Labels: []string{taskNames[c.task.Uint64()], "license:" + pick(c.r, licenses), "language:" + pick(c.r, languages)}}
		},
		"of an owner": func() hub.Query {
			return hub.Query{Kind: hub.Model, Sort: hub.ByLikes, Limit: 20, Owner: ref.Owner("o-" + word(c.owner.Uint64()))}
		},
		"by date, search": func() hub.Query {
			return hub.Query{Kind: hub.Model, Limit: 20, Text: pick(c.r, families)}
		},
	}
}

// BenchmarkCatalogue asks a catalogue a mix of queries and prints medians and
// 99th percentiles by kind and of all. With -repos 1000000 it is the one that
// is measured: all searches in less than 30 ms, lists in less than 15.
func BenchmarkCatalogue(b *testing.B) {
	s := catalogue(b, *benchRepos)
	c := newCommunity(*benchRepos)
	list := func(q hub.Query) (int, error) {
		l, _, err := s.List(b.Context(), q)
		return len(l), err
	}
	count := func(q hub.Query) (int, error) {
		f, err := s.Facets(b.Context(), q)
		return f.Total, err
	}
	for name, run := range map[string]struct {
		mix map[string]func() hub.Query
		ask func(hub.Query) (int, error)
	}{"search": {mix(c), list}, "list": {listings(c), list}, "facets": {mix(c), count}} {
		b.Run(name, func(b *testing.B) {
			took := map[string][]time.Duration{}
			for b.Loop() {
				for kind, next := range run.mix {
					q, begun := next(), time.Now()
					n, err := run.ask(q)
					if err != nil {
						b.Fatal(err)
					}
					d := time.Since(begun)
					took[kind], took["all"] = append(took[kind], d), append(took["all"], d)
					if kind == "common" && n == 0 {
						b.Errorf("%+v finds nothing", q)
					}
				}
			}
			for kind, l := range took {
				slices.Sort(l)
				b.Logf("%s, %s: %d, p50 %v, p99 %v", name, kind, len(l), l[len(l)/2], l[len(l)*99/100])
			}
			all := took["all"]
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
