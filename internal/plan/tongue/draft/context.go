package draft

import (
	"reflect"
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

// promptSources is a text that is to be pictured, or the words of the request.
func (b *Draft) promptSources(s *reading.Step) []value {
	if s.Task.ID == "text-generation" {
		return []value{{}}
	}
	vs := b.pictured(s)
	if vs[0].src != (graph.Source{}) && b.swerves(overruled) {
		return []value{{}}
	}
	if vs[0].src == (graph.Source{}) {
		if made := b.newest(s, port.Text); len(made) > 0 && b.swerves(overruled) {
			return made
		}
	}
	return vs
}

// pictured is what the words say that is to be pictured or sounded.
func (b *Draft) pictured(s *reading.Step) []value {
	if b.r.printed(s) {
		return []value{{}}
	}
	for _, of := range []func(*reading.Step, port.Type) []value{b.called, b.forked} {
		if vs := of(s, port.Text); len(vs) > 0 && vs[0].typ == port.Text {
			return vs
		}
	}
	if b.r.pointsBack(s) {
		for _, g := range slices.Backward(b.groups) {
			if g.task == "text-generation" && g.step != nil {
				return g.values
			}
		}
	}
	if n := len(b.groups); n > 0 && b.groups[n-1].step != nil {
		last := b.groups[n-1]
		same := b.r.Text.Tokens[last.step.From].Clause == b.r.Text.Tokens[s.From].Clause || b.cued(s, "then") || b.r.pointsBack(s)
		if (last.values[0].typ == port.Text || last.values[0].typ == port.Labels) && same && !b.cued(s, "branch") {
			return last.values
		}
	}
	if vs := b.referred(s, port.Text); len(vs) > 0 {
		return vs
	}
	for _, to := range []port.Type{port.Text, port.Document} {
		for _, g := range b.r.Req.Given {
			if g.Type == to {
				return []value{givenValue(g.Name, g.Type)}
			}
		}
	}
	for _, g := range b.r.Req.Given {
		if g.Type == port.Audio && !b.takenElsewhere(s, g.Type) {
			return []value{givenValue(g.Name, g.Type)}
		}
	}
	return []value{{}}
}

// pointsBack reports whether a step speaks of what the one before made:
// “illustrate it”.
func (r *wishes) pointsBack(s *reading.Step) bool {
	tokens := r.Text.Tokens[s.From:min(s.To+2, len(r.Text.Tokens))]
	return tokens[0].Word == "配" || illustrates.MatchString(r.Around(s)) || slices.ContainsFunc(tokens, func(t phrase.Token) bool { return t.Word == "it" || t.Word == "them" })
}

// illustrates is what names a picture that belongs to a text.
var illustrates = regexp.MustCompile(`(?i)配图|插图|插画|配(一|张|幅|个)|(画|做|设计)(一?个|一?张)?封面|\bcover (for|of) it|\billustrat`)

// takenElsewhere reports whether another step works on what has a type.
func (b *Draft) takenElsewhere(s *reading.Step, t port.Type) bool {
	return slices.ContainsFunc(b.r.Order, func(o *reading.Step) bool { return o != s && reading.InputType(o.Task) == t })
}

// contexts are all materials of a text that is to be written.
func (b *Draft) contexts(s *reading.Step) []value {
	vs := b.materials(s)
	n := len(b.groups)
	if n == 0 || b.groups[n-1].step == nil || !b.swerves(overruled) {
		return vs
	}
	if last := b.groups[n-1].values; last[0].typ == port.Text && !reflect.DeepEqual(last, vs) {
		return last
	}
	if again := b.recognised(); again != nil {
		return again.values
	}
	return b.base(port.Text)
}

// materials are what the words say that a text is to be written from.
func (b *Draft) materials(s *reading.Step) []value {
	if vs := b.named(s, port.Text); len(vs) > 1 {
		return vs
	}
	if vs := b.referred(s, port.Text); len(vs) > 0 {
		return vs
	}
	if vs := b.passage(s); len(vs) > 0 {
		return vs
	}
	if base := b.base(port.Text); b.ownWords(s, "original") && len(base) > 0 {
		return base
	}
	if vs := b.tellers(); len(vs) > 1 {
		return vs
	}
	if vs := b.newest(s, port.Text); len(vs) > 0 {
		return vs
	}
	if again := b.recognised(); again != nil && !b.has(port.Text, port.Document, port.Table) {
		return again.values
	}
	if n := len(b.groups); n > 0 && !b.has(port.Text, port.Document, port.Table) && (b.groups[n-1].step == nil || !b.r.OtherWriting(b.groups[n-1].step, s)) {
		if t := b.groups[n-1].values[0].typ; t == port.Text || t == port.Labels {
			return b.groups[n-1].values
		}
	}
	shown := agenda.Find(b.r.Order, "slideshow-generation") >= 0 && !pictures.MatchString(b.r.Around(s))
	var vs []value
	for _, g := range b.r.Req.Given {
		if !shown || g.Type != port.Image && g.Type != port.Audio {
			vs = append(vs, givenValue(g.Name, g.Type))
		}
	}
	return vs
}

// pictures is what says that a text is written about pictures.
var pictures = regexp.MustCompile(`(?i)图|照片|画|\b(photos?|pictures?|images?|pics?)\b`)

// tellers are the whole texts that different steps have made of one recording
// or picture: what it shows and what is said in it.
func (b *Draft) tellers() []value {
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
func (b *Draft) passage(s *reading.Step) []value {
	r := b.r
	if len(r.Content) != 1 || len(r.Req.Given) > 0 {
		return nil
	}
	c := r.Content[0]
	if r.Text.Tokens[c.First].Kind == phrase.Quote && (reworked.MatchString(r.Text.Source[r.Text.Tokens[c.First].End:]) || handed.MatchString(r.Text.Source[:r.Text.Tokens[c.First].Start])) {
		return []value{{src: graph.Source{Text: r.Words(c)}, typ: port.Text}}
	}
	before := strings.TrimRight(r.Text.Source[:r.Text.Tokens[c.First].Start], " \n")
	if c.First < s.To || !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, "：") {
		return nil
	}
	return []value{{src: graph.Source{Text: r.Words(c)}, typ: port.Text}}
}

var (
	// reworked is what follows a passage that is to be written anew.
	reworked = regexp.MustCompile(`(?i)^[，, ]*(这句话?|这段话?|这话)?(帮我|给我|请)?(改|润色|换个说法|写得|说得|缩|扩|压缩|重写|怎么回|回复|回他|回她|回一)|^[, ]*(more |in a |rewrite|reword|rephrase|make it|but )`)
	handed   = regexp.MustCompile(`(?i)(把|将|润色|改写|扩写|缩写|续写|回复|rewrite|rephrase|reword|polish|reply to|answer|shorten)[：: ]*$`)
)
