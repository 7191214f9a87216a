package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/sequel"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// join adds a node that reads many values.
func (b *Draft) join(s *reading.Step, params task.Params) {
	spec := s.Task.In[0]
	vs := b.named(s, spec.Type)
	if all := b.spokenOf(s, spec.Type); len(all) > len(vs) {
		vs = all
	}
	for i, v := range vs {
		vs[i] = b.latest(v)
	}
	if len(vs) == 1 && vs[0].src.Given != "" && len(b.groups) == 0 {
		vs = nil // “stack them, one on top of the other” does not mean top.png
	}
	if len(vs) < 2 {
		var made []value
		for _, g := range b.groups {
			if g.values[0].typ == spec.Type && !b.consumed(g) {
				made = append(made, g.values...)
			}
		}
		if together.MatchString(b.r.Sentence(s)) && len(made) > 1 {
			for _, g := range b.r.Req.Given {
				if g.Type == spec.Type {
					made = append(made, givenValue(g.Name, g.Type))
				}
			}
		}
		if len(made) == 1 && !made[0].many || len(made) == 0 {
			for _, g := range b.r.Req.Given {
				if g.Type == spec.Type && (!b.readsGiven(g.Name) || b.cued(s, "original")) && len(vs) == 0 {
					made = append(made, givenValue(g.Name, g.Type))
				}
			}
		}
		for _, v := range append(made, b.leftOver(s, spec.Type, append(slices.Clone(made), vs...))...) {
			if !slices.ContainsFunc(vs, func(o value) bool { return o.src == v.src }) {
				vs = append(vs, v)
			}
		}
		if told := b.r.Told(); len(told) > 0 {
			slices.SortStableFunc(vs, func(a, c value) int { return slices.Index(told, b.origin(a)) - slices.Index(told, b.origin(c)) })
		} else if len(b.groups) > 0 && slices.ContainsFunc(vs, func(v value) bool { return v.src.Given != "" && b.place(v) < 0 && !b.readsGiven(v.src.Given) }) {
			slices.SortStableFunc(vs, func(a, c value) int { return b.came(a) - b.came(c) })
		} else if len(b.groups) > 0 || !slices.ContainsFunc(vs, func(v value) bool { return b.place(v) < 0 }) {
			slices.SortStableFunc(vs, func(a, c value) int { return b.place(a) - b.place(c) })
		}
	}
	vs = b.lookedAt(spec.Type, vs)
	if len(vs) == 0 {
		b.miss("file")
		return
	}
	vs = b.behind(s, vs)
	in := map[string][]graph.Source{}
	for _, v := range vs {
		in[spec.Name] = append(in[spec.Name], v.src)
	}
	if s.Task.ID == "slideshow-generation" {
		if a, ok := b.sound(); ok {
			in["audio"] = []graph.Source{a}
		}
	}
	b.groups = append(b.groups, group{values: []value{b.node(s.Task, in, params, s.Why)}, task: s.Task.ID})
}

// lookedAt adds to a single thing, or none, the given files that steps have only
// looked at: “read the code and put the photo next to it”.
func (b *Draft) lookedAt(t port.Type, vs []value) []value {
	if len(vs) > 1 || len(vs) == 1 && (vs[0].many || vs[0].src.Given == "") {
		return vs
	}
	for _, g := range b.r.Req.Given {
		v := givenValue(g.Name, g.Type)
		looked := slices.ContainsFunc(b.groups, func(o group) bool {
			return o.values[0].typ != t && slices.ContainsFunc(o.from, func(f value) bool { return f.src == v.src })
		})
		if g.Type == t && looked && !slices.ContainsFunc(vs, func(o value) bool { return o.src == v.src }) {
			vs = append(vs, v)
		}
	}
	return vs
}

// behind puts the one of two things first that the other is to follow: 接在b.wav后面.
func (b *Draft) behind(s *reading.Step, vs []value) []value {
	if len(vs) != 2 {
		return vs
	}
	var given []string
	for _, g := range b.r.Req.Given {
		given = append(given, g.Name)
	}
	if sequel.Turned(b.r.Sentence(s), b.origin(vs[0]), b.origin(vs[1]), given) {
		return []value{vs[1], vs[0]}
	}
	return vs
}

// wholly is what says that a join is of everything there is.
var wholly = regexp.MustCompile(`(?i)\b(all|both|three|four|five|everything|others|the other (one|two|three|file|photo|picture|clip|recording)s?|rest|every|remaining)\b|所有|全部|都|[三四五六]|其余|其他|其它|剩下|一起|另(外|一)`)

// leftOver are the given files of a type that nothing reads and that are named
// with no other step, where a join has a single thing, or is of everything.
func (b *Draft) leftOver(s *reading.Step, t port.Type, have []value) []value {
	var vs []value
	if len(have) == 0 || (len(have) > 1 || have[0].many) && !wholly.MatchString(b.r.Sentence(s)) {
		return nil
	}
	for i, g := range b.r.Req.Given {
		mine := g.Type == t && !b.readsGiven(g.Name)
		elsewhere := slices.ContainsFunc(b.r.Order, func(o *reading.Step) bool {
			return o != s && slices.Contains(o.Files, i)
		})
		if mine && !elsewhere && !slices.ContainsFunc(have, func(v value) bool { return v.src.Given == g.Name }) {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	return vs
}

// origin is the given file that a value was made of, or its own name.
func (b *Draft) origin(v value) string {
	for range len(b.Nodes) {
		n, ok := b.Graph().Node(v.src.Node)
		if v.src.Node == "" || !ok {
			break
		}
		first := b.r.Reader.Tasks[string(n.Task)].In[0].Name
		if len(n.In[first]) != 1 {
			break
		}
		v.src = n.In[first][0]
	}
	return v.src.Given
}

// came is where what a value was made of stands among what came with the
// request; behind all where it was made of nothing of that.
func (b *Draft) came(v value) int {
	if i := slices.IndexFunc(b.r.Req.Given, func(g plan.Given) bool { return g.Name == b.origin(v) }); i >= 0 {
		return i
	}
	return len(b.r.Req.Given)
}

// together is what joins the original to what was made of it.
var together = regexp.MustCompile(`(原图|原片|原照|原件)(也|一起|都)|(连同|加上|算上)原(图|片|照|件)`)

// place is where the request speaks of a value: of a file by its name, of a
// result by the words of its step.
func (b *Draft) place(v value) int {
	for i, t := range b.r.Text.Tokens {
		if t.Kind == phrase.File && t.Given >= 0 && b.r.Req.Given[t.Given].Name == v.src.Given {
			return i
		}
	}
	if i := b.r.Mentioned(v.src.Given); i >= 0 {
		return i
	}
	for _, g := range b.groups {
		if g.step != nil && slices.ContainsFunc(g.values, func(o value) bool { return o.src == v.src }) {
			return g.step.From
		}
	}
	return -1
}

// spokenOf are the given files of a type whose names, without their endings,
// stand in the sentence of a step, in the order of the words.
func (b *Draft) spokenOf(s *reading.Step, to port.Type) []value {
	said := b.r.Sentence(s)
	var at []int
	var vs []value
	for _, g := range b.r.Req.Given {
		i := b.r.Mentioned(g.Name)
		if g.Type != to || i < 0 || !strings.Contains(said, b.r.Said(i, i+1)) {
			continue
		}
		k, _ := slices.BinarySearch(at, i)
		at, vs = slices.Insert(at, k, i), slices.Insert(vs, k, givenValue(g.Name, g.Type))
	}
	return vs
}

// latest is what the steps have made of a value without changing its type.
func (b *Draft) latest(v value) value {
	for _, g := range b.groups {
		i := slices.IndexFunc(g.from, func(o value) bool { return o.src == v.src })
		if i >= 0 && i < len(g.values) && len(g.from) == len(g.values) && g.values[i].typ == v.typ {
			v = g.values[i]
		}
	}
	return v
}

// kept reports whether a given file is named only to be joined to the rest.
func (b *Draft) kept(i int) bool {
	joins := false
	for _, s := range b.r.Order {
		if slices.Contains(s.Files, i) {
			if !s.Task.In[0].Many || len(s.Files) > 1 {
				return false
			}
			joins = true
		}
	}
	return joins
}

func (b *Draft) consumed(g group) bool {
	return slices.ContainsFunc(b.Nodes, func(n graph.Node) bool {
		return slices.Contains(n.Needs(), g.values[0].src.Node)
	})
}

func (b *Draft) readsGiven(name string) bool {
	for _, n := range b.Nodes {
		for _, l := range n.In {
			if slices.ContainsFunc(l, func(s graph.Source) bool { return s.Given == name }) {
				return true
			}
		}
	}
	return false
}

func (b *Draft) sound() (graph.Source, bool) {
	for _, g := range slices.Backward(b.groups) {
		if g.values[0].typ == port.Audio {
			return g.values[0].src, true
		}
	}
	for _, g := range b.r.Req.Given {
		if g.Type == port.Audio {
			return graph.Source{Given: g.Name}, true
		}
	}
	return graph.Source{}, false
}

// measureFirst puts first what the others are held against: “nearest to X”.
func (b *Draft) measureFirst(vs []value) []value {
	tokens := b.r.Text.Tokens
	led := 0
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Kind == phrase.File && tokens[i-1].Word == "to" {
			led++
		}
	}
	if led > 1 {
		return vs
	}
	if m := likeThe.FindStringSubmatch(b.r.Req.Text); m != nil && len(vs) > 2 {
		word := strings.ToLower(m[1] + m[2])
		called := func(v value) bool { return strings.Contains(strings.ToLower(v.src.Given), word) }
		if i := slices.IndexFunc(vs, called); i > 0 && !slices.ContainsFunc(vs[i+1:], called) {
			first := vs[i]
			return slices.Insert(slices.Delete(slices.Clone(vs), i, i+1), 0, first)
		}
	}
	if i := b.heldAgainst(vs); i >= 0 && len(vs) > 2 {
		first := vs[i]
		return slices.Insert(slices.Delete(slices.Clone(vs), i, i+1), 0, first)
	}
	if i := b.onlyNamed(vs); i > 0 && len(vs) > 2 {
		first := vs[i]
		return slices.Insert(slices.Delete(slices.Clone(vs), i, i+1), 0, first)
	}
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Kind != phrase.File || tokens[i].Given < 0 || !slices.Contains([]string{"to", "than", "合", "近", "离", "像", "跟", "like", "lik", "match"}, tokens[i-1].Word) {
			continue
		}
		if i+1 < len(tokens) && slices.Contains([]string{"or", "and", ",", "还"}, tokens[i+1].Word) && slices.ContainsFunc(tokens[i+1:min(i+4, len(tokens))], func(t phrase.Token) bool { return t.Kind == phrase.File }) {
			continue
		}
		name := b.r.Req.Given[tokens[i].Given].Name
		if before := tokens[max(i-2, 0)]; i > 1 && before.Kind == phrase.File && before.Given >= 0 && (i < 3 || tokens[i-3].Kind == phrase.Mark || tokens[i-3].Clause != before.Clause) {
			name = b.r.Req.Given[before.Given].Name // “A 跟 B、C 哪个更像”
		}
		if k := slices.IndexFunc(vs, func(v value) bool { return v.src.Given == name }); k > 0 && len(vs) > 2 {
			first := vs[k]
			return slices.Insert(slices.Delete(slices.Clone(vs), k, k+1), 0, first)
		}
	}
	return vs
}

// likeThe is what a file is called by a word of its name that others are held against.
var likeThe = regexp.MustCompile(`(?i)\b(?:similar|close|closer|closest|nearer|nearest|like|alike|match(?:es)?) (?:to )?(?:the|our|my) (\p{L}{4,})\b|(?:跟|和|与|离)(?:这份|那份|这封|那封|这篇|那篇)?(\p{Han}{2,4})(?:更|最|比较)?(?:像|接近|相似|近)`)

// heldAgainst is the place of the one value whose file “跟我们的” or “than our”
// leads to, or -1.
func (b *Draft) heldAgainst(vs []value) int {
	tokens, at := b.r.Text.Tokens, -1
	for i, t := range tokens {
		if t.Kind != phrase.File || t.Given < 0 {
			continue
		}
		for k := i - 2; k >= max(0, i-5) && tokens[k].Kind != phrase.File && tokens[k].Kind != phrase.Mark; k-- {
			if !slices.Contains([]string{"跟", "和", "与", "像", "离", "than", "like", "lik", "match"}, tokens[k].Word) {
				continue
			}
			if at >= 0 {
				return -1
			}
			at = slices.IndexFunc(vs, func(v value) bool { return v.src.Given == b.r.Req.Given[t.Given].Name })
			break
		}
	}
	return at
}

// onlyNamed is the place of the one value whose file the request names, or -1.
func (b *Draft) onlyNamed(vs []value) int {
	at, n := -1, 0
	for i, v := range vs {
		if slices.ContainsFunc(b.r.Text.Tokens, func(t phrase.Token) bool {
			return t.Kind == phrase.File && t.Given >= 0 && b.r.Req.Given[t.Given].Name == v.src.Given
		}) {
			at, n = i, n+1
		}
	}
	if n != 1 {
		return -1
	}
	return at
}

// unnamed are the given texts that a comparison does not name.
func (b *Draft) unnamed(s *reading.Step) []value {
	var vs []value
	for i, g := range b.r.Req.Given {
		if agenda.Distance(g.Type, port.Text) >= 0 && agenda.Distance(g.Type, port.Text) < 2 && !slices.Contains(s.Files, i) {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	return vs
}

// written are the given texts and documents, or what else can be compared.
func (b *Draft) written() []value {
	var vs []value
	for _, g := range b.r.Req.Given {
		if d := agenda.Distance(g.Type, port.Text); d == 0 || d == 1 && g.Type == port.Document {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	if len(vs) < 2 {
		return b.base(port.Text)
	}
	return vs
}

// once leaves out what is named again: “which of a, b and c is nearest to a”.
func once(vs []value) []value {
	var l []value
	for _, v := range vs {
		if !slices.ContainsFunc(l, func(o value) bool { return o.src == v.src }) {
			l = append(l, v)
		}
	}
	return l
}

// remade reports whether a value is the translation or correction that a step
// comes after.
func (b *Draft) remade(s *reading.Step, v value) bool {
	return slices.ContainsFunc(b.groups, func(g group) bool {
		made := slices.ContainsFunc(g.values, func(o value) bool { return o.src == v.src })
		return made && g.step != nil && (g.task == "translation" || g.task == "text-error-correction") && (b.r.ThenAfter(g.step, s) || b.cued(s, "then"))
	})
}

// compare adds a node that holds a text against others.
func (b *Draft) compare(s *reading.Step) {
	var vs []value
	for _, g := range b.groups {
		named := slices.Contains(s.Refs, g.task) || g.step != nil && b.r.Text.Tokens[g.step.From].Clause == b.r.Text.Tokens[s.From].Clause
		if g.values[0].typ == port.Text && len(g.values) > 1 && (g.task != "summarization" || named) {
			vs = g.values
		}
	}
	if len(vs) == 0 {
		vs = b.named(s, port.Text)
	}
	if len(vs) < 2 {
		vs = b.written()
	} else if rest := b.unnamed(s); len(rest) == 1 {
		vs = append(rest, vs...) // “how similar is mine to x.pdf and y.pdf”
	}
	if len(vs) < 2 && len(b.r.Content) == 0 {
		vs = nil
		for _, g := range b.r.Req.Given {
			if agenda.Distance(g.Type, port.Text) >= 0 {
				vs = append(vs, givenValue(g.Name, g.Type))
			}
		}
	}
	if held := b.named(s, port.Text); len(held) == 1 && len(vs) > 1 && !slices.ContainsFunc(vs, func(v value) bool { return v.src.Given != "" }) {
		vs = slices.Insert(slices.Clone(vs), 0, held[0])
	}
	if len(b.r.Content) == 1 && len(b.r.Req.Given) > 0 {
		vs = slices.Insert(slices.Clone(vs), 0, value{src: graph.Source{Text: b.r.Words(b.r.Content[0])}, typ: port.Text})
	}
	if len(vs) < 2 {
		b.miss("file")
		return
	}
	vs = once(b.measureFirst(vs))
	for i, v := range vs {
		if made := b.latest(v); made.typ == port.Text && b.remade(s, made) {
			vs[i] = made
		}
	}
	in := map[string][]graph.Source{}
	for i, v := range vs {
		got, ok := b.convert(v, port.Text, s.Task.ID)
		if !ok {
			continue
		}
		name := "others"
		if i == 0 {
			name = "text"
		}
		in[name] = append(in[name], got.src)
	}
	b.groups = append(b.groups, group{values: []value{b.node(s.Task, in, nil, s.Why)}, task: s.Task.ID})
}
