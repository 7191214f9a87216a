package draft

import (
	"slices"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// excerpted is the part of a text that a step is to work on, where words name
// one: “translate the third clause”. A question looks at the whole, and what is
// to be written goes by the words of its prompt.
func (b *Draft) excerpted(s *reading.Step, v value) value {
	m, ok := b.partOf(s)
	if !ok || v.typ != port.Text || b.excerpt(v) {
		return v
	}
	said := b.r.Said(m.From, m.To)
	return b.node(b.r.Reader.Tasks["text-excerpt"], map[string][]graph.Source{"text": {v.src}}, task.Params{"part": agenda.Part(said)}, []string{said})
}

// partOf is the phrase that names the part that a step is to work on: one of its
// own clause, or one of a clause without a step.
func (b *Draft) partOf(s *reading.Step) (phrase.Match, bool) {
	if reading.InputType(s.Task) != port.Text || s.Task.ID == "text-excerpt" || !reading.Whole(s) {
		return phrase.Match{}, false
	}
	tokens := b.r.Text.Tokens
	in := func(o *reading.Step, m phrase.Match) bool { return tokens[o.From].Clause == tokens[m.From].Clause }
	for _, m := range b.r.Cuts() {
		if in(s, m) || !slices.ContainsFunc(b.r.Order, func(o *reading.Step) bool { return in(o, m) }) {
			return m, true
		}
	}
	return phrase.Match{}, false
}

// excerpt reports whether a value is made of a part already.
func (b *Draft) excerpt(v value) bool {
	for id := v.src.Node; id != ""; {
		n, ok := b.Graph().Node(id)
		if !ok {
			return false
		}
		if n.Task == "text-excerpt" {
			return true
		}
		id = ""
		if needs := n.Needs(); len(needs) > 0 {
			id = needs[0]
		}
	}
	return false
}
