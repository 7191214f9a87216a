package tongue_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// showpiece is a request that the project shows to people, with the files that it
// names them with.
type showpiece struct {
	from, text string
	given      []plan.Given
}

var kindOf = map[string]port.Type{
	".pdf": port.Document, ".docx": port.Document, ".jpg": port.Image, ".png": port.Image, ".wav": port.Audio, ".mp3": port.Audio, ".mp4": port.Video, ".mov": port.Video, ".csv": port.Table, ".txt": port.Text,
}

// attached are the files of a command line; what is no file stands for nothing.
func attached(words []string) []plan.Given {
	var l []plan.Given
	for _, w := range words {
		if t, ok := kindOf[path.Ext(w)]; ok {
			l = append(l, plan.Given{Name: path.Base(w), Type: t})
		}
	}
	return l
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shown are the requests of scripts/run.sh, README and the page, as they stand there.
func shown(t *testing.T) []showpiece {
	t.Helper()
	var l []showpiece
	script := readFile(t, "../../../scripts/run.sh")
	request, ask := regexp.MustCompile(`request='([^']+)'`).FindStringSubmatch(script), regexp.MustCompile(`ask "\$request" ([^|]+?) --out`).FindStringSubmatch(script)
	if request == nil || ask == nil {
		t.Fatal("scripts/run.sh has no sample request")
	}
	l = append(l, showpiece{"scripts/run.sh", request[1], attached(strings.Fields(ask[1]))})
	for _, m := range regexp.MustCompile(`(?m)^tenon ask (?:--plan )?"([^"]+)" ([^#\n]+)`).FindAllStringSubmatch(readFile(t, "../../../README.md"), -1) {
		l = append(l, showpiece{"README", m[1], attached(strings.Fields(m[2]))})
	}
	for _, lang := range []string{"en", "zh"} {
		source := readFile(t, "../../web/page/js/words/"+lang+".js")
		list := regexp.MustCompile(`(?s)export const examples = \[(.*?)\];`).FindStringSubmatch(source)
		hint := regexp.MustCompile(`hint: '[^“]*“([^']*)”'`).FindStringSubmatch(source)
		if list == nil || hint == nil {
			t.Fatalf("the page shows no requests in %s", lang)
		}
		for _, m := range regexp.MustCompile(`\['([^']+)'(?:, '([^']+)')?\]`).FindAllStringSubmatch(list[1], -1) {
			l = append(l, showpiece{"the page", m[1], attached(m[2:])})
		}
		l = append(l, showpiece{"the page", hint[1], attached([]string{"given.pdf"})})
	}
	return l
}

// TestExamplesArePlannedAsTheySay: a request that the project shows to people is
// done, and nothing besides.
func TestExamplesArePlannedAsTheySay(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Read this contract, tell me how long the notice period is, and turn the picture into a watercolour": `n1 document-text-extraction document=@contract.pdf; n2 question-answering question="how long the notice period is" text=n1; n3 image-style-transfer image=@lake.jpg map[style:watercolor]`,
		"How long is the notice period for termination?":                                                     `n1 document-text-extraction document=@contract.pdf; n2 question-answering question="How long is the notice period for termination?" text=n1`,
		"Transcribe this call, tell me how the customer feels and pick out the keywords":                     `n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 keyword-extraction text=n1`,
		"把这张照片画成水墨画，然后放大两倍":                                                                                  `n1 image-style-transfer image=@photo.jpg map[style:ink]; n2 image-super-resolution image=n1 map[scale:2]`,
		"bar chart of the total amount per region, svg please":                                               `n1 table-question-answering question="bar chart of the total amount per region" table=@sales.csv; n2 chart-generation table=n1.rows map[format:svg kind:bar]`,
		"If it is not in English, translate it into English first, then summarise it":                        `n1 language-identification text=@letter.txt; n2 translation text=@letter.txt map[target:en] when n1 language not en; n3 summarization text=n2|@letter.txt`,
		"Put subtitles on clip.mp4":                                                                          `n1 video-to-audio video=@clip.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@clip.mp4`,
		"Turn this photo into a watercolour":                                                                 `n1 image-style-transfer image=@lake.jpg map[style:watercolor]`,
		"Transcribe this recording and say how the speaker feels":                                            `n1 automatic-speech-recognition audio=@call.mp3; n2 sentiment-analysis text=n1`,
		"Summarise this article and read the summary aloud":                                                  `n1 summarization text=@article.txt; n2 text-to-speech text=n1`,
		"Which region sold the most? Draw a chart of amount by region":                                       `n1 table-question-answering question="Which region sold the most" table=@sales.csv; n2 chart-generation table=@sales.csv map[x:region y:[amount]]`,
		"Which language is “Wo ist der Bahnhof?”":                                                            `n1 language-identification text="Wo ist der Bahnhof?"`,
		"总结这份文档并朗读总结":                                                                                        `n1 summarization text=@news.txt; n2 text-to-speech text=n1`,
		"哪个地区的金额最高？按地区画一张金额的柱状图":                                                                             `n1 table-question-answering question="哪个地区的金额最高" table=@sales_zh.csv; n2 chart-generation table=@sales_zh.csv map[kind:bar x:地区 y:[金额]]`,
		"Summarise this contract in three sentences and translate it into Spanish":                           `n1 document-text-extraction document=@given.pdf; n2 summarization text=n1 map[sentences:3]; n3 translation text=n2 map[target:es]`,
		"把这张照片变成水墨画":                                                                                         `n1 image-style-transfer image=@lake.jpg map[style:ink]`,
		"朗读这段话：“欢迎来到我们的社区”":                                                                                  `n1 text-to-speech text="欢迎来到我们的社区"`,
		"提取这段文字的关键词":                                                                                         `n1 keyword-extraction text=@news.txt`,
		"用三句话总结这份合同，再提取五个关键词":                                                                                `n1 document-text-extraction document=@given.pdf; n2 summarization text=n1 map[sentences:3]; n3 keyword-extraction text=n1 map[count:5]`,
	}
	for _, e := range shown(t) {
		plans, err := p.Plan(t.Context(), plan.Request{Text: e.text, Given: e.given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %s: %v %v", e.from, e.text, plans, err)
			continue
		}
		got := drawn(plans[0].Graph)
		if got != want[e.text] || len(plans[0].Undone) > 0 {
			t.Errorf("%s: %s:\n%s %s %q\nwant\n%s", e.from, e.text, got, plans[0].Question, plans[0].Undone, want[e.text])
		}
	}
}

// TestReadingIsSpokenOnlyToSomebody: “read this and tell me” speaks nothing,
// “read this to me” does.
func TestReadingIsSpokenOnlyToSomebody(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "report.txt", Type: port.Text}}
	for text, want := range map[string]string{
		"Read this report and tell me who signed it":                    "question-answering",
		"Read the letter: when must I pay?":                             "question-answering",
		"Read report.txt and tell me who signed it":                     "question-answering",
		"Please read this, then tell me how much the rent is":           "question-answering",
		"Read through this report and tell me who signed it":            "question-answering",
		"Read this letter for me and tell me when I must pay":           "question-answering",
		"Read it. Who is the landlord?":                                 "question-answering",
		"Could you read this letter and summarise it in two sentences?": "summarization",
		"read this and translate it into French":                        "translation",
		"Read the letter and list the names in it":                      "token-classification",
		"读一下这份合同，告诉我违约金是多少":                                             "question-answering",
		"帮我读一下这份报告，谁签的字？":                                               "question-answering",
		"看看这个文件，押金是多少钱":                                                 "question-answering",
		"先读一遍这封信，再总结成三句话":                                               "summarization",
		"读读这封信，提取关键词":                                                   "keyword-extraction",
		"read this to me":                                               "text-to-speech",
		"read it aloud":                                                 "text-to-speech",
		"Can you read this letter?":                                     "text-to-speech",
		"read this out and tell me who signed it":                       "text-to-speech question-answering",
		"Read this aloud, and tell me who signed it":                    "text-to-speech question-answering",
		"summarise it and read it":                                      "summarization text-to-speech",
		"read it in a male voice and give me the keywords":              "text-to-speech keyword-extraction",
		"把这个读给我听":                                                       "text-to-speech",
		"读给我听，再提取关键词":                                                   "text-to-speech keyword-extraction",
		"总结一下，然后读出来":                                                    "summarization text-to-speech",
		"How long is the notice period? Say it aloud":                   "question-answering text-to-speech",
		"押金是多少？念给我听":                                                    "question-answering text-to-speech",
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		var tasks []string
		for _, n := range plans[0].Graph.Nodes {
			tasks = append(tasks, string(n.Task))
		}
		if got := strings.Join(tasks, " "); got != want {
			t.Errorf("%s:\n%s %q\nwant %s", text, show(plans[0].Graph), plans[0].Question, want)
		}
	}
}
