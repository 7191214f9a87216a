package assistant

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/remainder"
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

// nodes are those that nothing does.
func nodes(lacks []lack) (l []string) {
	for _, one := range lacks {
		l = append(l, one.node)
	}
	return l
}

func nothingDoes(lacks []lack) error {
	return fault.Wrap(errNothing, fault.Unavailable, "%s", strings.Join(reasons(lacks), "\n"))
}

// needing says which wishes of g are not done because they work on what nothing
// here can make.
func needing(g, part graph.Graph, lacks []lack, lang string) (l []string) {
	for _, n := range g.Nodes {
		_, done := part.Node(n.ID)
		itself := slices.ContainsFunc(lacks, func(one lack) bool { return one.node == n.ID })
		if done || itself || len(n.Why) == 0 || !slices.ContainsFunc(lacks, func(one lack) bool { return remainder.Leads(g, one.node, n) }) {
			continue
		}
		if said := fmt.Sprintf(phrase(lang, "“%s”, which would work on what that makes.", "“%s”，它要用上一步的结果。"), title(n.Task, lang)); !slices.Contains(l, said) {
			l = append(l, said)
		}
	}
	return l
}
