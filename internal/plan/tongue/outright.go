package tongue

import (
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// outright is what comes of a request that is one plain wish in all its words, which
// a rule knows: nothing that was learned has a say in it.
func outright(r *reading.Reading) (outcome, bool) {
	s := agenda.Rewritten(r)
	if s == nil {
		return outcome{}, false
	}
	b := draft.Of(r, []*reading.Step{s})
	given := graph.Given{}
	for _, g := range r.Req.Given {
		given[g.Name] = g.Type
	}
	_, err := graph.Check(b.Graph(), given)
	return outcome{graph: b.Graph()}, err == nil && len(b.Missing) == 0
}
