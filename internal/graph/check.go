package graph

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

const maxNodes = 200

// nodeID is what may name a node: it stands in logs, addresses and pages as it is.
var nodeID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// Check says whether g is fit to run on the given values: every task and port
// is there, every edge fits its ports, every required port and parameter has
// its value, every test fits what it looks at, no node waits for itself. The error names the node and the mend.
// The graph that it returns has complete parameters and the tasks' own names in
// the place of aliases.
func Check(g Graph, given Given) (Graph, error) {
	switch {
	case len(g.Nodes) == 0:
		return g, fault.New(fault.Invalid, "the graph has no node")
	case len(g.Nodes) > maxNodes:
		return g, fault.New(fault.TooLarge, "the graph has %d nodes, at most %d", len(g.Nodes), maxNodes)
	}
	checked := Graph{Nodes: slices.Clone(g.Nodes)}
	seen := map[string]bool{}
	for i, n := range g.Nodes {
		if n.ID == "" || seen[n.ID] {
			return g, fault.New(fault.Invalid, "node %d of the graph has no ID of its own (%q)", i+1, n.ID)
		}
		if !nodeID.MatchString(n.ID) {
			return g, fault.New(fault.Invalid, "node %d of the graph has the ID %.60q: an ID has 1 to 40 letters, digits, - and _", i+1, n.ID)
		}
		seen[n.ID] = true
		t, params, err := checkNode(g, n, given)
		if err != nil {
			kind, msg := fault.Of(err)
			return g, fault.About("node "+n.ID, kind, "%s", msg)
		}
		checked.Nodes[i].Task, checked.Nodes[i].Params = t, params
	}
	if _, err := Order(g); err != nil {
		return g, err
	}
	return checked, nil
}

func checkNode(g Graph, n Node, given Given) (task.ID, task.Params, error) {
	t, err := task.Lookup(string(n.Task))
	if err == nil {
		err = checkInputs(g, t, n, given)
	}
	for _, one := range n.When {
		if err == nil {
			err = checkTest(g, one, given)
		}
	}
	if err != nil {
		return "", nil, err
	}
	params, err := t.Complete(n.Params)
	return t.ID, params, err
}

func checkInputs(g Graph, t task.Task, n Node, given Given) error {
	for _, name := range slices.Sorted(keys(n.In)) {
		spec, ok := t.Input(name)
		if !ok {
			return fault.New(fault.Invalid, "%s has no input %q; it has %s", t.ID, name, names(t.In))
		}
		if len(n.In[name]) > 1 && !spec.Many {
			return fault.New(fault.Invalid, "input %q of %s takes one value, not %d", name, t.ID, len(n.In[name]))
		}
		for _, s := range n.In[name] {
			for _, from := range All([]Source{s}) {
				if err := checkSource(g, t, spec, from, given); err != nil {
					return err
				}
			}
		}
	}
	for _, spec := range t.In {
		if !spec.Optional && len(n.In[spec.Name]) == 0 {
			return fault.New(fault.Invalid, "%s needs its input %q (%s)", t.ID, spec.Name, spec.Type)
		}
	}
	return nil
}

func checkSource(g Graph, t task.Task, spec port.Spec, s Source, given Given) error {
	from := port.Text
	switch {
	case s.Else != nil && s.Node == "":
		return fault.New(fault.Invalid, "input %q of %s has something to read instead of what is always there", spec.Name, t.ID)
	case s.Node != "" && (s.Given != "" || s.Text != "") || s.Given != "" && s.Text != "" || s.Port != "" && s.Node == "":
		return fault.New(fault.Invalid, "input %q of %s has an ambiguous source: it is one of a node (with its port), a given value and a text", spec.Name, t.ID)
	case s.Node != "":
		n, ok := g.Node(s.Node)
		if !ok {
			return fault.New(fault.Invalid, "input %q reads node %q, which is not in the graph", spec.Name, s.Node)
		}
		out, err := n.output(s.Port)
		if err != nil {
			return err
		}
		if out.Many && !spec.Many {
			return fault.New(fault.Invalid, "input %q of %s takes one value, and node %s gives a list", spec.Name, t.ID, s.Node)
		}
		from = out.Type
	case s.Given != "":
		have, ok := given[s.Given]
		if !ok {
			return fault.New(fault.Invalid, "input %q reads %q, which did not come with the request", spec.Name, s.Given)
		}
		from = have
	case s.Text == "":
		return fault.New(fault.Invalid, "input %q of %s has an empty source", spec.Name, t.ID)
	}
	if !port.Fits(from, spec.Type) {
		return fault.New(fault.Invalid, "input %q of %s takes %s, not %s", spec.Name, t.ID, spec.Type, from)
	}
	return nil
}

// output finds an output port of n's task; "" is the first.
func (n Node) output(name string) (port.Spec, error) {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return port.Spec{}, err
	}
	if name == "" {
		return t.Out[0], nil
	}
	spec, ok := t.Output(name)
	if !ok {
		return spec, fault.New(fault.Invalid, "%s has no output %q; it has %s", t.ID, name, names(t.Out))
	}
	return spec, nil
}

func names(specs []port.Spec) string {
	var l []string
	for _, s := range specs {
		l = append(l, s.Name)
	}
	return strings.Join(l, ", ")
}

// Order returns the nodes so that each comes after those that it reads, and
// otherwise as they stand. A circle is an error that names one of its nodes.
func Order(g Graph) ([]Node, error) {
	placed := map[string]bool{}
	var order []Node
	for rest := g.Nodes; len(rest) > 0; {
		var next []Node
		for _, n := range rest {
			if slices.ContainsFunc(n.Needs(), func(id string) bool { return !placed[id] }) {
				next = append(next, n)
				continue
			}
			placed[n.ID] = true
			order = append(order, n)
		}
		if len(next) == len(rest) {
			return nil, fault.New(fault.Invalid, "node %s waits for itself: the graph has a circle", rest[0].ID)
		}
		rest = next
	}
	return order, nil
}
