// Package graph holds graphs of typed steps: how they are written down, what
// makes one fit to run, and how one is run. It does not know models' engines.
package graph

import (
	"slices"

	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Graph is a DAG of nodes. A graph whose models are not chosen yet is a plan.
type Graph struct {
	Nodes []Node `json:"nodes"`
}

// Node is one call of a model. Its ID is unique in the graph: "n1", "n2", …
type Node struct {
	ID     string              `json:"id"`
	Task   task.ID             `json:"task"`
	Model  ref.Model           `json:"model,omitzero"`
	Params task.Params         `json:"params,omitempty"`
	In     map[string][]Source `json:"in"`             // by input port
	When   []Test              `json:"when,omitempty"` // it is skipped unless all of them hold
	Why    []string            `json:"why,omitempty"`  // the words of the request that led here
}

// Source says where a value of an input port comes from. Exactly one of Node,
// Given and Text is set.
type Source struct {
	Node  string `json:"node,omitempty"`  // the ID of a node
	Port  string `json:"port,omitempty"`  // that node's output port; empty is its first
	Given string `json:"given,omitempty"` // the name of a value that came with the request
	Text  string `json:"text,omitempty"`  // the value itself, found in the request

	Else *Source `json:"else,omitempty"` // what is read instead where Node is skipped
}

// All are sources and what may be read instead of them.
func All(sources []Source) (l []Source) {
	for _, s := range sources {
		for l = append(l, s); s.Else != nil; l = append(l, s) {
			s = *s.Else
		}
	}
	return l
}

// Node finds a node by its ID.
func (g Graph) Node(id string) (Node, bool) {
	i := slices.IndexFunc(g.Nodes, func(n Node) bool { return n.ID == id })
	if i < 0 {
		return Node{}, false
	}
	return g.Nodes[i], true
}

// Needs returns the IDs of the nodes that n reads, each once, in order of ports,
// and then of those that its tests read.
func (n Node) Needs() []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, name := range slices.Sorted(keys(n.In)) {
		for _, s := range All(n.In[name]) {
			add(s.Node)
		}
	}
	for _, t := range n.When {
		add(t.Node)
	}
	return ids
}

// Conditional reports whether a node may be skipped: it has a test, or reads
// what may be skipped and nothing instead.
func (g Graph) Conditional(id string) bool {
	n, _ := g.Node(id)
	_, fed := n.taken(g.Conditional)
	return len(n.When) > 0 || !fed
}

// Taken is g as it was run: without the nodes that were skipped, and with what
// the others read in their place.
func (g Graph) Taken(skipped func(id string) bool) Graph {
	var taken Graph
	for _, n := range g.Nodes {
		if !skipped(n.ID) {
			n, _ = n.taken(skipped)
			taken.Nodes = append(taken.Nodes, n)
		}
	}
	return taken
}

// taken is n with the sources that it reads where some nodes are skipped, and
// whether every port has one left.
func (n Node) taken(skipped func(id string) bool) (Node, bool) {
	in, ok := map[string][]Source{}, true
	for name, sources := range n.In {
		for _, s := range sources {
			all := All([]Source{s})
			if i := slices.IndexFunc(all, func(s Source) bool { return s.Node == "" || !skipped(s.Node) }); i >= 0 {
				s = all[i]
				s.Else = nil
				in[name] = append(in[name], s)
			}
		}
		ok = ok && len(in[name]) > 0
	}
	n.In = in
	return n, ok
}

// Sinks returns the nodes that no other node reads: their outputs answer the request.
func (g Graph) Sinks() []Node {
	read := map[string]bool{}
	for _, n := range g.Nodes {
		for _, id := range n.Needs() {
			read[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(g.Nodes), func(n Node) bool { return read[n.ID] })
}

// Given are the types of the values that come with a request, by name.
type Given map[string]port.Type
