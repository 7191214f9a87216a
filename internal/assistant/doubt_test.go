package assistant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// heard is speech to text that is so sure of what it heard.
func heard(sure float64, text string) engine.Func {
	return func(context.Context, engine.Request) (port.Values, error) {
		v := port.NewText(text)
		v.Sure = sure
		return port.Values{"text": {v}}, nil
	}
}

func TestWhatIsUncertainIsSaidAndSoIsWhatRestsOnIt(t *testing.T) {
	t.Parallel()
	calls := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "automatic-speech-recognition", In: map[string][]graph.Source{"audio": {{Given: "call.wav"}}}, Why: []string{"transcribe"}},
		{ID: "n2", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": {{Node: "n1"}}}, Why: []string{"mood"}},
	}}}
	call := []assistant.Given{{Value: port.Value{Type: port.Audio, Name: "call.wav", Text: "RIFF"}}}
	for _, c := range []struct {
		sure  float64
		text  string
		says  []string
		doubt [2]string
	}{
		{0.25, "Transcribe call.wav and tell me the mood", []string{"Uncertain – Transcript: tenon/ear is only 25 % sure of it", "Built on it: Sentiment.", "Sentiment (uncertain, as what it is built on is: Transcript): "}, [2]string{"confidence is 25 %", "built on is: Transcript"}},
		{0.25, "转写 call.wav 并判断情绪", []string{"请注意：“转写文本”不可靠", "25%", "以此为依据的还有：情感。", "情感（不确定：它所依据的“转写文本”不可靠）："}, [2]string{"25%", "所依据"}},
		{0.9, "Transcribe call.wav and tell me the mood", nil, [2]string{}},
		{0, "Transcribe call.wav and tell me the mood", nil, [2]string{}},
	} {
		w := newWorld(calls)
		w.model("ear", "automatic-speech-recognition", 0.1, heard(c.sure, "we went to the moon"))
		w.model("mood", "sentiment-analysis", 0.5, glad)
		run := w.do(t, assistant.Request{Text: c.text, Given: call})
		if run.State != assistant.Done {
			t.Fatalf("%s %s", run.State, run.Error)
		}
		if len(c.says) == 0 && (strings.Contains(strings.ToLower(run.Answer), "uncertain") || run.Nodes[0].Doubt != "") {
			t.Errorf("%.2f is taken for uncertain: %s", c.sure, run.Answer)
		}
		for _, s := range c.says {
			if !strings.Contains(run.Answer, s) {
				t.Errorf("the answer lacks %q:\n%s", s, run.Answer)
			}
		}
		for i, want := range c.doubt {
			if !strings.Contains(run.Nodes[i].Doubt, want) || want == "" && run.Nodes[i].Doubt != "" {
				t.Errorf("node %d is doubted for %q, want %q", i+1, run.Nodes[i].Doubt, want)
			}
		}
	}
}

func TestEachResultNamesItsFile(t *testing.T) {
	t.Parallel()
	two := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "document-text-extraction", In: map[string][]graph.Source{"document": {{Given: "lease.pdf"}}}},
		{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n1"}}}, Why: []string{"summarise"}},
		{ID: "n3", Task: "summarization", In: map[string][]graph.Source{"text": {{Given: "b.txt"}}}, Why: []string{"summarise"}},
	}}}
	w := newWorld(two)
	w.model("reader", "document-text-extraction", 0.5, heard(0, "the rent is due on the first"))
	w.model("summary", "summarization", 0.5, func(ctx context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		if v.Name == "b.txt" {
			return port.Values{"text": {port.NewText(strings.Repeat("rain. ", 2000))}}, nil
		}
		return upper(ctx, req)
	})
	given := []assistant.Given{
		{Value: port.Value{Type: port.Document, Name: "lease.pdf", Text: "%PDF-"}}, {Value: port.Value{Type: port.Text, Name: "b.txt", Text: "rain"}},
	}
	for text, says := range map[string][]string{
		"Summarise lease.pdf and b.txt": {"Summary (lease.pdf): THE RENT", "Summary (b.txt):\nrain", "The whole text is in b-summary.txt"},
		"总结 lease.pdf 和 b.txt":          {"摘要（lease.pdf）：THE RENT", "摘要（b.txt）："},
	} {
		run := w.do(t, assistant.Request{Text: text, Given: given})
		for _, s := range says {
			if !strings.Contains(run.Answer, s) {
				t.Errorf("the answer lacks %q:\n%.300s", s, run.Answer)
			}
		}
		if len(run.Artefacts) != 1 || run.Artefacts[0].Name != "b-summary.txt" {
			t.Errorf("artefacts %+v", run.Artefacts)
		}
	}
}

func TestNoWordsAreSaidToBeNone(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "automatic-speech-recognition", In: map[string][]graph.Source{"audio": {{Given: "tune.mp3"}}}},
	}}})
	w.model("ear", "automatic-speech-recognition", 0.1, heard(0, ""))
	tune := []assistant.Given{{Value: port.Value{Type: port.Audio, Name: "tune.mp3", Text: "ID3"}}}
	for text, want := range map[string]string{"Transcribe tune.mp3": "no speech was found", "转写 tune.mp3": "没有听到说话声"} {
		if run := w.do(t, assistant.Request{Text: text, Given: tune}); run.State != assistant.Done || run.Answer != want {
			t.Errorf("%s: %s %q, want %q", text, run.State, run.Answer, want)
		}
	}
}

func TestNothingIsMadeOfNoWords(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "optical-character-recognition", In: map[string][]graph.Source{"image": {{Given: "lake.jpg"}}}},
		{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n1"}}}},
	}}})
	w.model("eye", "optical-character-recognition", 0.1, heard(0, " "))
	w.model("summary", "summarization", 0.5, upper)
	lake := []assistant.Given{{Value: port.Value{Type: port.Image, Name: "lake.jpg", Text: "JPEG"}}}
	for text, want := range map[string]string{
		"Summarise lake.jpg": "there is nothing to work on: no readable text was found (“Read the text in an image”)",
		"总结 lake.jpg":        "没有可处理的内容：没有读到文字（“文字识别”）",
	} {
		run := w.do(t, assistant.Request{Text: text, Given: lake})
		if run.State != assistant.Failed || !strings.Contains(run.Error, want) || w.calls["summary"] > 0 {
			t.Errorf("%s: %s %q after %v", text, run.State, run.Error, w.calls)
		}
	}
}

// TestARoughTranslationIsSaid: one of a pair that is known to be good is none.
func TestARoughTranslationIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source, request, says string
	}{
		{"fr", "Translate it", "The translation is rough: it was made by rules."},
		{"fr", "翻译一下", "译文较粗糙：它是按规则译出的。"},
		{"es", "Translate it", ""},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "translation", Params: task.Params{"source": c.source, "target": "en"}, In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
		}}})
		w.model("rules", "translation", 0.5, heard(0, "The house is big."))
		w.models[0].Rough, w.models[0].Good = true, []string{"es-en"}
		for range 2 { // the second time from memory
			run := w.do(t, assistant.Request{Text: c.request, Given: []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "La casa es grande."}}}})
			if run.State != assistant.Done || !strings.Contains(run.Answer, c.says) || (run.Nodes[0].Doubt == "") != (c.says == "") || strings.Contains(run.Answer, "rough") && c.says == "" {
				t.Errorf("from %s: %s %s, doubted for %q", c.source, run.State, run.Answer, run.Nodes[0].Doubt)
			}
		}
	}
}

// TestSpeechInALanguageThatNoModelKnows: badly heard speech may be in the language of
// the request, of which the model has no word.
func TestSpeechInALanguageThatNoModelKnows(t *testing.T) {
	t.Parallel()
	write := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{{ID: "n1", Task: "automatic-speech-recognition", In: map[string][]graph.Source{"audio": {{Given: "a.wav"}}}}}}}
	for _, c := range []struct {
		request string
		sure    float64
		knows   []string
		says    bool
	}{
		{"把这段留言写成文字", 0.5, []string{"en"}, true},
		{"听写 a.wav", 0.3, []string{"en"}, true},
		{"听写 a.wav", 0.9, []string{"en"}, false},
		{"听写 a.wav", 0.3, []string{"en", "zh"}, false},
		{"Write down a.wav", 0.3, []string{"en"}, false},
	} {
		w := newWorld(write)
		w.model("ear", "automatic-speech-recognition", 0.1, heard(c.sure, "you do"))
		w.models[0].Languages = c.knows
		run := w.do(t, assistant.Request{Text: c.request, Given: []assistant.Given{{Value: port.Value{Type: port.Audio, Name: "a.wav", Text: "RIFF"}}}})
		if run.State != assistant.Done || strings.Contains(run.Answer, "只懂英语") != c.says || strings.Contains(run.Answer, "tenon connect") != c.says {
			t.Errorf("%s, %.1f, %v: %s %s", c.request, c.sure, c.knows, run.State, run.Answer)
		}
	}
}

// TestATableSaysTheSameOnce: two questions with one answer are answered once.
func TestATableSaysTheSameOnce(t *testing.T) {
	t.Parallel()
	ask := func(id, question string) graph.Node {
		return graph.Node{ID: id, Task: "table-question-answering", In: map[string][]graph.Source{"table": {{Given: "a.csv"}}, "question": {{Text: question}}}}
	}
	rows := func(_ context.Context, req engine.Request) (port.Values, error) {
		q, _ := req.In.First("question")
		said := "3 rows: Ann, Bob, Cy.\nRead as: " + q.Text
		if strings.Contains(q.Text, "oldest") {
			said = "Ann, 61.\nRead as: the oldest"
		}
		return port.Values{"answer": {port.NewText(said)}}, nil
	}
	for second, want := range map[string]int{"Who are they?": 1, "Who is the oldest?": 2} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{ask("n1", "How many are late?"), ask("n2", second)}}})
		w.model("table", "table-question-answering", 0.5, rows)
		run := w.do(t, assistant.Request{Text: "How many are late? " + second, Given: []assistant.Given{{Value: port.Value{Type: port.Table, Name: "a.csv", Text: "name\nAnn\n"}}}})
		if run.State != assistant.Done || strings.Count(run.Answer, "Read as: ") != want || strings.Count(run.Answer, "3 rows") != 1 {
			t.Errorf("%s: %s", second, run.Answer)
		}
	}
}
