package tongue

import (
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/nominal"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

// named is what comes of a request that only names what it wants to know of the texts that
// came with it, where nothing else was understood: “notice period”.
func named(r *reading.Reading) (outcome, bool) {
	asked := nominal.Question(r.Req.Text)
	if texts := r.Types[port.Text] + r.Types[port.Document]; asked == "" || texts == 0 || texts < len(r.Req.Given) || len(r.Content) > 0 {
		return outcome{}, false
	}
	n := len(r.Text.Tokens)
	s := &reading.Step{Task: r.Reader.Tasks["question-answering"], From: 0, To: n, Set: map[string]string{}, Asks: true, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}}
	o, ok := whole(r, s)
	for _, node := range o.graph.Nodes {
		if len(node.In["question"]) > 0 {
			node.In["question"] = []graph.Source{{Text: asked}}
		}
	}
	return o, ok
}

// outright is what comes of a request that is one plain wish in all its words, which
// a rule knows: nothing that was learned has a say in it.
func outright(r *reading.Reading) (outcome, bool) {
	s := agenda.Rewritten(r)
	if s == nil {
		return outcome{}, false
	}
	return whole(r, s)
}

// whole is what comes of a single step.
func whole(r *reading.Reading, s *reading.Step) (outcome, bool) {
	b := draft.Of(r, []*reading.Step{s})
	given := graph.Given{}
	for _, g := range r.Req.Given {
		given[g.Name] = g.Type
	}
	_, err := graph.Check(b.Graph(), given)
	return outcome{graph: b.Graph()}, err == nil && len(b.Missing) == 0
}
