// Package remainder says what is left of a graph where nothing does some of its nodes. It does
// not know why nothing does.
package remainder

import (
	"maps"
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// files are the types whose values are files to those who asked for them.
var files = []port.Type{port.Image, port.Masks, port.Audio, port.Video, port.Document}

// Possible is what is left of g without the nodes that nothing does, those that
// read what they make, and those that only made something for these. What the
// request spoke of itself, or what stood at the end, stays.
func Possible(g graph.Graph, lacking []string) graph.Graph {
	gone, end := map[string]bool{}, map[string]bool{}
	for _, one := range lacking {
		gone[one] = true
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

// Leads reports whether something of a node flows into n.
func Leads(g graph.Graph, from string, n graph.Node) bool {
	return slices.ContainsFunc(n.Needs(), func(id string) bool {
		before, ok := g.Node(id)
		return id == from || ok && Leads(g, from, before)
	})
}

// Takes reports whether what a node reads was taken out of a file by a task.
func Takes(g graph.Graph, n graph.Node, by task.ID) bool {
	return slices.ContainsFunc(n.Needs(), func(id string) bool {
		before, ok := g.Node(id)
		return ok && (before.Task == by || Takes(g, before, by))
	})
}

// PassedOver is g in which nothing reads what the lacking nodes would have made of a
// file where that is another of its kind: it reads the file as it was before.
func PassedOver(g graph.Graph, lacking []string) graph.Graph {
	out := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	for _, one := range lacking {
		n, _ := out.Node(one)
		t, err := task.Lookup(string(n.Task))
		if err != nil || !slices.Contains(files, t.Out[0].Type) || t.In[0].Type != t.Out[0].Type || t.In[0].Many || t.Out[0].Many || len(n.In[t.In[0].Name]) != 1 {
			continue
		}
		before := n.In[t.In[0].Name][0]
		for i, o := range out.Nodes {
			in := maps.Clone(o.In)
			for name, sources := range in {
				in[name] = slices.Clone(sources)
				for k, s := range sources {
					if s.Node == n.ID && s.Else == nil && (s.Port == "" || s.Port == t.Out[0].Name) {
						in[name][k] = before
					}
				}
			}
			out.Nodes[i].In = in
		}
	}
	return out
}

// asksDifference is what asks in what texts differ.
var asksDifference = regexp.MustCompile(`(?i)\b(differ\w*|changed|changes|compare|comparison|distinguish\w*)\b|不同|不一样|出入|区别|差别|差异|变化|改了|改动|对比|比较|异同`)

// Instead is a graph that says in what given texts differ where no model writes
// about them: the comparison of texts finds it.
func Instead(g graph.Graph, lacking []string) (graph.Graph, bool) {
	if len(lacking) != 1 {
		return g, false
	}
	i := slices.IndexFunc(g.Nodes, func(n graph.Node) bool { return n.ID == lacking[0] && n.Task == "text-generation" })
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
