package tongue

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// choose takes the candidates that are asked for, the surest first, but none
// that overlaps one taken before. When none is likely, it takes the likeliest
// that is not under the floor.
func (r *reading) choose(l []Candidate, flip map[int]bool, floor float64) []*step {
	order := make([]int, len(l))
	for i := range l {
		order[i] = i
	}
	p := func(i int) float64 {
		if flip[i] {
			return 1 - l[i].p
		}
		return l[i].p
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p(b), p(a)) })
	var chosen []*step
	for _, i := range order {
		if p(i) < 0.6 && len(chosen) > 0 && l[i].step.line == "hint" {
			continue
		}
		if p(i) < 0.5 && (len(chosen) > 0 || p(i) < floor || l[i].step.asks && p(i) < 0.2) {
			break
		}
		chosen = r.take(chosen, l[i].step)
	}
	return chosen
}

func (r *reading) take(chosen []*step, s *step) []*step {
	for k, o := range chosen {
		if o.task.ID == s.task.ID && o.rival(s) && o.from < s.to && s.from < o.to {
			return chosen
		}
		if o.task.ID == s.task.ID && o.rival(s) && r.takenBack(o, s) {
			if s.from > o.from {
				c := *s
				chosen[k] = &c
			}
			return chosen
		}
		if o.task.ID == s.task.ID && s.task.ID == "table-question-answering" && r.otherSentence(o, s) {
			continue
		}
		if o.task.ID == s.task.ID && !o.asks && !s.asks && !o.rival(s) && !r.sized(o, s) && (s.task.ID != "visual-question-answering" || o.meets(s)) {
			if s.noun && !o.noun {
				return chosen
			}
			chosen[k] = o.with(s)
			return chosen
		}
		if (o.task.ID == "translation") != (s.task.ID == "translation") || o.task.ID == "chart-generation" && kindred[s.task.ID] || s.task.ID == "chart-generation" && kindred[o.task.ID] {
			continue
		}
		if o.task.In[0].Many || s.task.In[0].Many {
			continue
		}
		if a, z := o.task.ID == "automatic-speech-recognition", s.task.ID == "automatic-speech-recognition"; a != z && (s.task.ID == "subtitle-burning" || o.task.ID == "summarization" || s.task.ID == "summarization") {
			continue
		}
		if s.leans(o) {
			return chosen
		}
		if describes(o, s) || describes(s, o) || aloud(o, s) || aloud(s, o) {
			continue
		}
		if o.over(s) {
			return chosen
		}
		if o.asks && s.asks && o.from == s.from {
			return chosen
		}
	}
	c := *s
	return append(chosen, &c)
}

// meets reports whether one word speaks for both steps: a wish may stand in
// what the phrase of another one leaves open.
func (s *step) meets(o *step) bool {
	from, to := max(s.from, o.from), min(s.to, o.to)
	open := func(g [2]int) bool { return g[0] <= from && to <= g[1] }
	return from < to && !slices.ContainsFunc(s.gaps, open) && !slices.ContainsFunc(o.gaps, open)
}

// over reports whether the phrases of s cover the place of o.
func (s *step) over(o *step) bool {
	if s.from < o.to && o.from < s.to {
		return s.meets(o)
	}
	return slices.ContainsFunc(s.spans, func(at [2]int) bool {
		return at[0] <= o.from && o.to <= at[1] && at[1]-at[0] > o.to-o.from
	})
}

// rival reports whether two steps of one task are two wishes.
func (s *step) rival(o *step) bool {
	for _, k := range []string{"style", "look", "format", "voice"} {
		if s.set[k] != "" && o.set[k] != "" && s.set[k] != o.set[k] && s.set[k] != "auto" && o.set[k] != "auto" {
			return true
		}
	}
	size := func(s *step) float64 {
		for _, c := range s.caught {
			if c.name == "size" {
				return c.token.Value
			}
		}
		return 0
	}
	return size(s) != 0 && size(o) != 0 && size(s) != size(o)
}

// with returns s with what o says besides, at the place of the earlier.
func (s *step) with(o *step) *step {
	c := *s
	c.set = map[string]string{}
	for _, from := range []*step{o, s} {
		for k, v := range from.set {
			if v != "auto" || c.set[k] == "" {
				c.set[k] = v
			}
		}
	}
	c.caught = slices.Clone(s.caught)
	for _, x := range o.caught {
		if !slices.ContainsFunc(c.caught, func(y capture) bool { return y.token.Start == x.token.Start }) {
			c.caught = append(c.caught, x)
		}
	}
	slices.SortStableFunc(c.caught, func(a, b capture) int { return cmp.Compare(a.token.Start, b.token.Start) })
	c.why = append(slices.Clone(s.why), o.why...)
	c.spans = append(slices.Clone(s.spans), o.spans...)
	c.plain = s.plain || o.plain
	if o.noun == s.noun && o.from < s.from && o.p > s.p-0.25 {
		c.from, c.to = o.from, o.to
	}
	if c.port == "" {
		c.port = o.port
	}
	return &c
}

// takenBack reports whether words between two rival steps take the first back:
// “save it as wav, no, make that flac”.
func (r *reading) takenBack(a, b *step) bool {
	if b.from < a.from {
		a, b = b, a
	}
	return a.to <= b.from && takesBack.MatchString(r.text.Source[r.text.Tokens[a.to-1].End:r.text.Tokens[b.from].End])
}

// otherSentence reports whether a mark that ends a sentence stands between two steps.
func (r *reading) otherSentence(a, b *step) bool {
	if b.from < a.from {
		a, b = b, a
	}
	return slices.ContainsFunc(r.text.Tokens[min(a.from, b.from):b.from], func(t phrase.Token) bool {
		return t.Kind == phrase.Mark && strings.Contains(".?!。？！;；", t.Word)
	})
}

// sized reports whether two steps that set sizes are two wishes: “one 800 wide,
// one 600 high”.
func (r *reading) sized(a, b *step) bool {
	if b.from < a.from {
		a, b = b, a
	}
	has := func(s *step) bool {
		return slices.ContainsFunc(s.caught, func(c capture) bool { return c.name == "width" || c.name == "height" || c.name == "size" })
	}
	if a.task.ID != "image-resizing" || !has(a) || !has(b) || a.to > b.from {
		return false
	}
	return slices.ContainsFunc(r.text.Tokens[a.to:b.from], func(t phrase.Token) bool {
		return t.Word == "one" || t.Word == "一" || t.Word == "另" || t.Word == "another"
	})
}

// describes reports whether one step looks at what the other writes about:
// a caption with hashtags needs both.
func describes(a, b *step) bool {
	return b.task.ID == "text-generation" && (a.task.ID == "image-to-text" || a.task.ID == "video-to-text") && b.to-b.from > 2
}

// aloud reports whether one step reads a picture and the other reads that out
// to somebody.
func aloud(a, b *step) bool {
	return a.task.ID == "optical-character-recognition" && b.task.ID == "text-to-speech" && slices.ContainsFunc(b.why, func(w string) bool { return toEars.MatchString(w) })
}

var toEars = regexp.MustCompile(`(?i)\b(to (me|us|him|her|them|my)|aloud|out loud)\b|给|听`)

// leans reports whether a step has nothing to say but a number that a surer
// one catches too.
func (s *step) leans(o *step) bool {
	if len(s.spans) != 1 || s.task.ID == o.task.ID {
		return false
	}
	return slices.ContainsFunc(s.caught, func(c capture) bool {
		return c.token.Kind == phrase.Number && slices.ContainsFunc(o.caught, func(d capture) bool { return d.token.Start == c.token.Start })
	})
}
