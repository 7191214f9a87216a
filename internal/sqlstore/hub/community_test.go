package hub_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/trend"
	"github.com/tenonhub/tenon/internal/ref"
)

// community makes up repositories whose words, tasks and use are spread as in
// a real one: a few are everywhere, most are nearly nowhere.
type community struct {
	r     *rand.Rand
	words *rand.Zipf
	owner *rand.Zipf
	task  *rand.Zipf
	cards []realCard // if any are given
}

// realCard is a model card that was published.
type realCard struct {
	ID          string `json:"id"`
	Domain      string `json:"domain"`
	Description string `json:"description"`
}

// realCards reads the cards of -cards, a line of JSON each.
func realCards(b *testing.B) (l []realCard) {
	b.Helper()
	if *benchCards == "" {
		return nil
	}
	f, err := os.Open(*benchCards)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for d := json.NewDecoder(f); ; {
		var c realCard
		switch err := d.Decode(&c); {
		case errors.Is(err, io.EOF):
			return l
		case err != nil:
			b.Fatal(err)
		}
		l = append(l, c)
	}
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

func newCommunity(n int, cards []realCard) *community {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	return &community{r, rand.NewZipf(r, 1.1, 8, 60_000), rand.NewZipf(r, 1.2, 20, uint64(max(10, n/8))), rand.NewZipf(r, 1.3, 2, uint64(len(taskNames)-1)), cards}
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
	repo.Trend = trend.After(0, repo.Downloads+1, repo.Updated)
	text := make([]string, 60)
	for i := range text {
		text[i] = word(c.words.Uint64())
	}
	if len(c.cards) > 0 { // every second one is made of a real one
		real := pick(c.r, c.cards)
		text = append(text[:30], real.Domain, real.Description)
		if _, name, ok := strings.Cut(real.ID, "/"); ok && c.r.IntN(2) == 0 {
			repo.Name.Name = fmt.Sprint(name, "-", parts[len(parts)-1], "-", i)
		}
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
