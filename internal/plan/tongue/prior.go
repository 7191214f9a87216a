package tongue

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// prior is what the lexicon and the types say before anything is learned.
func (r *reading) prior(l []Candidate, i int) float64 {
	s := l[i].step
	v := 1.3*(s.weight-2.6) + 0.2*float64(min(s.to-s.from, 5)-2) + r.fit(s.task)
	if s.noun {
		v -= 0.5
	}
	if s.task.ID == "translation" && r.targeted(s) {
		v += 1.5
	}
	if s.task.ID == "translation" && !s.verbal() && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == s.task.ID && c.step != s && r.negated(c.step) }) {
		v -= 5
	}
	if r.negated(s) {
		v -= 7
	}
	if s.pictured {
		v -= 1.5
	}
	v += r.lookedAt(s, l)
	if s.asks && len(r.vague) > 0 {
		v -= 0.7
	}
	if r.bare(l, s) {
		v -= 1.6
	}
	if s.task.ID == "image-to-video" && r.types[port.Image] > 1 && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "slideshow-generation" }) {
		v -= 2
	}
	if s.task.ID == "video-thumbnail" && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "video-frames" && c.step.several() }) {
		v -= 2
	}
	if s.task.ID == "text-to-image" && r.types[port.Table] > 0 && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "chart-generation" && c.step.weight >= 4 }) {
		v -= 2
	}
	for j, o := range l {
		if j == i || o.Task == l[i].Task || !s.meets(o.step) {
			continue
		}
		switch {
		case s.asks && !o.step.asks && o.step.weight >= 4:
			v -= 1.3
		case s.asks || o.step.asks:
		case o.step.weight >= 4 && o.step.from == s.from && o.step.object() < s.object() && r.fit(o.step.task) >= r.fit(s.task):
			v -= 1.6
		case o.step.weight > s.weight || o.step.weight == s.weight && o.step.to-o.step.from > s.to-s.from:
			v--
		}
	}
	return max(v, -8)
}

// bare reports whether a step is a mere “write” before what another task makes:
// “write a summary”.
func (r *reading) bare(l []Candidate, s *step) bool {
	return s.task.ID == "text-generation" && s.to-s.from <= 2 && slices.ContainsFunc(l, func(c Candidate) bool {
		o := c.step
		return c.Task != s.task.ID && o.weight >= 4 && !o.asks && o.task.Out[0].Type == port.Text && s.to <= o.from && o.from <= s.to+2 && r.fit(o.task) > -2 &&
			!slices.ContainsFunc(r.text.Tokens[s.to:o.from], func(t phrase.Token) bool { return slices.Contains(joints, t.Word) })
	})
}

// several reports whether a phrase tells how many, or how often.
func (s *step) several() bool {
	return slices.ContainsFunc(s.caught, func(c capture) bool { return c.name == "every" || c.name == "count" && c.token.Value > 1 })
}

// object is the place of the first word after what a phrase leaves open: “make
// a picture for this story” makes a picture, not a story.
func (s *step) object() int {
	if len(s.gaps) == 0 {
		return s.from
	}
	return s.gaps[0][1]
}

// lookedAt says which kind of question about a picture is likely: words on
// paper are read, what else it shows is looked at.
func (r *reading) lookedAt(s *step, l []Candidate) float64 {
	if r.types[port.Image] == 0 || !kindred[s.task.ID] || r.types[port.Document]+r.types[port.Text]+r.types[port.Table] > 0 {
		return 0
	}
	about := func(kind string) bool {
		return slices.ContainsFunc(r.topics, func(m phrase.Match) bool { return m.Entry.Set["kind"] == kind })
	}
	switch {
	case s.task.ID == "question-answering" && !about("paper"):
		return -1
	case s.task.ID == "visual-question-answering" && about("paper"):
		return -1
	case s.task.ID == "visual-question-answering" && !about("form") && len(r.vague) == 0 && !slices.ContainsFunc(l, func(c Candidate) bool {
		return !kindred[c.Task] && c.step.weight >= 4 && c.step.meets(s)
	}):
		return 0.7
	}
	return 0
}

// joints are the words that one wish ends with and another begins.
var joints = []string{"and", "then", "plus", "also", "but", "再", "并", "然", "后", "且", "也", "就", ",", "，", "、", ";", "→", "+", "&"}

// pictured reports whether a phrase stands in what a step before it is to
// make a picture, a sound or a video of.
func (r *reading) pictured(l []Candidate, s *step) bool {
	if r.types[port.Table] > 0 {
		return false
	}
	tokens := r.text.Tokens
	return slices.ContainsFunc(l, func(c Candidate) bool {
		o := c.step
		if o.task.In[0].Name != "prompt" || c.Task == "text-generation" || o.task.ID == s.task.ID || o.weight < 4 || o.noun || r.fit(o.task) < 0 {
			return false
		}
		if s.from < o.to || tokens[s.from].Clause != tokens[o.from].Clause {
			return false
		}
		return !slices.ContainsFunc(tokens[o.to:s.from], func(t phrase.Token) bool { return slices.Contains(joints, t.Word) })
	})
}

// opens reports whether a phrase stands where a wish begins.
func (r *reading) opens(s *step) bool {
	tokens := r.text.Tokens
	return s.from == 0 || tokens[s.from-1].Clause != tokens[s.from].Clause || tokens[s.from-1].Kind == phrase.Mark || slices.Contains(joints, tokens[s.from-1].Word)
}

// removes are the tasks whose very wish is that something be not there.
var removes = map[task.ID]bool{"audio-trim": true, "video-trim": true, "speech-enhancement": true, "image-denoising": true, "image-to-image": true, "image-segmentation": true, "image-inpainting": true, "background-blur": true}

// negated reports whether a step is spoken of as not wanted: “no need to
// summarise”.
func (r *reading) negated(s *step) bool {
	if r.text.Tokens[s.to-1].End <= r.forgotten {
		return true
	}
	if removes[s.task.ID] {
		return false
	}
	room := 1
	if r.lang == "zh" {
		room = 4
	}
	return slices.ContainsFunc(r.cues, func(m phrase.Match) bool {
		if m.Entry.Set["kind"] != "not" || m.From > s.from || s.from > m.To+room {
			return false
		}
		return !slices.ContainsFunc(r.text.Tokens[min(m.To, s.from):s.from], func(t phrase.Token) bool { return t.Kind == phrase.Mark || slices.Contains(joints, t.Word) })
	})
}

// targeted reports whether a step catches a language that is one to translate into.
func (r *reading) targeted(s *step) bool {
	return slices.ContainsFunc(s.caught, func(c capture) bool {
		at := slices.IndexFunc(r.text.Tokens, func(t phrase.Token) bool { return t.Start == c.token.Start })
		return c.token.Kind == phrase.Language && r.tongues.parts[at] == toSpeak
	})
}

// forgets is what takes back everything before it.
var forgets = regexp.MustCompile(`(?i)算了|\b(oh just|just kidding|never ?mind|scratch that|forget (it|that)|on second thoughts?)\b`)
