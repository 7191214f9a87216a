package tongue

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// join adds a node that reads many values.
func (b *builder) join(s *step, params task.Params) {
	spec := s.task.In[0]
	vs := b.named(s, spec.Type)
	if all := b.spokenOf(s, spec.Type); len(all) > len(vs) {
		vs = all
	}
	for i, v := range vs {
		vs[i] = b.latest(v)
	}
	if len(vs) < 2 {
		var made []value
		for _, g := range b.groups {
			if g.values[0].typ == spec.Type && !b.consumed(g) {
				made = append(made, g.values...)
			}
		}
		if len(made) == 1 && !made[0].many || len(made) == 0 {
			for _, g := range b.r.req.Given {
				if g.Type == spec.Type && !b.readsGiven(g.Name) && len(vs) == 0 {
					made = append(made, givenValue(g.Name, g.Type))
				}
			}
		}
		for _, v := range made {
			if !slices.ContainsFunc(vs, func(o value) bool { return o.src == v.src }) {
				vs = append(vs, v)
			}
		}
		slices.SortStableFunc(vs, func(a, c value) int { return b.place(a) - b.place(c) })
	}
	if len(vs) == 0 {
		b.miss("file")
		return
	}
	in := map[string][]graph.Source{}
	for _, v := range vs {
		in[spec.Name] = append(in[spec.Name], v.src)
	}
	if s.task.ID == "slideshow-generation" {
		if a, ok := b.sound(); ok {
			in["audio"] = []graph.Source{a}
		}
	}
	b.groups = append(b.groups, group{values: []value{b.node(s.task, in, params, s.why)}, task: s.task.ID})
}

// place is where the request speaks of a value: of a file by its name, of a
// result by the words of its step.
func (b *builder) place(v value) int {
	for i, t := range b.r.text.Tokens {
		if t.Kind == phrase.File && t.Given >= 0 && b.r.req.Given[t.Given].Name == v.src.Given {
			return i
		}
	}
	if i := b.r.mentioned(v.src.Given); i >= 0 {
		return i
	}
	for _, g := range b.groups {
		if g.step != nil && slices.ContainsFunc(g.values, func(o value) bool { return o.src == v.src }) {
			return g.step.from
		}
	}
	return -1
}

// spokenOf are the given files of a type whose names, without their endings,
// stand in the sentence of a step, in the order of the words.
func (b *builder) spokenOf(s *step, to port.Type) []value {
	said := b.r.sentence(s)
	var at []int
	var vs []value
	for _, g := range b.r.req.Given {
		i := b.r.mentioned(g.Name)
		if g.Type != to || i < 0 || !strings.Contains(said, b.r.said(i, i+1)) {
			continue
		}
		k, _ := slices.BinarySearch(at, i)
		at, vs = slices.Insert(at, k, i), slices.Insert(vs, k, givenValue(g.Name, g.Type))
	}
	return vs
}

// latest is what the steps have made of a value without changing its type.
func (b *builder) latest(v value) value {
	for _, g := range b.groups {
		i := slices.IndexFunc(g.from, func(o value) bool { return o.src == v.src })
		if i >= 0 && i < len(g.values) && len(g.from) == len(g.values) && g.values[i].typ == v.typ {
			v = g.values[i]
		}
	}
	return v
}

// kept reports whether a given file is named only to be joined to the rest.
func (b *builder) kept(i int) bool {
	joins := false
	for _, s := range b.r.order {
		if slices.Contains(s.files, i) {
			if !s.task.In[0].Many || len(s.files) > 1 {
				return false
			}
			joins = true
		}
	}
	return joins
}

func (b *builder) consumed(g group) bool {
	return slices.ContainsFunc(b.nodes, func(n graph.Node) bool {
		return slices.Contains(n.Needs(), g.values[0].src.Node)
	})
}

func (b *builder) readsGiven(name string) bool {
	for _, n := range b.nodes {
		for _, l := range n.In {
			if slices.ContainsFunc(l, func(s graph.Source) bool { return s.Given == name }) {
				return true
			}
		}
	}
	return false
}

func (b *builder) sound() (graph.Source, bool) {
	for _, g := range slices.Backward(b.groups) {
		if g.values[0].typ == port.Audio {
			return g.values[0].src, true
		}
	}
	for _, g := range b.r.req.Given {
		if g.Type == port.Audio {
			return graph.Source{Given: g.Name}, true
		}
	}
	return graph.Source{}, false
}

// measureFirst puts first what the others are held against: “nearest to X”.
func (b *builder) measureFirst(vs []value) []value {
	tokens := b.r.text.Tokens
	led := 0
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Kind == phrase.File && tokens[i-1].Word == "to" {
			led++
		}
	}
	if led > 1 {
		return vs
	}
	if i := b.onlyNamed(vs); i > 0 && len(vs) > 2 {
		first := vs[i]
		return slices.Insert(slices.Delete(slices.Clone(vs), i, i+1), 0, first)
	}
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Kind != phrase.File || tokens[i].Given < 0 || !slices.Contains([]string{"to", "than", "合", "近", "离", "像", "跟", "like", "lik", "match"}, tokens[i-1].Word) {
			continue
		}
		if i+1 < len(tokens) && slices.Contains([]string{"or", "and", ",", "还"}, tokens[i+1].Word) {
			continue
		}
		name := b.r.req.Given[tokens[i].Given].Name
		if k := slices.IndexFunc(vs, func(v value) bool { return v.src.Given == name }); k > 0 && len(vs) > 2 {
			first := vs[k]
			return slices.Insert(slices.Delete(slices.Clone(vs), k, k+1), 0, first)
		}
	}
	return vs
}

// onlyNamed is the place of the one value whose file the request names, or -1.
func (b *builder) onlyNamed(vs []value) int {
	at, n := -1, 0
	for i, v := range vs {
		if slices.ContainsFunc(b.r.text.Tokens, func(t phrase.Token) bool {
			return t.Kind == phrase.File && t.Given >= 0 && b.r.req.Given[t.Given].Name == v.src.Given
		}) {
			at, n = i, n+1
		}
	}
	if n != 1 {
		return -1
	}
	return at
}

// compare adds a node that holds a text against others.
func (b *builder) compare(s *step) {
	var vs []value
	for _, g := range b.groups {
		if g.values[0].typ == port.Text && len(g.values) > 1 {
			vs = g.values
		}
	}
	if len(vs) == 0 {
		vs = b.named(s, port.Text)
	}
	if len(vs) < 2 {
		vs = b.base(port.Text)
	}
	if len(vs) < 2 && len(b.r.content) == 0 {
		vs = nil
		for _, g := range b.r.req.Given {
			if distance(g.Type, port.Text) >= 0 {
				vs = append(vs, givenValue(g.Name, g.Type))
			}
		}
	}
	if len(b.r.content) == 1 && len(b.r.req.Given) > 0 {
		vs = slices.Insert(slices.Clone(vs), 0, value{src: graph.Source{Text: b.r.words(b.r.content[0])}, typ: port.Text})
	}
	if len(vs) < 2 {
		b.miss("file")
		return
	}
	vs = b.measureFirst(vs)
	in := map[string][]graph.Source{}
	for i, v := range vs {
		got, ok := b.convert(v, port.Text, s.task.ID)
		if !ok {
			continue
		}
		name := "others"
		if i == 0 {
			name = "text"
		}
		in[name] = append(in[name], got.src)
	}
	b.groups = append(b.groups, group{values: []value{b.node(s.task, in, nil, s.why)}, task: s.task.ID})
}
