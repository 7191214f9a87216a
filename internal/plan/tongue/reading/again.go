package reading

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// reconsider looks at every candidate again when it is known how likely the
// others are: a part of the request that “then” opens holds a wish, and where
// another candidate explains a part already, there is hardly a second one.
func (r *Reading) reconsider(l []Candidate) {
	view := make([]seat, len(l))
	for i, c := range l {
		view[i] = seat{at: r.partOf(c.Step), p: c.P}
	}
	for i := range l {
		l[i].Before = math.Log(max(l[i].P, 1e-4) / max(1-l[i].P, 1e-4))
		l[i].Again = r.againTraits(l, view, i)
	}
	for i := range l {
		l[i].P = 1 / (1 + math.Exp(-l[i].Before-r.Reader.Weights.Score(l[i].Again)))
		l[i].Step.p = l[i].P
	}
}

// seat is where a candidate stands, and how likely it is at first sight.
type seat struct {
	at int // the part of the request
	p  float64
}

// partOf is the part of the request that a step stands in, by its last token.
func (r *Reading) partOf(s *Step) int {
	for i, one := range r.parts {
		if s.To-1 < one.to {
			return i
		}
	}
	return len(r.parts) - 1
}

// againTraits tell how a candidate stands to the others of its part, to what
// the parts beside it want, and what leads into its part.
func (r *Reading) againTraits(l []Candidate, view []seat, i int) []string {
	t, at := string(l[i].Task), view[i].at
	rank, top, other := 0, 0.0, "none"
	before, after, elsewhere := "none", "none", false
	nearest, next := -1, len(r.parts)
	covered := map[int]bool{}
	for j, c := range l {
		if view[j].p >= 0.5 {
			covered[view[j].at] = true
		}
		switch {
		case j == i:
		case c.Task == l[i].Task:
			elsewhere = elsewhere || view[j].p >= 0.5 && view[j].at != at
		case view[j].at == at:
			if view[j].p > view[i].p {
				rank++
			}
			if view[j].p > top {
				top, other = view[j].p, string(c.Task)
			}
		case view[j].p >= 0.5 && view[j].at < at && view[j].at >= nearest:
			before, nearest = string(c.Task), view[j].at
		case view[j].p >= 0.5 && view[j].at > at && view[j].at < next:
			after, next = string(c.Task), view[j].at
		}
	}
	rank = min(rank, 2)
	bucket := func(p float64) int { return min(int(p*5), 4) }
	lead, own, over := r.lead(at), bucket(view[i].p), bucket(top)
	if over == 0 {
		other = "none"
	}
	hint, wish := l[i].Step.Line == "hint", steps(r.WishAt(l[i].Step))
	names := []string{
		"all", fmt.Sprintf("rank %d", rank), fmt.Sprintf("%s rank %d", t, rank), fmt.Sprintf("lead %s rank %d", lead, rank), fmt.Sprintf("lead %s over %d", lead, over),
		fmt.Sprintf("rank %d over %d own %d", rank, over, own), fmt.Sprintf("hint %v rank %d lead %s over %d", hint, rank, lead, over), fmt.Sprintf("%s over %d", t, over),
		t + " beside " + other, t + " after " + before, t + " before " + after, fmt.Sprintf("elsewhere %v", elsewhere), fmt.Sprintf("%s elsewhere %v", t, elsewhere),
		fmt.Sprintf("own %d", own), fmt.Sprintf("hint %v own %d", hint, own), fmt.Sprintf("%s own %d", t, own),
		fmt.Sprintf("parts %d covered %d", min(len(r.parts), 6), min(len(covered), 5)),
		fmt.Sprintf("covered %v lead %s own %d", covered[at], lead, own), fmt.Sprintf("asks %v covered %v rank %d", l[i].Step.Asks, covered[at], rank),
		fmt.Sprintf("%s lead %s over %d own %d", r.Lang, lead, over, own), fmt.Sprintf("%s hint %v over %d own %d", r.Lang, hint, over, own),
		fmt.Sprintf("%s %s rank %d", r.Lang, t, rank), fmt.Sprintf("last %v covered %v own %d", at == len(r.parts)-1, covered[at], own),
		fmt.Sprintf("wish %d own %d", wish, own), fmt.Sprintf("wish %d own %d over %d", wish, own, over), fmt.Sprintf("wish %d covered %v", wish, covered[at]),
	}
	for k := range names {
		names[k] = "again " + names[k]
	}
	return names
}

// lead is what leads into a part of the request: the kind of a cue, or the mark before.
func (r *Reading) lead(at int) string {
	if at <= 0 || at >= len(r.parts) {
		return "start"
	}
	from, to := r.parts[at-1].to, min(r.parts[at].from+2, len(r.Text.Tokens))
	for _, kind := range []string{"then", "branch", "first", "after"} {
		if slices.ContainsFunc(r.Cues, func(m phrase.Match) bool { return m.Entry.Set["kind"] == kind && m.From >= from-1 && m.To <= to }) {
			return kind
		}
	}
	if from < r.parts[at].from {
		return "joint"
	}
	if from > 0 && r.Text.Tokens[from-1].Kind == phrase.Mark {
		return "mark " + strings.ReplaceAll(r.Text.Tokens[from-1].Word, "\n", "newline")
	}
	return "word"
}
