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
	In     map[string][]Source `json:"in"`            // by input port
	Why    []string            `json:"why,omitempty"` // the words of the request that led here
}

// Source says where a value of an input port comes from. Exactly one of Node,
// Given and Text is set.
type Source struct {
	Node  string `json:"node,omitempty"`  // the ID of a node
	Port  string `json:"port,omitempty"`  // that node's output port; empty is its first
	Given string `json:"given,omitempty"` // the name of a value that came with the request
	Text  string `json:"text,omitempty"`  // the value itself, found in the request
}

// Node finds a node by its ID.
func (g Graph) Node(id string) (Node, bool) {
	i := slices.IndexFunc(g.Nodes, func(n Node) bool { return n.ID == id })
	if i < 0 {
		return Node{}, false
	}
	return g.Nodes[i], true
}

// Needs returns the IDs of the nodes that n reads, each once, in order of ports.
func (n Node) Needs() []string {
	var ids []string
	for _, s := range n.sources() {
		if s.Node != "" && !slices.Contains(ids, s.Node) {
			ids = append(ids, s.Node)
		}
	}
	return ids
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

func (n Node) sources() []Source {
	var all []Source
	for _, name := range slices.Sorted(keys(n.In)) {
		all = append(all, n.In[name]...)
	}
	return all
}

// Given are the types of the values that come with a request, by name.
type Given map[string]port.Type
