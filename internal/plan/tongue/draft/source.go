package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// whole are the tasks that give the whole of a text or file again, so that one
// can look at what they made.
var whole = map[task.ID]bool{
	"automatic-speech-recognition": true, "optical-character-recognition": true, "document-text-extraction": true, "text-error-correction": true, "punctuation": true, "barcode-reading": true,
	"speech-enhancement": true, "audio-trim": true, "audio-concatenation": true, "video-trim": true, "video-to-audio": true, "video-thumbnail": true, "video-frames": true,
	"image-super-resolution": true, "image-denoising": true, "image-color-enhancement": true, "image-resizing": true, "image-stitching": true, "video-to-text": true,
	"image-colorization": true, "image-style-transfer": true, "text-to-image": true, "image-rotation": true, "image-flipping": true, "image-conversion": true,
	"audio-volume": true, "audio-conversion": true, "audio-speed": true, "audio-pitch": true, "voice-conversion": true,
	"video-resizing": true, "video-conversion": true, "video-speed": true,
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
func (b *Draft) ruled(s *reading.Step) []value {
	to := reading.InputType(s.Task)
	if vs := b.named(s, to); len(vs) > 0 {
		if made := b.newest(s, to); len(vs) == 1 && len(made) == 1 && !agenda.Looks[s.Task.ID] && (b.translatedHere(s) || b.ofIt(s)) && b.origin(made[0]) == b.origin(vs[0]) {
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
func (b *Draft) translatedHere(s *reading.Step) bool {
	last := b.groups[len(b.groups)-1]
	return last.step != nil && last.step.Ahead || last.step != nil && (last.task == "translation" || last.task == "summarization" || b.cued(s, "then") && last.task != s.Task.ID) && b.r.Text.Tokens[last.step.From].Clause == b.r.Text.Tokens[s.From].Clause
}

// ofIt reports whether a step is about “it” behind the name of a file and what was wished for
// that: “denoise a.png and enlarge it”.
func (b *Draft) ofIt(s *reading.Step) bool {
	tokens := b.r.Text.Tokens
	_, end := b.r.Clause(s.From, s.To)
	rest := tokens[s.From:min(end, s.To+2)]
	return slices.ContainsFunc(rest, func(t phrase.Token) bool { return t.Word == "it" || t.Word == "它" }) && !slices.ContainsFunc(rest, func(t phrase.Token) bool { return t.Kind == phrase.File })
}

// quoted is the passage that stands with a step that says or writes it.
func (b *Draft) quoted(s *reading.Step, to port.Type) []value {
	if w, ok := b.r.serialNumber(); ok && s.Task.ID == "barcode-generation" && (len(b.r.Order) > 1 || strings.Contains(w, "://") || strings.HasPrefix(w, "www.")) && len(b.r.Content) == 0 {
		return []value{{src: graph.Source{Text: w}, typ: port.Text}}
	}
	if to != port.Text || len(b.r.Req.Given) == 0 && len(b.r.Content) < 2 || !slices.Contains([]task.ID{"text-to-speech", "translation", "barcode-generation"}, s.Task.ID) {
		return nil
	}
	var vs []value
	for _, c := range b.r.Content {
		if b.r.Text.Tokens[c.First].Clause == b.r.Text.Tokens[s.From].Clause && !b.r.spokenFor(c) && (len(vs) == 0 || b.r.Alone(s)) && (agenda.Find(b.r.Order, "barcode-generation") < 0 || b.nearest(c) == s) {
			vs = append(vs, value{src: graph.Source{Text: b.r.Words(c)}, typ: port.Text})
		}
	}
	return vs
}

// spokenFor reports whether a passage is a title.
func (r *wishes) spokenFor(c reading.Span) bool {
	m := titled.FindStringSubmatch(r.Req.Text)
	return m != nil && m[1] == r.Words(c)
}

// named are the given files whose names stand with the step.
func (b *Draft) named(s *reading.Step, to port.Type) []value {
	var vs []value
	written := to == port.Text && slices.ContainsFunc(s.Files, func(i int) bool {
		t := b.r.Req.Given[i].Type
		return t == port.Text || t == port.Document
	})
	for _, i := range s.Files {
		g := b.r.Req.Given[i]
		if written && (g.Type == port.Video || g.Type == port.Audio || g.Type == port.Image && agenda.Find(b.r.Order, "slideshow-generation") >= 0) {
			continue // “narrate script.md over quarry.jpg, kiln.jpg and bricks.jpg”
		}
		if agenda.Distance(g.Type, to) >= 0 {
			vs = append(vs, b.afterAll(s, givenValue(g.Name, g.Type), to))
		}
	}
	return vs
}

// afterAll is what was made of a file when all were worked on, before one is
// spoken of alone: “denoise both, and transcribe the first”.
func (b *Draft) afterAll(s *reading.Step, v value, to port.Type) value {
	if b.cued(s, "original") || b.cued(s, "branch") {
		return v
	}
	for _, g := range b.groups {
		i := slices.IndexFunc(g.from, func(o value) bool { return o.src == v.src })
		if i < 0 || len(g.from) < 2 || len(g.from) != len(g.values) || agenda.Looks[s.Task.ID] && !whole[g.task] || g.task == s.Task.ID {
			continue
		}
		if made := g.values[i]; agenda.Distance(made.typ, to) >= 0 && made.typ != port.Labels && made.typ != port.Boxes {
			v = made
		}
	}
	return v
}

func (b *Draft) referred(s *reading.Step, to port.Type) []value {
	var vs []value
	for _, ref := range s.Refs {
		for _, g := range b.groups {
			if g.task == "text-to-speech" && to == port.Text {
				continue
			}
			if g.task == ref && agenda.Distance(g.values[0].typ, to) >= 0 {
				vs = append(vs, g.values...)
			}
		}
	}
	return vs
}

// everyone are the results of all steps that a step is to work on: “…, both as png”.
func (b *Draft) everyone(s *reading.Step, to port.Type) []value {
	if !b.cued(s, "all") || agenda.Looks[s.Task.ID] || len(s.Files) > 0 || len(s.Refs) > 1 {
		return nil
	}
	var vs []value
	steps := map[*reading.Step]bool{}
	for _, g := range b.groups {
		v := g.values[0]
		if g.step == nil || v.typ != to && (to != port.Text || v.typ != port.Labels || !listsWords(g.task, s.Task.ID)) || b.consumed(g) || g.task == s.Task.ID {
			continue
		}
		vs = append(vs, g.values...)
		steps[g.step] = true
	}
	if len(steps) < 2 {
		return nil
	}
	return vs
}

// beside is what the step before read, when this one is another version of
// the same; or, for “all of them”, the results of all such steps.
func (b *Draft) beside(s *reading.Step, to port.Type) []value {
	n := len(b.groups)
	if n == 0 {
		return nil
	}
	last := b.groups[n-1]
	if last.step != nil && last.task == s.Task.ID && !s.Asks && len(last.from) > 0 && agenda.Distance(last.from[0].typ, to) >= 0 {
		if b.deepens(last.step, s) {
			return last.values
		}
		return last.from
	}
	if b.cued(s, "all") && !agenda.Looks[s.Task.ID] && n > 1 && last.values[0].typ == to {
		var vs []value
		for _, g := range b.groups {
			if g.values[0].typ == to && !b.consumed(g) {
				vs = append(vs, g.values...)
			}
		}
		return vs
	}
	if b.cued(s, "branch") && (b.r.Lang == "zh" || !b.cued(s, "then")) && !agenda.Looks[s.Task.ID] && last.values[0].typ == to && len(last.from) > 0 && last.from[0].typ == to && (last.step == nil || !b.r.Furthers(last.step, s)) {
		return last.from
	}
	return nil
}

// cued reports whether a cue stands in the clause of a step, before it or in it.
func (b *Draft) cued(s *reading.Step, kind string) bool {
	return slices.ContainsFunc(b.r.Cues, func(m phrase.Match) bool {
		return m.Entry.Set["kind"] == kind && b.r.Text.Tokens[m.From].Clause == b.r.Text.Tokens[s.From].Clause
	})
}

func (b *Draft) original(s *reading.Step) bool {
	if n := len(b.groups); n > 0 && b.r.Reader.Tasks[string(b.groups[n-1].task)].In[0].Many {
		return false // “the whole thing” is what was put together
	}
	return b.cued(s, "original") || b.r.Apart() || b.sourceNamed(s)
}

// newest is the newest result that the step can take. A step that looks takes
// only full texts and changed files.
func (b *Draft) newest(s *reading.Step, to port.Type) []value {
	for _, g := range slices.Backward(b.groups) {
		v := g.values[0]
		d := agenda.Distance(v.typ, to)
		if d < 0 || v.typ == port.Labels && g.task != "barcode-reading" || v.typ == port.Boxes || v.many && !s.Task.In[0].Many || v.typ == port.Table {
			continue
		}
		if to == port.Text && (drawn[g.task] || g.task == "text-to-speech") {
			continue
		}
		if agenda.Looks[s.Task.ID] && !whole[g.task] && (g.step == nil || !g.step.Ahead && !b.afterwards(s, g)) {
			continue
		}
		aside := b.cued(s, "branch") && !b.cued(s, "then")
		if aside && (agenda.Looks[s.Task.ID] && redone[g.task] || s.Task.ID == "translation" && g.task == "summarization") {
			continue
		}
		if to == port.Text && (v.typ == port.Image || v.typ == port.Audio || v.typ == port.Video) && b.has(port.Text, port.Document) {
			continue
		}
		if to == port.Text && v.typ == port.Image && b.has(port.Audio, port.Video) && (b.recognised() != nil || told[s.Task.ID]) {
			continue
		}
		if v.src.Port == "subtitles" && agenda.Looks[s.Task.ID] {
			v.src.Port = ""
			return []value{v}
		}
		return g.values
	}
	return nil
}

func (b *Draft) has(ts ...port.Type) bool {
	return slices.ContainsFunc(ts, func(t port.Type) bool { return b.r.Types[t] > 0 })
}

// base is what came with the request: the given files nearest to the type, or
// the passages in the request.
func (b *Draft) base(to port.Type) []value {
	best := -1
	for _, g := range b.r.Req.Given {
		if d := agenda.Distance(g.Type, to); d >= 0 && (best < 0 || d < best) {
			best = d
		}
	}
	var vs []value
	if to == port.Text && (best < 0 || len(b.r.Content) > 0 && best > 1) || best < 0 && to == port.Text {
		for _, c := range b.r.Content {
			vs = append(vs, value{src: graph.Source{Text: b.r.Words(c)}, typ: port.Text})
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
	for i, g := range b.r.Req.Given {
		d := agenda.Distance(g.Type, to)
		if best >= 0 && (d == best || d >= 0 && g.Type == port.Document && b.everyFile()) && !b.kept(i) {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	return vs
}

// everyFile reports whether the request speaks of several texts, so that a
// document is meant as well as a plain text: “summarise both”.
func (b *Draft) everyFile() bool {
	return severalTexts.MatchString(b.r.Req.Text) || slices.ContainsFunc(b.r.Cues, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "all" })
}

var severalTexts = regexp.MustCompile(`(?i)\b(documents|files|texts|letters|contracts|reports|them)\b|(这|那|两|俩|几|三)(两|俩|几|三)?(份|个文件|篇|封)|它们`)

// subtitles are the newest text, or what is said in the video.
func (b *Draft) subtitles(video value) (graph.Source, bool) {
	for _, g := range slices.Backward(b.groups) { // translated, also where what was said is wanted as a file
		if from := g.from; g.task == "translation" && len(from) == 1 && b.subs {
			return g.values[0].src, true
		}
	}
	for _, g := range slices.Backward(b.groups) {
		if src := g.values[0].src; g.values[0].typ == port.Text {
			if g.task == "automatic-speech-recognition" {
				src.Port = "subtitles" // its words have no times
			}
			return src, true
		}
	}
	for _, g := range b.r.Req.Given {
		if g.Type == port.Text {
			return graph.Source{Given: g.Name}, true
		}
	}
	for _, c := range b.r.Content {
		return graph.Source{Text: b.r.Words(c)}, true
	}
	for _, n := range b.Nodes {
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
func (b *Draft) sourceNamed(s *reading.Step) bool {
	n := len(b.groups)
	if n == 0 || b.groups[n-1].task != "translation" || b.r.Tongues.Source == "" || s.Task.ID == "translation" {
		return false
	}
	last := b.groups[n-1].step
	from, to := b.r.Clause(s.From, s.To)
	return slices.ContainsFunc(b.r.Text.Tokens[from:to], func(t phrase.Token) bool {
		return t.Kind == phrase.Language && t.Code == b.r.Tongues.Source && last != nil && t.Start > b.r.Text.Tokens[last.From].Start
	})
}

// afterwards reports whether a step comes “then”, after a translation of the
// whole: what it looks at is the translation.
func (b *Draft) afterwards(s *reading.Step, g group) bool {
	if g.task != "translation" || g.step == nil || b.cued(s, "branch") {
		return false
	}
	return b.cued(s, "then") || b.r.ThenAfter(g.step, s) || b.cued(g.step, "first")
}

// deepens reports whether two looks are both wanted of one picture: brighter
// and warmer.
func (b *Draft) deepens(a, s *reading.Step) bool {
	light := func(look string) bool { return look == "bright" || look == "dark" }
	return s.Task.ID == "image-color-enhancement" && light(a.Set["look"]) != light(s.Set["look"]) && b.r.Sentence(a) == b.r.Sentence(s) &&
		!versions.MatchString(b.r.Sentence(s)) && !b.cued(s, "branch") && len(a.Files)+len(s.Files) == 0
}

// versions is what tells of several results.
var versions = regexp.MustCompile(`(?i)版|各|一张|另|分别|\b(versions?|one|another|each|separate|both|copy|copies)\b`)
