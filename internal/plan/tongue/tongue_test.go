package tongue_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, c := range map[string]struct {
		given []plan.Given
		want  graph.Graph
	}{
		"Summarise harbour.docx and read it aloud": {
			[]plan.Given{{Name: "harbour.docx", Type: port.Document}},
			graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "document-text-extraction", In: map[string][]graph.Source{"document": {{Given: "harbour.docx"}}}},
				{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n1"}}}},
				{ID: "n3", Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: "n2"}}}},
			}},
		},
		"把“今晚八点开船”翻译成法语": {
			nil,
			graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "translation", In: map[string][]graph.Source{"text": {{Text: "今晚八点开船"}}}, Params: map[string]any{"target": "fr"}},
			}},
		},
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: c.given}, 3)
		if err != nil || len(plans) == 0 || !equal(plans[0].Graph, c.want) {
			t.Errorf("%s: error %v, got %v, want\n%s", text, err, plans, show(c.want))
		}
	}
}
