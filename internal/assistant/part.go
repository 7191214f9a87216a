package assistant

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
)

// lack is a node that nothing here can do now, and why.
type lack struct{ node, why string }

// reasons says each reason once.
func reasons(lacks []lack) (l []string) {
	for _, one := range lacks {
		if !slices.Contains(l, one.why) {
			l = append(l, one.why)
		}
	}
	return l
}

func nothingDoes(lacks []lack) error {
	return fault.Wrap(errNothing, fault.Unavailable, "%s", strings.Join(reasons(lacks), "\n"))
}

// possible is what is left of g without the nodes that nothing does, those that
// read what they make, and those that only made something for these. What the
// request spoke of itself, or what stood at the end, stays.
func possible(g graph.Graph, lacks []lack) graph.Graph {
	gone, end := map[string]bool{}, map[string]bool{}
	for _, one := range lacks {
		gone[one.node] = true
	}
	for _, n := range g.Sinks() {
		end[n.ID] = true
	}
	left := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	for again := true; again; {
		before, sinks := len(left.Nodes), left.Sinks()
		left.Nodes = slices.DeleteFunc(left.Nodes, func(n graph.Node) bool {
			idle := !end[n.ID] && len(n.Why) == 0 && slices.ContainsFunc(sinks, func(s graph.Node) bool { return s.ID == n.ID })
			gone[n.ID] = gone[n.ID] || idle || slices.ContainsFunc(n.Needs(), func(id string) bool { return gone[id] })
			return gone[n.ID]
		})
		again = len(left.Nodes) < before
	}
	return left
}
