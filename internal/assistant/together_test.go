package assistant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
)

// TestAllAnswersAreWorkedOn: who wants the answer read aloud hears the answers to
// all that was asked of the text, in order; who wants the last one hears that.
func TestAllAnswersAreWorkedOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why  string
		file string // of the first question
		want string
	}{
		{"Read the answer aloud", "a.txt", "What is the total? how was it paid?"},
		{"say them in Spanish", "a.txt", "What is the total? how was it paid?"},
		{"read the second answer aloud", "a.txt", "how was it paid?"},
		{"Read the answer aloud", "b.txt", "how was it paid?"},
	} {
		p := answering([2]string{c.file, "What is the total?"}, [2]string{"a.txt", "how was it paid?"})
		p.Graph.Nodes = append(p.Graph.Nodes, graph.Node{ID: "n3", Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: "n2"}}}, Why: []string{c.why}})
		w := newWorld(p)
		w.model("reader", "question-answering", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			q, _ := req.In.First("question")
			return port.Values{"answer": {port.NewText(q.Text)}}, nil
		})
		heard := ""
		w.model("speech", "text-to-speech", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			v, _ := req.In.First("text")
			heard = v.Text
			return port.Values{"audio": {port.Value{Type: port.Audio, Media: "audio/wav", Text: "sound"}}}, nil
		})
		b := given[0]
		b.Name = "b.txt"
		run := w.do(t, assistant.Request{Text: "x", Given: append([]assistant.Given{b}, given...)})
		if heard != c.want {
			t.Errorf("%s: heard %q, want %q", c.why, heard, c.want)
		}
		if answer, speech := strings.Index(run.Answer, "how was it paid"), strings.Index(run.Answer, "Speech"); answer < 0 || speech < answer {
			t.Errorf("%s: the answer does not stand before its speech: %q", c.why, run.Answer)
		}
	}
}
