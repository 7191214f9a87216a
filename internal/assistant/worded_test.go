package assistant_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// TestListsGoIntoTextAsPlainWords: what one model has found another says,
// translates or writes into a code, and nothing else.
func TestListsGoIntoTextAsPlainWords(t *testing.T) {
	t.Parallel()
	found := []port.Label{
		{Name: "person", Score: 1, Text: "Ann Lee"},
		{Name: "email", Score: 1, Text: "a@x.org"},
		{Name: "date", Score: 1, Text: "3 May"},
		{Name: "email", Score: 1, Text: "b@x.org"},
		{Name: "email", Score: 1, Text: "a@x.org"},
	}
	words := []port.Label{{Name: "roof", Score: 0.9}, {Name: "heat", Score: 0.8}}
	codes := []port.Label{{Name: "QR_CODE", Score: 1, Text: "https://a.example", Box: []int{1, 2, 3, 4}}}
	for name, c := range map[string]struct {
		text        string
		made, reads task.ID
		labels      []port.Label
		want        string
	}{
		"keywords are said":        {"extract keywords and read them aloud", "keyword-extraction", "text-to-speech", words, "roof, heat"},
		"in Chinese":               {"提取关键词并朗读", "keyword-extraction", "text-to-speech", []port.Label{{Name: "屋顶"}, {Name: "高温"}}, "屋顶，高温"},
		"keywords are translated":  {"extract keywords and translate them to Spanish", "keyword-extraction", "translation", words, "roof\nheat"},
		"a code that was read":     {"read the code and make it larger", "barcode-reading", "barcode-generation", codes, "https://a.example"},
		"the addresses":            {"find the e-mail addresses and make a QR code", "token-classification", "barcode-generation", found, "a@x.org\nb@x.org"},
		"the first":                {"find the e-mail addresses and make a QR code of the first one", "token-classification", "barcode-generation", found, "a@x.org"},
		"the last, in Chinese":     {"找出邮箱，把最后一个做成二维码", "token-classification", "barcode-generation", found, "b@x.org"},
		"the first step":           {"first find the e-mail addresses, then make a QR code", "token-classification", "barcode-generation", found, "a@x.org\nb@x.org"},
		"one of a kind":            {"find the dates and translate them", "token-classification", "translation", found, "3 May"},
		"no kind":                  {"find all names and say them", "token-classification", "text-to-speech", found, "Ann Lee, a@x.org, 3 May, b@x.org"},
		"none of the kind":         {"find the phone numbers and make a QR code", "token-classification", "barcode-generation", found, ""},
		"none of the kind, in zh":  {"找出电话号码，生成二维码", "token-classification", "barcode-generation", found, ""},
		"fewer than are asked for": {"make a QR code of the third e-mail", "token-classification", "barcode-generation", found, ""},
		"nothing at all":           {"read the code and say it", "barcode-reading", "text-to-speech", []port.Label{}, ""},
	} {
		end := reads("n2", "text", "n1", c.reads, c.text)
		if c.reads == "translation" {
			end.Params = task.Params{"target": "es"}
		}
		in, file := "text", given
		if c.made == "barcode-reading" {
			in, file = "image", []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/png", Name: "a.txt", Text: "pixels"}}}
		}
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", in, "a.txt", c.made, "find"), end}}})
		w.model("finder", c.made, 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"labels": {port.NewLabels(c.labels)}}, nil
		})
		got := ""
		w.model("reader", c.reads, 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			v, _ := req.In.First("text")
			b, err := v.Read(1 << 20)
			got = string(b)
			t, _ := task.Lookup(string(c.reads))
			return port.Values{t.Out[0].Name: {port.NewText("done")}}, err
		})
		run := w.do(t, assistant.Request{Text: c.text, Given: file})
		failed := run.State == assistant.Failed && (strings.Contains(run.Error, "nothing to work on") || strings.Contains(run.Error, "没有可处理的内容"))
		if got != c.want || failed != (c.want == "") {
			t.Errorf("%s: %q was read, want %q; %s %s", name, got, c.want, run.State, run.Error)
		}
		if c.reads == "barcode-generation" && c.want != "" && !strings.Contains(run.Answer, "It holds: "+c.want) && !strings.Contains(run.Answer, "内容："+c.want) {
			t.Errorf("%s: the answer does not say what the code holds: %s", name, run.Answer)
		}
	}
}

// TestNothingIsMadeOfAnAnswerThatThereIsNone: what says that a text does not say
// something goes into no code and no translation.
func TestNothingIsMadeOfAnAnswerThatThereIsNone(t *testing.T) {
	t.Parallel()
	ask := reads("n1", "text", "a.txt", "question-answering", "passport number")
	ask.In["question"] = []graph.Source{{Text: "What is the passport number?"}}
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{ask, reads("n2", "text", "n1", "barcode-generation", "code")}}})
	w.model("answers", "question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		v := port.NewText("The text does not say.")
		v.None = true
		return port.Values{"answer": {v}}, nil
	})
	w.model("codes", "barcode-generation", 0.5, makes("image", port.Value{Type: port.Image, Media: "image/png", Name: "qr.png"}))
	for range 2 { // the second time from memory
		run := w.do(t, assistant.Request{Text: "make a QR code of the passport number", Given: given})
		if run.State != assistant.Failed || w.calls["codes"] > 0 || len(run.Artefacts) > 0 || !strings.Contains(run.Error, "nothing to work on: The text does not say (") {
			t.Errorf("%s %q, %v made, %s", run.State, run.Error, w.calls, run.Answer)
		}
	}
}

// TestThatThereIsNoAnswerIsHeard: who asks to hear an answer hears that there is none.
func TestThatThereIsNoAnswerIsHeard(t *testing.T) {
	t.Parallel()
	ask := reads("n1", "text", "a.txt", "question-answering", "cup")
	ask.In["question"] = []graph.Source{{Text: "Who won the cup?"}}
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{ask, reads("n2", "text", "n1", "text-to-speech", "say it")}}})
	w.model("answers", "question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		v := port.NewText("The text does not say.")
		v.None = true
		return port.Values{"answer": {v}}, nil
	})
	said := ""
	speech := makes("audio", port.Value{Type: port.Audio, Media: "audio/wav", Name: "speech.wav"})
	w.model("voice", "text-to-speech", 0.5, func(ctx context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		said = v.Text
		return speech(ctx, req)
	})
	run := w.do(t, assistant.Request{Text: "Who won the cup? Say the answer.", Given: given})
	if run.State != assistant.Done || said != "The text does not say." || !slices.ContainsFunc(run.Artefacts, func(v port.Value) bool { return v.Name == "speech.wav" }) {
		t.Errorf("%s %q: %q was said, made %v", run.State, run.Error, said, run.Artefacts)
	}
}

// TestAPictureWithoutWordsIsSearchedForCodes: what a picture says is what its codes
// hold, where it has no words; with words, nobody looks for codes.
func TestAPictureWithoutWordsIsSearchedForCodes(t *testing.T) {
	t.Parallel()
	const card = "MECARD:N:Okafor,Ada;TEL:+44123;;"
	for words, want := range map[string]string{"": card, " \n": card, "CLOSED ON MONDAYS": "CLOSED ON MONDAYS"} {
		ask := reads("n2", "text", "n1", "question-answering", "phone")
		ask.In["question"] = []graph.Source{{Text: "What is her phone number?"}}
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", "image", "a.txt", "optical-character-recognition", "says"), ask}}})
		w.model("ocr", "optical-character-recognition", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"text": {port.NewText(words)}}, nil
		})
		w.model("codes", "barcode-reading", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "QR_CODE", Score: 1, Text: card}})}}, nil
		})
		got := ""
		w.model("answers", "question-answering", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			v, _ := req.In.First("text")
			b, err := v.Read(1 << 20)
			got = string(b)
			return port.Values{"answer": {port.NewText("done")}}, err
		})
		run := w.do(t, assistant.Request{Text: "What does it say, and what is her phone number?", Given: []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/png", Name: "a.txt", Text: "pixels"}}}})
		if got != want || (w.calls["codes"] > 0) != (want == card) || want == card && !strings.Contains(run.Answer, "Contact: name Ada Okafor, telephone +44123") {
			t.Errorf("%q: %q was read, codes read %d times: %s %s", words, got, w.calls["codes"], run.Answer, run.Error)
		}
	}
}
