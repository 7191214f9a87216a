package tongue

import (
	"regexp"
	"slices"
	"strings"

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

// ruled is what the conventions alone say that a step of one input reads.
func (b *builder) ruled(s *step) []value {
	to := inputType(s.task)
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
	return last.step != nil && last.step.ahead || last.step != nil && (last.task == "translation" || last.task == "summarization") && b.r.text.Tokens[last.step.from].Clause == b.r.text.Tokens[s.from].Clause
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
func (r *wishes) spokenFor(c span) bool {
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
			if g.task == "text-to-speech" && to == port.Text {
				continue
			}
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
	if n := len(b.groups); n > 0 && b.r.reader.tasks[string(b.groups[n-1].task)].In[0].Many {
		return false // “the whole thing” is what was put together
	}
	return b.cued(s, "original") || b.r.apart() || b.sourceNamed(s)
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
		if to == port.Text && (drawn[g.task] || g.task == "text-to-speech") {
			continue
		}
		if looks[s.task.ID] && !whole[g.task] && (g.step == nil || !g.step.ahead && !b.afterwards(s, g)) {
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
		if g.Type == port.Audio && !b.takenElsewhere(s, g.Type) {
			return []value{givenValue(g.Name, g.Type)}
		}
	}
	return []value{{}}
}

// pointsBack reports whether a step speaks of what the one before made:
// “illustrate it”.
func (r *wishes) pointsBack(s *step) bool {
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
	if vs := b.passage(s); len(vs) > 0 {
		return vs
	}
	if vs := b.tellers(); len(vs) > 1 {
		return vs
	}
	if vs := b.newest(s, port.Text); len(vs) > 0 {
		return vs
	}
	if n := len(b.groups); n > 0 && !b.has(port.Text, port.Document, port.Table) {
		if t := b.groups[n-1].values[0].typ; t == port.Text || t == port.Labels {
			return b.groups[n-1].values
		}
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

// sourceNamed reports whether a step speaks of the material by its language
// after that was translated: “the keywords of the Spanish one”.
func (b *builder) sourceNamed(s *step) bool {
	n := len(b.groups)
	if n == 0 || b.groups[n-1].task != "translation" || b.r.tongues.source == "" || s.task.ID == "translation" {
		return false
	}
	last := b.groups[n-1].step
	from, to := b.r.clause(s.from, s.to)
	return slices.ContainsFunc(b.r.text.Tokens[from:to], func(t phrase.Token) bool {
		return t.Kind == phrase.Language && t.Code == b.r.tongues.source && last != nil && t.Start > b.r.text.Tokens[last.from].Start
	})
}

// apart reports whether the wishes are said to have nothing to do with each other.
func (r *wishes) apart() bool {
	return oneEach.MatchString(r.req.Text) || slices.ContainsFunc(r.cues, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "apart" })
}

// tellers are the whole texts that different steps have made of one recording
// or picture: what it shows and what is said in it.
func (b *builder) tellers() []value {
	var vs []value
	seen := map[task.ID]bool{}
	for _, g := range b.groups {
		if g.values[0].typ == port.Text && (g.task == "video-to-text" || g.task == "automatic-speech-recognition" || g.task == "image-to-text" || g.task == "optical-character-recognition") {
			vs = append(vs, g.values...)
			seen[g.task] = true
		}
	}
	if len(seen) < 2 {
		return nil
	}
	return vs
}

// passage is the text after a colon that is to be answered or written anew.
func (b *builder) passage(s *step) []value {
	r := b.r
	if len(r.content) != 1 || len(r.req.Given) > 0 {
		return nil
	}
	c := r.content[0]
	before := strings.TrimRight(r.text.Source[:r.text.Tokens[c.first].Start], " \n")
	if c.first < s.to || !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, "：") {
		return nil
	}
	return []value{{src: graph.Source{Text: r.words(c)}, typ: port.Text}}
}

// oneEach is “一版……，一版……”: versions of the same thing.
var oneEach = regexp.MustCompile(`一(版|份)[^，。]{1,12}[，、](再)?(来|出|要)?一(版|份)`)

// afterwards reports whether a step comes “then”, after a translation of the
// whole: what it looks at is the translation.
func (b *builder) afterwards(s *step, g group) bool {
	if g.task != "translation" || g.step == nil || b.cued(s, "branch") {
		return false
	}
	return b.cued(s, "then") || b.r.thenAfter(g.step, s) || b.cued(g.step, "first")
}
