package reading

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/ellipsis"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// Choose takes the candidates that are asked for, the surest first, but none
// that overlaps one taken before. When none is likely, it takes the likeliest
// that is not under the floor.
func (r *Reading) Choose(l []Candidate, flip map[int]bool, floor float64) []*Step {
	order := make([]int, len(l))
	for i := range l {
		order[i] = i
	}
	p := func(i int) float64 {
		if flip[i] {
			return 1 - l[i].P
		}
		return l[i].P
	}
	rank := func(i int) float64 {
		if l[i].Step.weight < 4 && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == l[i].Task && c.Step.weight >= 4 && c.P > 0.9 }) {
			return p(i) - 0.1 // what adds to another comes after it
		}
		return p(i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(b), rank(a)) })
	var chosen []*Step
	for _, i := range order {
		if p(i) < 0.6 && len(chosen) > 0 && l[i].Step.Line == "hint" {
			continue
		}
		if p(i) < 0.5 && (len(chosen) > 0 || p(i) < floor || l[i].Step.Asks && p(i) < 0.2) {
			continue
		}
		chosen = r.take(chosen, l[i].Step)
	}
	if len(chosen) > 0 && len(flip) == 0 {
		chosen = r.answered(chosen, l, order)
	}
	if len(chosen) == 0 && len(order) > 0 && len(flip) == 0 {
		if first := l[order[0]]; first.Step.Asks && first.P >= plainly && len(r.Vague) == 0 && len(r.Cannot) == 0 && r.Hints["ask"].Odds < 0 && r.Hints["cannot"].Odds < 0 {
			return r.take(nil, first.Step)
		}
	}
	return chosen
}

// answered adds the likeliest question of a sentence that asks and has no step:
// “what are the opening hours? translate them”.
func (r *Reading) answered(chosen []*Step, l []Candidate, order []int) []*Step {
	for _, i := range order {
		s := l[i].Step
		marked := strings.Contains("?？", r.Text.Tokens[min(s.To, len(r.Text.Tokens)-1)].Word) || strings.Contains("?？", r.Text.Tokens[s.To-1].Word)
		if !s.Asks || !marked || l[i].P < plainly || len(r.Vague) > 0 || r.wordsIn(s.From, s.To) < 3 {
			continue
		}
		if !slices.ContainsFunc(chosen, func(o *Step) bool { return !r.otherSentence(o, s) }) {
			return r.take(chosen, s)
		}
	}
	return chosen
}

// plainly is the probability from which a clause that asks is taken for a
// question when there is nothing else that it could be.
const plainly = 0.1

func (r *Reading) take(chosen []*Step, s *Step) []*Step {
	for k, o := range chosen {
		if o.Task.ID == s.Task.ID && o.rival(s) && o.From < s.To && s.From < o.To {
			return chosen
		}
		if o.Task.ID == s.Task.ID && o.rival(s) && r.takenBack(o, s) {
			if s.From > o.From {
				c := *s
				chosen[k] = &c
			}
			return chosen
		}
		if o.Task.ID == s.Task.ID && s.Task.ID == "table-question-answering" && (r.otherSentence(o, s) || r.drawnApart(o, s) || r.drawnApart(s, o) || r.bothAsk(o, s)) {
			continue
		}
		if o.Task.ID == s.Task.ID && !o.Asks && !s.Asks && !o.rival(s) && !r.sized(o, s) && (s.Task.ID != "visual-question-answering" || o.Meets(s)) && !r.otherPassage(o, s) && !r.OtherWriting(o, s) {
			if k != r.host(chosen, s) {
				continue
			}
			if s.noun && !o.noun {
				return chosen
			}
			chosen[k] = o.with(s)
			return chosen
		}
		if (o.Task.ID == "translation") != (s.Task.ID == "translation") || o.Task.ID == "chart-generation" && kindred[s.Task.ID] || s.Task.ID == "chart-generation" && kindred[o.Task.ID] {
			continue
		}
		if o.Task.In[0].Many || s.Task.In[0].Many {
			continue
		}
		if a, z := o.Task.ID == "automatic-speech-recognition", s.Task.ID == "automatic-speech-recognition"; a != z && (s.Task.ID == "subtitle-burning" || o.Task.ID == "summarization" || s.Task.ID == "summarization") {
			continue
		}
		if s.leans(o) {
			return chosen
		}
		if s.Asks && o.Task.ID == "video-to-text" || o.Asks && s.Task.ID == "video-to-text" {
			continue // the description is what the question is answered from
		}
		if describes(o, s) || describes(s, o) || aloud(o, s) || aloud(s, o) || tells(o, s) || tells(s, o) {
			continue
		}
		if o.over(s) {
			return chosen
		}
		if o.Asks && s.Asks && o.From == s.From {
			return chosen
		}
	}
	c := *s
	return append(chosen, &c)
}

// host is the place of the chosen step that a step of its task adds to: the
// nearest that is no other wish, rather one before it.
func (r *Reading) host(chosen []*Step, s *Step) int {
	best, least := -1, 0
	for k, o := range chosen {
		if o.Task.ID != s.Task.ID || o.Asks || o.rival(s) || r.sized(o, s) || r.otherPassage(o, s) || r.OtherWriting(o, s) {
			continue
		}
		far := s.From - o.From
		if far < 0 {
			far = 4 - far
		}
		if best < 0 || far < least {
			best, least = k, far
		}
	}
	return best
}

// otherPassage reports whether two steps that say or translate something stand
// with a passage each.
func (r *Reading) otherPassage(a, b *Step) bool {
	if a.Task.ID != "text-to-speech" && a.Task.ID != "translation" {
		return false
	}
	if i, k := r.fileBy(a), r.fileBy(b); i >= 0 && k >= 0 && i != k && a.Task.ID == "translation" {
		x, y := r.Spoken(a), r.Spoken(b)
		return len(x) > 0 && len(y) > 0 && !slices.Equal(x, y)
	}
	x, y := r.passageBy(a), r.passageBy(b)
	return x >= 0 && y >= 0 && x != y
}

// OtherWriting reports whether two steps write a thing each, in a clause of
// its own: “列个待办，再写份纪要”.
func (r *Reading) OtherWriting(a, b *Step) bool {
	if a.Task.ID != "text-generation" || r.Text.Tokens[a.From].Clause == r.Text.Tokens[b.From].Clause {
		return false
	}
	for _, s := range []*Step{a, b} {
		if !writes.MatchString(r.Said(r.Clause(s.From, s.To))) {
			return false
		}
	}
	return true
}

// writes is what asks for something to be written, as a thing of its own.
var writes = regexp.MustCompile(`(写|列|拟|起|出|想|编)(出|成)?(一|两|三|四|五|几|\d+)?(份|个|段|条|封|首|句|篇|道)|(?i)\b(write|draft|make|give me|create|compose|come up with) (a|an|one|two|three|four|five|some|\d+) `)

// passageBy is the passage in the clause of a step that stands nearest to it, or -1.
func (r *Reading) passageBy(s *Step) int {
	best := -1
	far := func(i int) int { return max(s.From-r.Content[i].First, r.Content[i].First-s.To, 0) }
	for i, c := range r.Content {
		if r.Text.Tokens[c.First].Clause == r.Text.Tokens[s.From].Clause && (best < 0 || far(i) < far(best)) {
			best = i
		}
	}
	return best
}

// fileBy is the given file that the clause of a step names first, or -1.
func (r *Reading) fileBy(s *Step) int {
	from, to := r.Clause(s.From, s.To)
	for _, t := range r.Text.Tokens[from:to] {
		if t.Kind == phrase.File && t.Given >= 0 {
			return t.Given
		}
	}
	return -1
}

// Spoken are the languages to translate into that a step catches itself.
func (r *Reading) Spoken(s *Step) []string {
	var l []string
	for _, c := range s.Caught {
		at := slices.IndexFunc(r.Text.Tokens, func(t phrase.Token) bool { return t.Start == c.Token.Start })
		if c.Token.Kind == phrase.Language && r.Tongues.parts[at] == toSpeak && !slices.Contains(l, c.Token.Code) {
			l = append(l, c.Token.Code)
		}
	}
	return l
}

// takenBack reports whether words between two rival steps take the first back:
// “save it as wav, no, make that flac”.
func (r *Reading) takenBack(a, b *Step) bool {
	if b.From < a.From {
		a, b = b, a
	}
	return a.To <= b.From && takesBack.MatchString(r.Text.Source[r.Text.Tokens[a.To-1].End:r.Text.Tokens[b.From].End])
}

// otherSentence reports whether a mark that ends a sentence stands between two steps.
func (r *Reading) otherSentence(a, b *Step) bool {
	if b.From < a.From {
		a, b = b, a
	}
	return slices.ContainsFunc(r.Text.Tokens[min(a.From, b.From):b.From], func(t phrase.Token) bool {
		return t.Kind == phrase.Mark && strings.Contains(".?!。？！;；", t.Word)
	})
}

// bothAsk reports whether two steps stand in a clause each that asks for figures
// of its own: 哪个地区最高，列出每个月的合计.
func (r *Reading) bothAsk(a, b *Step) bool {
	if r.Text.Tokens[a.From].Clause == r.Text.Tokens[b.From].Clause {
		return false
	}
	for _, s := range []*Step{a, b} {
		said := strings.Trim(r.Said(r.Clause(s.From, s.To)), " ,，")
		if !ellipsis.Asks(said) {
			return false
		}
	}
	return true
}

// drawnApart reports whether a is asked, and b, in a clause of its own, is to be
// drawn: “who scored worst, and the averages as a chart”.
func (r *Reading) drawnApart(a, b *Step) bool {
	tokens := r.Text.Tokens
	in := func(l []phrase.Match, s *Step) bool {
		return slices.ContainsFunc(l, func(m phrase.Match) bool {
			return m.Entry.Weight > 0 && tokens[m.From].Clause == tokens[s.From].Clause
		})
	}
	var charts []phrase.Match
	for _, m := range r.Matches {
		if m.Entry.Section == "chart-generation" && m.Entry.Weight >= 4 {
			charts = append(charts, m)
		}
	}
	return tokens[a.From].Clause != tokens[b.From].Clause && in(r.Asks, a) && !in(charts, a) && in(charts, b) && !in(r.Asks, b)
}

// sized reports whether two steps that set sizes are two wishes: “one 800 wide,
// one 600 high”.
func (r *Reading) sized(a, b *Step) bool {
	if b.From < a.From {
		a, b = b, a
	}
	has := func(s *Step) bool {
		return slices.ContainsFunc(s.Caught, func(c Capture) bool { return c.Name == "width" || c.Name == "height" || c.Name == "size" })
	}
	if a.Task.ID != "image-resizing" || !has(a) || !has(b) || a.To > b.From {
		return false
	}
	return slices.ContainsFunc(r.Text.Tokens[a.To:b.From], func(t phrase.Token) bool {
		return t.Word == "one" || t.Word == "一" || t.Word == "另" || t.Word == "another"
	})
}

// describes reports whether one step looks at what the other writes about:
// a caption with hashtags needs both.
func describes(a, b *Step) bool {
	return b.Task.ID == "text-generation" && (a.Task.ID == "image-to-text" || a.Task.ID == "video-to-text") && b.To-b.From > 2
}

// tells reports whether one step recognises words and the other says what
// language they are in: “what language is written on this sign?”.
func tells(a, b *Step) bool {
	return b.Task.ID == "language-identification" && (a.Task.ID == "optical-character-recognition" || a.Task.ID == "automatic-speech-recognition")
}

// aloud reports whether one step reads a picture and the other reads that out
// to somebody.
func aloud(a, b *Step) bool {
	return a.Task.ID == "optical-character-recognition" && b.Task.ID == "text-to-speech" && slices.ContainsFunc(b.Why, func(w string) bool { return ToEars.MatchString(w) })
}

// ToEars is what says that somebody is to hear it.
var ToEars = regexp.MustCompile(`(?i)\b(to (me|us|him|her|them|my)|aloud|out loud)\b|给|听`)
