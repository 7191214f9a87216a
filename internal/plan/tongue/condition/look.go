package condition

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// look finds what a test looks at, and puts it into the graph where it is missing.
func (m *merger) look(t *Test) (graph.Source, bool) {
	if t.Task == "question-answering" {
		return m.answer(*t)
	}
	if t.Task == "token-classification" && slices.Equal(t.Test.Of, []string{"person"}) && !slices.ContainsFunc(m.given, func(g plan.Given) bool { return g.Type != port.Image }) && len(m.given) > 0 {
		t.Task, t.Test.Of = "face-detection", nil // people are seen, not named
	}
	want := port.Text
	var by task.Task
	if t.Task != "" {
		var err error
		if by, err = task.Lookup(string(t.Task)); err != nil {
			return graph.Source{}, false
		}
		want = by.In[0].Type
	}
	from, ok := m.source(*t, want)
	if !ok {
		return m.result(t.Task)
	}
	if t.Task == "" {
		return from, true
	}
	return m.add(t.Task, map[string][]graph.Source{by.In[0].Name: {from}}), true
}

// ask notes the words of a request that asked for a node of a test.
func (m *merger) ask(id, words string) {
	for i, n := range m.tests {
		if n.ID == id && words != "" && len(n.Why) == 0 {
			m.tests[i].Why = []string{words}
		}
	}
}

// result is the result of a task that is done in any case.
func (m *merger) result(id task.ID) (graph.Source, bool) {
	for _, have := range slices.Backward(m.order) {
		n := m.node(have)
		if n.Task == id && id != "" && m.pairs[have] != "" && !m.decidedFor(n) && !slices.Contains(m.joins, m.name(have)) {
			return graph.Source{Node: m.name(have)}, true
		}
	}
	return graph.Source{}, false
}

// answer is the answer that a number is looked for in: that of a question that
// is asked in any case, or of one of its own.
func (m *merger) answer(t Test) (graph.Source, bool) {
	for _, id := range []task.ID{"table-question-answering", "question-answering"} {
		if s, ok := m.result(id); ok {
			return s, true
		}
	}
	if t.Question == "" {
		return graph.Source{}, false
	}
	for _, g := range m.given {
		question := []graph.Source{{Text: t.Question}}
		if g.Type == port.Table {
			return m.add("table-question-answering", map[string][]graph.Source{"table": {{Given: g.Name}}, "question": question}), true
		}
	}
	from, ok := m.source(t, port.Text)
	if !ok {
		return from, false
	}
	return m.add("question-answering", map[string][]graph.Source{"text": {from}, "question": {{Text: t.Question}}}), true
}

// source is what is tested: the result that is spoken of, the file that is
// named, or what is worked on in what the test decides, or what came with the
// request, as a value of a type.
func (m *merger) source(t Test, want port.Type) (graph.Source, bool) {
	if t.Of != "" {
		s, ok := m.result(t.Of)
		if ok || t.Of != turns[port.Audio] {
			return s, ok
		}
	}
	for _, g := range m.given {
		if strings.Contains(strings.ToLower(t.Why), strings.ToLower(g.Name)) {
			return m.converted(graph.Source{Given: g.Name}, want)
		}
	}
	for _, decided := range []bool{true, false} {
		for _, id := range m.order {
			if n := m.node(id); decided == (m.pairs[id] == "" || slices.Contains(m.joins, id)) {
				if s, ok := m.worked(n, want); ok {
					return s, true
				}
			}
		}
	}
	for _, given := range m.nearest(want) {
		if s, ok := m.converted(graph.Source{Given: given}, want); ok {
			return s, true
		}
	}
	return graph.Source{}, false
}

// worked is what a node works on, where that is there before the test.
func (m *merger) worked(n graph.Node, want port.Type) (graph.Source, bool) {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return graph.Source{}, false
	}
	for _, spec := range t.In {
		for _, s := range n.In[spec.Name] {
			s = m.first(moved(s, m.name), spec.Type)
			said := spec.Name == "prompt" || spec.Name == "question" || spec.Name == "text" && t.ID == "barcode-generation"
			if said && s.Text != "" || s.Else != nil || s.Node != "" && !m.ready(s.Node) {
				continue
			}
			if from, ok := m.converted(s, want); ok {
				if s.Node != "" {
					m.keep(s.Node)
				}
				return from, true
			}
		}
	}
	return graph.Source{}, false
}

// first is what a result that was wished for was made of, as long as that is of
// its type: of a summary, the text.
func (m *merger) first(s graph.Source, typ port.Type) graph.Source {
	for range m.order {
		n, t := graph.Node{}, task.Task{}
		if s.Node != "" {
			n = m.node(s.Node)
			t, _ = task.Lookup(string(n.Task))
		}
		if len(n.Why) == 0 || len(t.In) == 0 || !port.Fits(typ, t.In[0].Type) || len(n.In[t.In[0].Name]) != 1 {
			break
		}
		s = moved(n.In[t.In[0].Name][0], m.name)
	}
	return s
}

// ready reports whether a node may be made before the test: it is made in any
// case, or only to get at words, which nobody asked for.
func (m *merger) ready(id string) bool {
	n := m.node(id)
	if m.pairs[id] != "" && !slices.Contains(m.joins, id) && !m.decidedFor(n) {
		return true
	}
	return len(n.Why) == 0 && !m.decidedFor(n) && !slices.ContainsFunc(n.Needs(), func(from string) bool { return !m.ready(from) })
}

// turns are the tasks that get at words, and at the sound of a film.
var turns = map[port.Type]task.ID{port.Document: "document-text-extraction", port.Image: "optical-character-recognition", port.Audio: "automatic-speech-recognition", port.Video: "video-to-audio"}

// converted is a source as a value of a type, through the nodes that it takes.
func (m *merger) converted(s graph.Source, want port.Type) (graph.Source, bool) {
	have := m.typeOf(s)
	by := turns[have]
	switch {
	case have == want || want == port.Text && have == port.Table:
		return s, true
	case by == "" || want != port.Text && (want != port.Audio || have != port.Video):
		return s, false
	}
	t, err := task.Lookup(string(by))
	if err != nil {
		return s, false
	}
	return m.converted(m.add(by, map[string][]graph.Source{t.In[0].Name: {s}}), want)
}

// nearest are the names of what came with the request, what is nearest to a type first.
func (m *merger) nearest(want port.Type) (l []string) {
	for _, typ := range []port.Type{want, port.Text, port.Document, port.Image, port.Audio, port.Video, port.Table} {
		for _, g := range m.given {
			if g.Type == typ && !slices.Contains(l, g.Name) {
				l = append(l, g.Name)
			}
		}
	}
	return l
}
