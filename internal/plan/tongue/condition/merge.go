package condition

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Merge joins the graph of what is done where a test holds and that of what is
// done where it does not: what stands in both is done in any case, the rest is
// tested. A node that stands in both and reads something else in each reads
// what there is. It is false where the test has nothing to look at, or decides
// nothing.
//
//	holds  translation → summary          n1 language
//	fails  summary               becomes  n2 translation, when n1 is not en
//	                                      n3 summary of n2, or else of what was given
func Merge(t Test, holds, fails graph.Graph, given []plan.Given) (graph.Graph, bool) {
	m := merger{given: given, sides: [2]map[string]graph.Node{byID(holds, "+"), byID(fails, "-")}, pairs: map[string]string{}, always: map[string]bool{}}
	m.order = slices.Concat(order(holds, "+"), order(fails, "-"))
	m.pair()
	looked, ok := m.look(&t)
	if !ok {
		return graph.Graph{}, false
	}
	if t.Task != "token-classification" { // what was not looked for is found as well
		m.ask(looked.Node, t.Asked)
	}
	t.Node, t.Port, t.Given, t.Text = looked.Node, looked.Port, looked.Given, looked.Text
	g, decided := m.graph(t.Test)
	return g, decided
}

// merger has the nodes of both graphs under names of their own: + and - before
// their IDs, and ? before those of the test.
type merger struct {
	given  []plan.Given
	sides  [2]map[string]graph.Node
	order  []string
	pairs  map[string]string // of the nodes that stand in both, each way
	joins  []string          // those of the first graph that read something else in the other
	always map[string]bool   // what is needed for the test
	tests  []graph.Node
}

func byID(g graph.Graph, side string) map[string]graph.Node {
	l := map[string]graph.Node{}
	for _, n := range g.Nodes {
		n = renamed(n, func(id string) string { return side + id })
		l[n.ID] = n
	}
	return l
}

func order(g graph.Graph, side string) (l []string) {
	nodes, err := graph.Order(g)
	if err != nil {
		return nil // a plan has no circle
	}
	for _, n := range nodes {
		l = append(l, side+n.ID)
	}
	return l
}

// renamed is a node with other IDs throughout.
func renamed(n graph.Node, name func(string) string) graph.Node {
	n.ID = name(n.ID)
	in := map[string][]graph.Source{}
	for p, sources := range n.In {
		for _, s := range sources {
			in[p] = append(in[p], moved(s, name))
		}
	}
	n.In, n.When = in, slices.Clone(n.When)
	for i, t := range n.When {
		if t.Node != "" {
			n.When[i].Node = name(t.Node)
		}
	}
	return n
}

func moved(s graph.Source, name func(string) string) graph.Source {
	if s.Node != "" {
		s.Node = name(s.Node)
	}
	if s.Else != nil {
		other := moved(*s.Else, name)
		s.Else = &other
	}
	return s
}

func (m *merger) node(id string) graph.Node {
	if strings.HasPrefix(id, "?") {
		return m.tests[slices.IndexFunc(m.tests, func(n graph.Node) bool { return n.ID == id })]
	}
	if strings.HasPrefix(id, "-") {
		return m.sides[1][id]
	}
	return m.sides[0][id]
}

// twin is a node of the first graph as it would stand in the second, where all
// that it reads stands there.
func (m *merger) twin(n graph.Node) graph.Node {
	return renamed(n, func(id string) string { return cmp.Or(m.pairs[id], id) })
}

// pair finds what stands in both graphs: first what is the same, then what only
// reads something else.
func (m *merger) pair() {
	for _, join := range []bool{false, true} {
		for _, id := range m.order {
			if !strings.HasPrefix(id, "+") || m.pairs[id] != "" {
				continue
			}
			for _, other := range m.order {
				if !strings.HasPrefix(other, "-") || m.pairs[other] != "" {
					continue
				}
				x, y := m.twin(m.sides[0][id]), m.sides[1][other]
				if x.Task != y.Task || !reflect.DeepEqual(x.When, y.When) || len(x.Params)+len(y.Params) > 0 && !reflect.DeepEqual(x.Params, y.Params) {
					continue
				}
				same := reflect.DeepEqual(x.In, y.In)
				if !same && (!join || !slices.Equal(x.Why, y.Why) || !m.joinable(x.In, y.In)) {
					continue
				}
				m.pairs[id], m.pairs[other] = other, id
				if !same {
					m.joins = append(m.joins, id)
				}
				break
			}
		}
	}
}

// joinable reports whether one of two inputs is always there where the other is
// not: one that is not the same is made in one of the graphs alone.
func (m *merger) joinable(a, b map[string][]graph.Source) bool {
	if len(a) != len(b) {
		return false
	}
	for name, l := range a {
		k := b[name]
		if len(l) != len(k) {
			return false
		}
		for i := range l {
			if !reflect.DeepEqual(l[i], k[i]) && !m.lone(l[i]) && !m.lone(k[i]) {
				return false
			}
		}
	}
	return true
}

// lone reports whether a source is made in one of the graphs alone, and nothing
// else is read in its place that is made in both.
func (m *merger) lone(s graph.Source) bool {
	return !slices.ContainsFunc(graph.All([]graph.Source{s}), func(s graph.Source) bool { return s.Node == "" || m.pairs[s.Node] != "" })
}

// graph is both graphs in one, and whether the test decides anything in it.
func (m *merger) graph(t graph.Test) (graph.Graph, bool) {
	var l []graph.Node
	l = append(l, m.tests...)
	decided := false
	for _, id := range m.order {
		n := m.node(id)
		first := strings.HasPrefix(id, "+")
		switch {
		case m.pairs[id] != "" && !first:
			continue
		case slices.Contains(m.joins, id):
			n = m.joined(n, m.node(m.pairs[id]))
			decided = true
		case m.pairs[id] != "":
		case m.always[id]:
		default:
			decided = true
			if !m.follows(n) {
				mine := t
				mine.Not = t.Not != !first
				if !slices.ContainsFunc(renamed(n, m.name).When, func(o graph.Test) bool { return implied(mine, o) }) {
					n.When = append([]graph.Test{mine}, n.When...)
				}
			}
		}
		l = append(l, renamed(n, m.name))
	}
	ordered, err := graph.Order(graph.Graph{Nodes: l})
	if err != nil || !decided {
		return graph.Graph{}, false
	}
	ids := map[string]string{}
	for i, n := range ordered {
		ids[n.ID] = fmt.Sprintf("n%d", i+1)
	}
	for i, n := range ordered {
		ordered[i] = renamed(n, func(id string) string { return ids[id] })
	}
	return graph.Graph{Nodes: ordered}, true
}

// implied reports whether a test holds wherever another does: what is positive
// is not negative.
func implied(t, by graph.Test) bool {
	source := func(t graph.Test) [4]string { return [4]string{t.Node, t.Port, t.Given, t.Text} }
	if t.Why = by.Why; reflect.DeepEqual(t, by) {
		return true
	}
	return t.Is == by.Is && (t.Is == graph.Label || t.Is == graph.Language) && t.Not && !by.Not && source(t) == source(by) &&
		!slices.ContainsFunc(t.Of, func(w string) bool { return slices.Contains(by.Of, w) })
}

// name is the one name of what stands in both graphs.
func (m *merger) name(id string) string {
	if strings.HasPrefix(id, "-") && m.pairs[id] != "" {
		return m.pairs[id]
	}
	return id
}

// follows reports whether a node needs another that the test decides on already.
func (m *merger) follows(n graph.Node) bool {
	for _, sources := range n.In {
		if len(sources) == 1 && sources[0].Else == nil && sources[0].Node != "" && m.pairs[sources[0].Node] == "" && !m.always[sources[0].Node] {
			return true
		}
	}
	return false
}

// joined is a node that reads what its twin reads where its own is not there.
func (m *merger) joined(n, twin graph.Node) graph.Node {
	for name, sources := range n.In {
		sources = slices.Clone(sources)
		for i, s := range sources {
			other := moved(twin.In[name][i], m.name)
			if s = moved(s, m.name); reflect.DeepEqual(s, other) {
				continue
			}
			if !m.lone(s) {
				s, other = other, s
			}
			sources[i] = instead(s, other)
		}
		n.In[name] = sources
	}
	return n
}

// instead is a source with another at the end of what is read in its place.
func instead(s, other graph.Source) graph.Source {
	if s.Else != nil {
		last := instead(*s.Else, other)
		s.Else = &last
		return s
	}
	s.Else = &other
	return s
}

// params are those of a node that is put in.
func (m *merger) add(id task.ID, in map[string][]graph.Source) graph.Source {
	for _, n := range m.tests {
		if n.Task == id && reflect.DeepEqual(n.In, in) {
			return graph.Source{Node: n.ID}
		}
	}
	for _, have := range m.order {
		n := m.node(have)
		if n.Task == id && len(n.When) == 0 && reflect.DeepEqual(renamed(n, m.name).In, in) && (m.pairs[have] != "" && !slices.Contains(m.joins, have) || len(n.Why) == 0 || id == "question-answering") && !m.decidedFor(n) {
			m.keep(have)
			return graph.Source{Node: m.name(have)}
		}
	}
	n := graph.Node{ID: fmt.Sprintf("?%d", len(m.tests)+1), Task: id, In: maps.Clone(in)}
	m.tests = append(m.tests, n)
	return graph.Source{Node: n.ID}
}

// keep has a node made whether the test holds or not, with all that it reads.
func (m *merger) keep(id string) {
	if m.always[id] {
		return
	}
	m.always[id] = true
	for _, from := range m.node(id).Needs() {
		m.keep(from)
	}
}

// decidedFor reports whether a node, or one that it reads, depends on a test.
func (m *merger) decidedFor(n graph.Node) bool {
	if len(n.When) > 0 {
		return true
	}
	for _, sources := range n.In {
		for _, s := range sources {
			if s.Else != nil || s.Node != "" && m.decidedFor(m.node(s.Node)) {
				return true
			}
		}
	}
	return false
}

// typeOf is the type of a source.
func (m *merger) typeOf(s graph.Source) port.Type {
	switch {
	case s.Node != "":
		t, err := task.Lookup(string(m.node(s.Node).Task))
		if err != nil {
			return ""
		}
		if spec, ok := t.Output(s.Port); ok {
			return spec.Type
		}
		return t.Out[0].Type
	case s.Given != "":
		i := slices.IndexFunc(m.given, func(g plan.Given) bool { return g.Name == s.Given })
		if i < 0 {
			return ""
		}
		return m.given[i].Type
	}
	return port.Text
}
