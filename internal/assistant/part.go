package assistant

import (
	"fmt"
	"regexp"
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

// needing says which wishes of g are not done because they work on what nothing
// here can make.
func needing(g, part graph.Graph, lacks []lack, lang string) (l []string) {
	for _, n := range g.Nodes {
		_, done := part.Node(n.ID)
		itself := slices.ContainsFunc(lacks, func(one lack) bool { return one.node == n.ID })
		if done || itself || len(n.Why) == 0 || !slices.ContainsFunc(lacks, func(one lack) bool { return leads(g, one.node, n) }) {
			continue
		}
		if said := fmt.Sprintf(phrase(lang, "“%s”, which would work on what that makes.", "“%s”，它要用上一步的结果。"), title(n.Task, lang)); !slices.Contains(l, said) {
			l = append(l, said)
		}
	}
	return l
}

// leads reports whether something of a node flows into n.
func leads(g graph.Graph, from string, n graph.Node) bool {
	return slices.ContainsFunc(n.Needs(), func(id string) bool {
		before, ok := g.Node(id)
		return id == from || ok && leads(g, from, before)
	})
}

// asksDifference is what asks in what texts differ.
var asksDifference = regexp.MustCompile(`(?i)\b(differ\w*|changed|changes|compare|comparison|distinguish\w*)\b|不同|区别|差别|差异|变化|改了|改动|对比|比较|异同`)

// instead is a graph that says in what given texts differ where no model writes
// about them: the comparison of texts finds it.
func instead(g graph.Graph, lacks []lack) (graph.Graph, bool) {
	if len(lacks) != 1 {
		return g, false
	}
	i := slices.IndexFunc(g.Nodes, func(n graph.Node) bool { return n.ID == lacks[0].node && n.Task == "text-generation" })
	if i < 0 || len(g.Nodes[i].In["context"]) < 2 || len(g.Nodes[i].In["prompt"]) != 1 || !asksDifference.MatchString(g.Nodes[i].In["prompt"][0].Text) {
		return g, false
	}
	other := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	n := &other.Nodes[i]
	n.Task, n.Params, n.In = "sentence-similarity", nil, map[string][]graph.Source{"text": n.In["context"][:1], "others": n.In["context"][1:]}
	for _, m := range g.Nodes {
		for _, sources := range m.In {
			if slices.ContainsFunc(graph.All(sources), func(s graph.Source) bool { return s.Node == n.ID }) {
				return g, false // what it writes is needed
			}
		}
	}
	return other, true
}
