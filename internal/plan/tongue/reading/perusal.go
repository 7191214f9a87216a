package reading

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	// perusal is a “read” that says nothing of who is to hear it.
	perusal = regexp.MustCompile(`(?i)^(please )?read\b|^读`)
	// voiced is what says that it is to be heard.
	voiced   = regexp.MustCompile(`(?i)\b(aloud|loud|out|voice|hear|listen|slow|slowly|slower|fast|faster|speed|by (a|the|some) \w+|me|us|to (him|her|them|my|our|the|his|their|everyone|everybody|somebody))\b|给|听|声|出来|快|慢`)
	onBehalf = regexp.MustCompile(`(?i)\bfor (me|us)\b`)
	// reports is what leads to what is wanted of the reading.
	reports = regexp.MustCompile(`(?i)^[\s,;:.]*((and|then|to|so|please) )*(tell|let|inform|answer|find|check|say (what|who|when|where|how|which|why|whether|if)|explain)\b|^[\s，,；;：:。]*(然后|再|并|请|帮我|来)*(告诉|说说|回答|看看|找出?|查)`)
)

// peruses reports whether a step that speaks stands on a mere “read this” ahead
// of what is wanted of it: “read this report and tell me who signed it”. What
// is read to somebody, in a voice, or last of all, is spoken.
func (r *Reading) peruses(l []Candidate, s *Step) bool {
	if s.Task.ID != "text-to-speech" || r.Types[port.Text]+r.Types[port.Document]+r.Types[port.Table]+len(r.Content) == 0 {
		return false
	}
	from, end := s.From, s.To
	for _, at := range s.Spans {
		if !perusal.MatchString(r.Said(at[0], at[1])) {
			return false
		}
		from, end = min(from, at[0]), max(end, at[1])
	}
	next := r.nextWish(l, end)
	if next < 0 || r.textBefore(l, from) || voiced.MatchString(onBehalf.ReplaceAllString(r.Said(from, r.breath(end, next)), "")) {
		return false
	}
	return !r.otherFile(from, next)
}

// nextWish is the token from which something is wanted of a text behind
// another token, or -1.
func (r *Reading) nextWish(l []Candidate, end int) int {
	next := -1
	add := func(at int) {
		if at >= end && (next < 0 || at < next) {
			next = at
		}
	}
	for _, m := range r.Asks {
		from, to := r.Clause(m.From, m.To)
		polite := r.onlyMark(m) && from < end // “can you read this letter from them?”
		if m.From >= end && !polite && r.wordsIn(max(from, end), to) > 2 {
			add(m.From)
		}
	}
	for _, c := range l {
		told := c.Step.weight >= 3 && c.Step.Line != "hint" || c.Step.Line == "hint" && r.HintAt(c.Step, string(c.Task)) > 0
		if told && !c.Step.Asks && looksInto(c.Step.Task) && r.fit(c.Step.Task) > -2 {
			add(c.Step.From)
		}
	}
	if tail := r.breath(end, len(r.Text.Tokens)); tail < len(r.Text.Tokens) && reports.MatchString(r.Said(tail, len(r.Text.Tokens))) {
		add(tail)
	}
	return next
}

// looksInto reports whether a task works on the words of a text or the rows of
// a table, and does not speak them.
func looksInto(t task.Task) bool {
	in := InputType(t)
	return t.ID == "text-generation" || t.ID != "text-to-speech" && t.In[0].Name != "prompt" && (in == port.Text || in == port.Table || in == port.Document)
}

// wordsIn counts the tokens of a range that are no marks.
func (r *Reading) wordsIn(from, to int) int {
	n := 0
	for _, t := range r.Text.Tokens[min(from, to):to] {
		if t.Kind != phrase.Mark {
			n++
		}
	}
	return n
}

// breath is where the words behind a token come to a joint, the next clause, or
// a token that bounds them.
func (r *Reading) breath(end, bound int) int {
	i := end
	for i < bound && r.Text.Tokens[i].Clause == r.Text.Tokens[end-1].Clause && !slices.Contains(Joints, r.Text.Tokens[i].Word) {
		i++
	}
	return i
}

// textBefore reports whether a step before a token makes the text that is read.
func (r *Reading) textBefore(l []Candidate, from int) bool {
	return slices.ContainsFunc(l, func(c Candidate) bool {
		o := c.Step
		return o.To <= from && o.weight >= 4 && !o.Asks && o.Line != "hint" && o.Task.Out[0].Type == port.Text && r.fit(o.Task) > -2
	})
}

// otherFile reports whether what is wanted from a token on names files, and
// none of those named before it.
func (r *Reading) otherFile(from, next int) bool {
	before, behind := r.filesIn(from, next), r.filesIn(next, len(r.Text.Tokens))
	return len(before) > 0 && len(behind) > 0 && !slices.ContainsFunc(behind, func(i int) bool { return slices.Contains(before, i) })
}

// filesIn are the given files that stand between two tokens.
func (r *Reading) filesIn(from, to int) []int {
	var l []int
	for _, t := range r.Text.Tokens[from:to] {
		if t.Kind == phrase.File && t.Given >= 0 {
			l = append(l, t.Given)
		}
	}
	return l
}
