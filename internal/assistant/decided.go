package assistant

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/decision"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
)

// skip writes down that a node is not run, and why, before anybody is shown it.
func (e *execution) skip(ctx context.Context, n graph.Node, why graph.Skipped) error {
	e.skipped[n.ID] = why
	run, _ := e.live.snapshot()
	made := map[string]port.Values{}
	var now result
	for _, v := range run.Nodes {
		switch {
		case v.ID == n.ID:
			now.Node = v
		case v.State == Done:
			made[v.ID] = v.Out
		}
	}
	now.Node.State, now.Node.Because = Skipped, e.decided(made).Why(ctx, why)
	if err := e.write(ctx, now); err != nil {
		return err
	}
	e.live.node(n.ID, func(v *Node) { *v = now.Node })
	return nil
}

func (e *execution) decided(made map[string]port.Values) decision.Case {
	return decision.Case{
		Graph: e.graph, Made: made, Given: e.given(), Skipped: e.skipped, Resolve: e.assistant.resolve, Zh: e.lang == "zh",
		File: func(id string) string { return ofFile(e.graph, id) },
	}
}

// conclude puts a run into words: what was decided, and then what was made.
func (e *execution) conclude(ctx context.Context, r *Run, made map[string]port.Values, err error) {
	decided := e.decided(made)
	r.Graph = e.graph.Taken(func(id string) bool { _, ok := e.skipped[id]; return ok })
	conclude(r, made, err, decided.Asked)
	r.Graph = e.graph
	if said := strings.Join(decided.Say(ctx), "\n"); said != "" {
		r.Told = append([]Section{{Text: said}}, r.Told...)
		r.Answer = strings.TrimSpace(said + "\n\n" + r.Answer)
	}
}
