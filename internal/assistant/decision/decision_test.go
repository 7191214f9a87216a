package decision_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant/decision"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func labels(l ...port.Label) port.Value { return port.NewLabels(l) }

// TestWhatWasFoundIsSaid has a test of each kind, whether it held or not.
func TestWhatWasFoundIsSaid(t *testing.T) {
	t.Parallel()
	none := port.Value{Type: port.Text, Text: "It does not say.", None: true}
	for _, c := range []struct {
		task   task.ID
		out    port.Value
		test   graph.Test
		en, zh string
	}{
		{"sentiment-analysis", labels(port.Label{Name: "Positive", Score: 1}), graph.Test{Is: graph.Label, Of: []string{"negative"}, Why: "if the customer's letter is negative"}, "The text is positive", "文本是正面的"},
		{"sentiment-analysis", labels(port.Label{Name: "negative", Score: 1, Text: "Bad."}), graph.Test{Is: graph.Label, Of: []string{"negative"}}, "Most of the entries are negative", "多数条目是负面的"},
		{"zero-shot-classification", labels(port.Label{Name: "complaint", Score: 1}), graph.Test{Is: graph.Label, Of: []string{"praise"}}, "The text is classed as “complaint”", "文本被归为“complaint”"},
		{"language-identification", labels(port.Label{Name: "fr", Score: 1}), graph.Test{Is: graph.Language, Of: []string{"en"}, Why: "if the e-mail is in English，如果邮件"}, "The e-mail is in French", "邮件是法语"},
		{"language-identification", labels(), graph.Test{Is: graph.Language, Of: []string{"en"}}, "The language of the text was not recognised", "没有认出文本的语言"},
		{"face-detection", labels(port.Label{Name: "face"}, port.Label{Name: "face"}), graph.Test{Is: graph.Found}, "2 faces were found", "找到 2 个人脸"},
		{"face-detection", labels(port.Label{Name: "face"}), graph.Test{Is: graph.Above, Than: 2}, "One face was found", "找到 1 个人脸"},
		{"barcode-reading", labels(), graph.Test{Is: graph.Found}, "No code was found", "没有找到二维码或条形码"},
		{"token-classification", labels(port.Label{Name: "PER", Text: "Ada"}, port.Label{Name: "person", Text: "ada"}, port.Label{Name: "date", Text: "May"}), graph.Test{Is: graph.Found, Of: []string{"person"}}, "One person was found", "找到 1 个人名"},
		{"object-detection", labels(port.Label{Name: "cat"}), graph.Test{Is: graph.Found, Of: []string{"dog"}}, "No “dog” was found", "没有找到“dog”"},
		{"voice-activity-detection", labels(port.Label{Name: "speech"}), graph.Test{Is: graph.Found, Of: []string{"speech"}}, "Speech was found", "有说话声"},
		{"optical-character-recognition", port.NewText(""), graph.Test{Is: graph.Found}, "No text was found", "没有找到文字"},
		{"question-answering", none, graph.Test{Is: graph.Found}, "No answer was found", "没有找到答案"},
		{"question-answering", port.NewText("on Friday"), graph.Test{Is: graph.Found}, "An answer was found", "找到了答案"},
		{"document-text-extraction", port.NewText("The Deposit is 5."), graph.Test{Is: graph.Contains, Of: []string{"rent", "deposit"}}, "The document mentions “deposit”", "文档提到了“deposit”"},
		{"document-text-extraction", port.NewText("押金"), graph.Test{Is: graph.Contains, Of: []string{"rent", "fee"}}, "The document does not mention “rent” or “fee”", "文档没有提到“rent”或“fee”"},
		{"automatic-speech-recognition", port.NewText("one two"), graph.Test{Is: graph.Longer, Than: 3}, "The recording has 2 words", "录音有 2 字"},
		{"table-question-answering", port.NewText("The sum of amount is 12.\nRead as: sum"), graph.Test{Is: graph.Above, Than: 3}, "The sum of amount is 12", "The sum of amount is 12"},
		{"table-question-answering", port.NewText("12"), graph.Test{Is: graph.Below, Than: 3}, "The figure is 12", "结果是 12"},
	} {
		made, err := task.Lookup(string(c.task))
		if err != nil {
			t.Fatal(err)
		}
		c.test.Node = "a"
		g := graph.Graph{Nodes: []graph.Node{
			{ID: "a", Task: c.task, In: map[string][]graph.Source{made.In[0].Name: {{Given: "x"}}}},
			{ID: "b", Task: "translation", In: map[string][]graph.Source{"text": {{Given: "x"}}}, When: []graph.Test{c.test}, Why: []string{"translate"}},
		}}
		at := decision.Case{Graph: g, Made: map[string]port.Values{"a": {made.Out[0].Name: {c.out}}}, Skipped: map[string]graph.Skipped{"b": {Test: &c.test}}}
		if got, want := strings.Join(at.Say(t.Context()), "|"), c.en+", so it was not translated."; got != want {
			t.Errorf("%s: %q, want %q", c.task, got, want)
		}
		at.Zh = true
		if got, want := strings.Join(at.Say(t.Context()), "|"), c.zh+"，所以没有翻译。"; !strings.EqualFold(got, want) {
			t.Errorf("%s: %q, want %q", c.task, got, want)
		}
		if got := at.Why(t.Context(), graph.Skipped{By: "b"}); !strings.Contains(got, "“翻译”") {
			t.Errorf("%q", got)
		}
	}
}

// TestQuestionsAreNamed: of two questions it is said which one was asked.
func TestQuestionsAreNamed(t *testing.T) {
	t.Parallel()
	over := graph.Test{Node: "a", Is: graph.Above, Than: 3}
	under := over
	under.Not = true
	asks := func(id, question string, when ...graph.Test) graph.Node {
		return graph.Node{ID: id, Task: "table-question-answering", In: map[string][]graph.Source{"table": {{Given: "x"}}, "question": {{Text: question}}}, When: when, Why: []string{question}}
	}
	at := decision.Case{
		Graph: graph.Graph{Nodes: []graph.Node{asks("a", "the highest fee"), asks("b", "list them", over), asks("c", "the average fee", under)}},
		Made:  map[string]port.Values{"a": {"answer": {port.NewText("The fee is 5")}}, "b": {"answer": {port.NewText("1")}}}, Skipped: map[string]graph.Skipped{"c": {Test: &under}},
	}
	if got := strings.Join(at.Say(t.Context()), "|"); !strings.HasSuffix(got, ", so this was done: “list them”; and this was not: “the average fee”.") {
		t.Error(got)
	}
}
