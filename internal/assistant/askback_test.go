package assistant_test

import (
	"context"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
)

// What a model says of the question itself is a question back; what it says of a
// file is a failure.
func TestAQuestionThatAModelCannotReadIsAskedBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		request, about, said string
		state                assistant.State
	}{
		{"average humidity", "question", "no column of the table is about “humidity”; which one is meant?", assistant.Question},
		{"湿度最高的是哪天", "question", "表中没有与“湿度”对应的列；指的是哪一列？", assistant.Question},
		{"average humidity", "w.csv", "is damaged or cut short; save it again and retry", assistant.Failed},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "table-question-answering", In: map[string][]graph.Source{"table": {{Given: "w.csv"}}, "question": {{Text: c.request}}}},
			{ID: "n2", Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: "n1", Port: "answer"}}}},
		}}})
		w.model("table-qa", "table-question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return nil, fault.About(c.about, fault.Invalid, "%s", c.said)
		})
		w.model("voice", "text-to-speech", 0.5, func(context.Context, engine.Request) (port.Values, error) { return nil, nil })
		run := w.do(t, assistant.Request{Text: c.request, Given: []assistant.Given{{Value: port.Value{Type: port.Table, Name: "w.csv", Media: "text/csv", Text: "a,b\n1,2\n"}}}})
		if run.State != c.state || c.state == assistant.Question && (run.Question != c.said || run.Error != "") {
			t.Errorf("%s: %s %q %q", c.request, run.State, run.Question, run.Error)
		}
	}
}
