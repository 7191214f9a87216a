package assistant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

func TestAChineseRequestIsToldInChineseWhatWentWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return nil, fault.About("a.txt", fault.Invalid, "this is not text; extract the text of a document or picture first")
	})
	for text, says := range map[string][3]string{
		"总结 a.txt 并判断情绪":                       {"“情感分析”（节点 n2）失败：a.txt：这不是文本；请先提取文档或图片中的文字", "a.txt：这不是文本", "目前唯一能做这件事的模型；在本机运行"},
		"Summarise a.txt and tell me the mood": {"Judge the sentiment (node n2) failed: a.txt: this is not text", "a.txt: this is not text", "the only model for this that can run now; on this machine"},
	} {
		run := w.do(t, assistant.Request{Text: text, Given: given})
		n := run.Nodes[1]
		if run.State != assistant.Failed || !strings.Contains(run.Error, says[0]) || !strings.Contains(n.Error, says[1]) ||
			!strings.Contains(n.Tried[0].Error, says[1]) || n.Because != says[2] {
			t.Errorf("%s: %s %q\nnode: %q, tried %v, because %q", text, run.State, run.Error, n.Error, n.Tried, n.Because)
		}
	}
}

func TestWhatCannotBeDoneIsSaidInChinese(t *testing.T) {
	t.Parallel()
	w := polyglot(chain)
	run := w.do(t, assistant.Request{Text: "总结并判断情绪", Given: given})
	if run.State != assistant.Done || !strings.Contains(run.Answer, "没有做到：没有已安装的模型能做“情感分析”") || strings.Contains(run.Answer, "no ") {
		t.Errorf("%s: %s", run.State, run.Answer)
	}
	w.model("mood", "sentiment-analysis", 0.5, glad)
	w.models[len(w.models)-1].Languages = []string{"zh"}
	run = w.do(t, assistant.Request{Text: "总结并判断情绪", Given: []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "The weather is fine today, and so we walk along the river to the old mill."}}}})
	if run.State != assistant.Done || !strings.Contains(run.Answer, `没有做到：“情感分析”现在无法完成：tenon/mood：它不懂语言 "en"，只懂 zh。可以接入一个`) {
		t.Errorf("%s: %s", run.State, run.Answer)
	}
}

func TestARefusalIsInTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	err := fault.About("片.psd", fault.Invalid, "this is a drawing program's own file; export it as PNG or JPEG")
	for text, want := range map[string]string{
		"描述这张图":            "片.psd: 这是绘图程序自己的文件；请导出为 PNG 或 JPEG",
		"Describe picture": "片.psd: this is a drawing program's own file; export it as PNG or JPEG",
	} {
		told := assistant.Told(err, assistant.Request{Text: text})
		if kind, msg := fault.Of(told); kind != fault.Invalid || msg != want {
			t.Errorf("%s: %s %q, want %q", text, kind, msg, want)
		}
	}
}
