package tongue

import (
	"slices"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// looks are the tasks that look at a text or a file; the others change it.
var looks = map[task.ID]bool{
	"language-identification": true, "sentiment-analysis": true, "text-classification": true, "zero-shot-classification": true,
	"token-classification": true, "keyword-extraction": true, "question-answering": true, "table-question-answering": true,
	"feature-extraction": true, "text-generation": true, "document-question-answering": true,
	"visual-question-answering": true, "image-to-text": true, "image-classification": true, "object-detection": true, "face-detection": true,
	"image-segmentation": true, "depth-estimation": true, "barcode-reading": true, "optical-character-recognition": true,
	"audio-classification": true, "speaker-diarization": true, "voice-activity-detection": true, "automatic-speech-recognition": true,
	"video-classification": true, "video-to-text": true, "chart-generation": true, "summarization": true,
}

// whole are the tasks that give the whole of a text or file again, so that one
// can look at what they made.
var whole = map[task.ID]bool{
	"automatic-speech-recognition": true, "optical-character-recognition": true, "document-text-extraction": true, "text-error-correction": true, "barcode-reading": true,
	"speech-enhancement": true, "audio-trim": true, "audio-concatenation": true, "video-trim": true, "video-to-audio": true, "video-thumbnail": true, "video-frames": true,
	"image-super-resolution": true, "image-denoising": true, "image-color-enhancement": true, "image-resizing": true, "image-stitching": true, "video-to-text": true,
	"image-colorization": true, "image-style-transfer": true, "text-to-image": true,
}

// drawn are the tasks whose pictures hold no text to be read.
var drawn = map[task.ID]bool{
	"text-to-image": true, "barcode-generation": true, "chart-generation": true, "image-style-transfer": true, "depth-estimation": true,
}

// redone are the tasks whose picture is another one: what is said besides is
// about the first.
var redone = map[task.ID]bool{"image-style-transfer": true, "image-color-enhancement": true, "image-resizing": true, "background-blur": true}

func givenValue(name string, t port.Type) value { return value{src: graph.Source{Given: name}, typ: t} }

// sources returns what a step of one input reads: one node is made for each.
func (b *builder) sources(s *step) []value {
	to := inputType(s.task)
	if s.task.In[0].Name == "prompt" {
		return b.promptSources(s)
	}
	if vs := b.quoted(s, to); len(vs) > 0 {
		return vs
	}
	if vs := b.named(s, to); len(vs) > 0 {
		if made := b.newest(s, to); len(vs) == 1 && len(made) == 1 && !looks[s.task.ID] && b.translatedHere(s) {
			return made
		}
		return vs
	}
	if vs := b.referred(s, to); len(vs) > 0 {
		return vs
	}
	if vs := b.beside(s, to); len(vs) > 0 {
		return vs
	}
	if !b.original(s) {
		if vs := b.newest(s, to); len(vs) > 0 {
			return vs
		}
	}
	return b.base(to)
}

// translatedHere reports whether the step before is a translation or a summary
// that the same clause wants of what it names.
func (b *builder) translatedHere(s *step) bool {
	last := b.groups[len(b.groups)-1]
	return last.step != nil && (last.task == "translation" || last.task == "summarization") && b.r.text.Tokens[last.step.from].Clause == b.r.text.Tokens[s.from].Clause
}

// quoted is the passage that stands with a step that says or writes it.
func (b *builder) quoted(s *step, to port.Type) []value {
	if w, ok := b.r.serialNumber(); ok && s.task.ID == "barcode-generation" && len(b.r.order) > 1 {
		return []value{{src: graph.Source{Text: w}, typ: port.Text}}
	}
	if to != port.Text || len(b.r.req.Given) == 0 && len(b.r.content) < 2 || !slices.Contains([]task.ID{"text-to-speech", "translation", "barcode-generation"}, s.task.ID) {
		return nil
	}
	for _, c := range b.r.content {
		if b.r.text.Tokens[c.first].Clause == b.r.text.Tokens[s.from].Clause && !b.r.spokenFor(c) {
			return []value{{src: graph.Source{Text: b.r.words(c)}, typ: port.Text}}
		}
	}
	return nil
}

// spokenFor reports whether a passage is a title.
func (r *reading) spokenFor(c span) bool {
	m := titled.FindStringSubmatch(r.req.Text)
	return m != nil && m[1] == r.words(c)
}

// named are the given files whose names stand with the step.
func (b *builder) named(s *step, to port.Type) []value {
	var vs []value
	for _, i := range s.files {
		g := b.r.req.Given[i]
		if distance(g.Type, to) >= 0 {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	return vs
}

func (b *builder) referred(s *step, to port.Type) []value {
	var vs []value
	for _, ref := range s.refs {
		for _, g := range b.groups {
			if g.task == ref && distance(g.values[0].typ, to) >= 0 {
				vs = append(vs, g.values...)
			}
		}
	}
	return vs
}

// beside is what the step before read, when this one is another version of
// the same; or, for “all of them”, the results of all such steps.
func (b *builder) beside(s *step, to port.Type) []value {
	n := len(b.groups)
	if n == 0 {
		return nil
	}
	last := b.groups[n-1]
	if last.step != nil && last.task == s.task.ID && !s.asks && distance(last.from[0].typ, to) >= 0 {
		return last.from
	}
	if b.cued(s, "all") && !looks[s.task.ID] && n > 1 && last.values[0].typ == to {
		var vs []value
		for _, g := range b.groups {
			if g.values[0].typ == to && !b.consumed(g) {
				vs = append(vs, g.values...)
			}
		}
		return vs
	}
	if b.cued(s, "branch") && (b.r.lang == "zh" || !b.cued(s, "then")) && !looks[s.task.ID] && last.values[0].typ == to && len(last.from) > 0 && last.from[0].typ == to {
		return last.from
	}
	return nil
}

// cued reports whether a cue stands in the clause of a step, before it or in it.
func (b *builder) cued(s *step, kind string) bool {
	return slices.ContainsFunc(b.r.cues, func(m phrase.Match) bool {
		return m.Entry.Set["kind"] == kind && b.r.text.Tokens[m.From].Clause == b.r.text.Tokens[s.from].Clause
	})
}

func (b *builder) original(s *step) bool {
	return b.cued(s, "original")
}

// newest is the newest result that the step can take. A step that looks takes
// only full texts and changed files.
func (b *builder) newest(s *step, to port.Type) []value {
	for _, g := range slices.Backward(b.groups) {
		v := g.values[0]
		d := distance(v.typ, to)
		if d < 0 || v.typ == port.Labels && g.task != "barcode-reading" || v.typ == port.Boxes || v.many && !s.task.In[0].Many || v.typ == port.Table {
			continue
		}
		if to == port.Text && drawn[g.task] {
			continue
		}
		if looks[s.task.ID] && !whole[g.task] {
			continue
		}
		aside := b.cued(s, "branch") && !b.cued(s, "then")
		if aside && (looks[s.task.ID] && redone[g.task] || s.task.ID == "translation" && g.task == "summarization") {
			continue
		}
		if to == port.Text && (v.typ == port.Image || v.typ == port.Audio) && b.has(port.Text, port.Document) {
			continue
		}
		if v.src.Port == "subtitles" && looks[s.task.ID] {
			v.src.Port = ""
			return []value{v}
		}
		return g.values
	}
	return nil
}

func (b *builder) has(ts ...port.Type) bool {
	return slices.ContainsFunc(ts, func(t port.Type) bool { return b.r.types[t] > 0 })
}

// base is what came with the request: the given files nearest to the type, or
// the passages in the request.
func (b *builder) base(to port.Type) []value {
	best := -1
	for _, g := range b.r.req.Given {
		if d := distance(g.Type, to); d >= 0 && (best < 0 || d < best) {
			best = d
		}
	}
	var vs []value
	if to == port.Text && (best < 0 || len(b.r.content) > 0 && best > 1) || best < 0 && to == port.Text {
		for _, c := range b.r.content {
			vs = append(vs, value{src: graph.Source{Text: b.r.words(c)}, typ: port.Text})
		}
	}
	if len(vs) > 0 {
		return vs
	}
	if best < 0 && to == port.Text {
		if w, ok := b.r.serialNumber(); ok {
			return []value{{src: graph.Source{Text: w}, typ: port.Text}}
		}
	}
	for i, g := range b.r.req.Given {
		if best >= 0 && distance(g.Type, to) == best && !b.kept(i) {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	return vs
}

// promptSources is a text that is to be pictured, or the words of the request.
func (b *builder) promptSources(s *step) []value {
	if s.task.ID == "text-generation" {
		return []value{{}}
	}
	if n := len(b.groups); n > 0 && b.groups[n-1].step != nil {
		last := b.groups[n-1]
		same := b.r.text.Tokens[last.step.from].Clause == b.r.text.Tokens[s.from].Clause || b.cued(s, "then") || b.r.pointsBack(s)
		if (last.values[0].typ == port.Text || last.values[0].typ == port.Labels) && same && !b.cued(s, "branch") {
			return last.values
		}
	}
	if vs := b.referred(s, port.Text); len(vs) > 0 {
		return vs
	}
	for _, to := range []port.Type{port.Text, port.Document} {
		for _, g := range b.r.req.Given {
			if g.Type == to {
				return []value{givenValue(g.Name, g.Type)}
			}
		}
	}
	for _, g := range b.r.req.Given {
		if (g.Type == port.Audio || g.Type == port.Image && s.task.ID != "text-to-image") && !b.takenElsewhere(s, g.Type) {
			return []value{givenValue(g.Name, g.Type)}
		}
	}
	return []value{{}}
}

// pointsBack reports whether a step speaks of what the one before made:
// “illustrate it”.
func (r *reading) pointsBack(s *step) bool {
	tokens := r.text.Tokens[s.from:min(s.to+2, len(r.text.Tokens))]
	return tokens[0].Word == "配" || slices.ContainsFunc(tokens, func(t phrase.Token) bool { return t.Word == "it" || t.Word == "them" })
}

// takenElsewhere reports whether another step works on what has a type.
func (b *builder) takenElsewhere(s *step, t port.Type) bool {
	return slices.ContainsFunc(b.r.order, func(o *step) bool { return o != s && inputType(o.task) == t })
}

// contexts are all materials of a text that is to be written.
func (b *builder) contexts(s *step) []value {
	if vs := b.named(s, port.Text); len(vs) > 1 {
		return vs
	}
	if vs := b.referred(s, port.Text); len(vs) > 0 {
		return vs
	}
	if vs := b.newest(s, port.Text); len(vs) > 0 {
		return vs
	}
	var vs []value
	for _, g := range b.r.req.Given {
		vs = append(vs, givenValue(g.Name, g.Type))
	}
	return vs
}

// subtitles are the newest text, or what is said in the video.
func (b *builder) subtitles(video value) (graph.Source, bool) {
	for _, g := range slices.Backward(b.groups) {
		if g.values[0].typ == port.Text {
			return g.values[0].src, true
		}
	}
	for _, g := range b.r.req.Given {
		if g.Type == port.Text {
			return graph.Source{Given: g.Name}, true
		}
	}
	for _, c := range b.r.content {
		return graph.Source{Text: b.r.words(c)}, true
	}
	for _, n := range b.nodes {
		if n.Task == "text-to-speech" {
			return n.In["text"][0], true
		}
	}
	said, ok := b.convert(video, port.Text, "")
	said.src.Port = "subtitles"
	return said.src, ok
}

// join adds a node that reads many values.
func (b *builder) join(s *step, params task.Params) {
	spec := s.task.In[0]
	vs := b.named(s, spec.Type)
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
		vs = append(vs, made...)
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
	for _, g := range b.groups {
		if g.step != nil && slices.ContainsFunc(g.values, func(o value) bool { return o.src == v.src }) {
			return g.step.from
		}
	}
	return -1
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
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Kind != phrase.File || tokens[i].Given < 0 || !slices.Contains([]string{"to", "than", "合", "近", "like", "lik", "match"}, tokens[i-1].Word) {
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
