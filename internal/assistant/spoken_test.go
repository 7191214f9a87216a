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

// polyglot is a world that hears English and translates English and Spanish.
func polyglot(p plan.Plan) *world {
	w := newWorld(p)
	w.model("ear", "automatic-speech-recognition", 0.5, heard(0, "good morning"))
	w.model("words", "translation", 0.5, upper)
	w.model("reader", "document-text-extraction", 0.5, heard(0, "good morning"))
	w.model("summary", "summarization", 0.5, upper)
	w.model("tongues", "language-identification", 0.5, func(ctx context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		lang := "en"
		if strings.Contains(v.Text, "der Hafen") {
			lang = "de"
		}
		return port.Values{"labels": {port.NewLabels([]port.Label{{Name: lang, Score: 0.99}})}}, nil
	})
	w.models[0].Languages = []string{"en"}
	w.models[1].Pairs = []string{"en-es", "es-en"}
	return w
}

func TestAChainThatNoModelEndsIsRefusedBeforeItBegins(t *testing.T) {
	t.Parallel()
	speech := func(params task.Params, target string) plan.Plan {
		return plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{ // the reader stands after its reader
			{ID: "n3", Task: "translation", Params: task.Params{"target": target}, In: map[string][]graph.Source{"text": {{Node: "n2"}}}},
			{ID: "n1", Task: "automatic-speech-recognition", Params: params, In: map[string][]graph.Source{"audio": {{Given: "call.wav"}}}},
			{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n1"}}}},
		}}}
	}
	document := func(target string) plan.Plan {
		return plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "document-text-extraction", In: map[string][]graph.Source{"document": {{Given: "page.html"}}}},
			{ID: "n2", Task: "translation", Params: task.Params{"target": target}, In: map[string][]graph.Source{"text": {{Node: "n1"}}}},
		}}}
	}
	given := func(html string) []assistant.Given {
		return []assistant.Given{
			{Value: port.Value{Type: port.Audio, Name: "call.wav", Text: "RIFF"}},
			{Value: port.Value{Type: port.Document, Media: "text/html; charset=utf-8", Name: "page.html", Text: html}},
		}
	}
	german := "<html><script>var x = 'the harbour and the ferry'</script><p>Heute ist der Hafen wegen des Sturms geschlossen, die Fähren fahren morgen wieder.</p></html>"
	english := "<html><p>The harbour is closed today because of the storm; the ferries go again tomorrow.</p></html>"
	for name, c := range map[string]struct {
		p     plan.Plan
		html  string
		state assistant.State
		says  string
	}{
		"speech, into Chinese":           {speech(nil, "zh"), english, assistant.Impossible, "from English to Chinese"},
		"speech, into Spanish":           {speech(nil, "es"), english, assistant.Done, ""},
		"speech in a language not known": {speech(task.Params{"language": "zh"}, "en"), english, assistant.Impossible, `"zh"`},
		"a German page, into Spanish":    {document("es"), german, assistant.Impossible, "from German to Spanish"},
		"an English page, into Spanish":  {document("es"), english, assistant.Done, ""},
	} {
		w := polyglot(c.p)
		run := w.do(t, assistant.Request{Text: "do it", Given: given(c.html)})
		if run.State != c.state || !strings.Contains(run.Error, c.says) {
			t.Errorf("%s: %s %q, want %s that says %q", name, run.State, run.Error, c.state, c.says)
		}
		if c.state == assistant.Impossible && (w.calls["ear"]+w.calls["reader"] > 0 || !strings.Contains(run.Error, "tenon connect")) {
			t.Errorf("%s: %v were called, and it says %q", name, w.calls, run.Error)
		}
	}
}
