package draft

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/restriction"
)

// narrowed is the question of a table with the clauses beside it that restrict
// it: without “excluding Tea” the answer would be another one. They end where
// the sentence does, or another step is said.
func (r *wishes) narrowed(s *reading.Step, question string) string {
	at := strings.Index(r.Text.Source, question)
	if at < 0 || question == "" {
		return question
	}
	tokens := r.Text.Tokens
	from := slices.IndexFunc(tokens, func(t phrase.Token) bool { return t.End > at })
	to := from
	for to < len(tokens) && tokens[to].Start < at+len(question) {
		to++
	}
	if from < 0 || to <= from {
		return question
	}
	from, to = r.widen(s, from, to)
	return strings.Trim(r.Said(from, to), " ,.;:，。；：")
}

// widen adds restricting clauses before and after some tokens.
func (r *wishes) widen(s *reading.Step, from, to int) (first, end int) {
	tokens := r.Text.Tokens
	for to < len(tokens) && !stopsPrompt(tokens[to-1]) {
		next := to
		if tokens[next].Kind == phrase.Mark {
			next++
		}
		if next >= len(tokens) || stopsPrompt(tokens[to]) {
			break
		}
		a, z := r.Clause(next, next+1)
		if a < to-1 || !r.restricts(s, a, z) {
			break
		}
		to = z
	}
	for from > 0 && !stopsPrompt(tokens[from-1]) {
		a, z := r.Clause(from-1, from)
		if z > from || !r.restricts(s, a, z) && (!r.onlyShapes(s, from, to) || r.holdsAnother(s, a, z)) {
			break
		}
		from = a
	}
	return from, to
}

// onlyShapes reports whether some words only say in which order an answer stands:
// what is asked stands before them, 各产品的销量，从小到大排.
func (r *wishes) onlyShapes(s *reading.Step, from, to int) bool {
	return s.Task.ID == "table-question-answering" && restriction.Orders(r.Said(from, to))
}

// restricts reports whether a clause says more of a step and holds none of another task.
func (r *wishes) restricts(s *reading.Step, from, to int) bool {
	said := r.Said(from, to)
	more := restriction.Narrows(said) || s.Task.ID == "table-question-answering" && (restriction.Shapes(said) || restriction.Qualifies(said) && to > s.From || to <= s.From && restriction.Topic(said, r.Text.Source[r.Text.Tokens[to-1].End:]) || r.goesOn(s, from, to))
	return more && !r.holdsAnother(s, from, to)
}

// goesOn reports whether a clause without a step of its own goes on with the wish of
// another: words of it led to that, or it holds a wish, as far as was learned.
func (r *wishes) goesOn(s *reading.Step, from, to int) bool {
	if slices.ContainsFunc(r.Order, func(o *reading.Step) bool { return o != s && from <= o.From && o.From < to }) {
		return false
	}
	return slices.ContainsFunc(s.Spans, func(at [2]int) bool { return from <= at[0] && at[0] < to }) ||
		r.WishAt(&reading.Step{From: from, To: to}) > 0
}

// holdsAnother reports whether a clause holds another step.
func (r *wishes) holdsAnother(s *reading.Step, from, to int) bool {
	return slices.ContainsFunc(r.Order, func(o *reading.Step) bool {
		return o != s && (o.Task.ID != s.Task.ID || o.Asks) && from <= o.From && o.From < to
	})
}
