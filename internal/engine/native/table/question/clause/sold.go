package clause

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Earned reports whether a column of prices, which the question does not name, is to be
// added up: what somebody earned is all of it together.
func (q *Clause) Earned(column int) bool {
	s := q.Schema
	if s.Fields[column].Concept != "price" || s.WithConcept("quantity") >= 0 || q.Named(column) {
		return false
	}
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool {
		return t.Has("hint", "money") || t.Has("hint", "pay") || t.Has("hint", "spent") || t.Has("hint", "sold")
	})
}

// Summing is the figure that a question is about: of a column of what was earned the sum.
func (q *Clause) Summing(agg query.Agg, column int) query.Agg {
	if agg == "" && column >= 0 && q.Earned(column) {
		return query.Sum
	}
	return agg
}

// SoldFor is the column of the money for what was sold, where a figure of how much was
// sold may be meant of that as well: 一共卖了多少; or -1.
func (q *Clause) SoldFor(m query.Measure) int {
	s := q.Schema
	if m.Agg != query.Sum || m.Column < 0 || s.Fields[m.Column].Concept != "quantity" || q.Any("quantity") < 0 || !q.HintSold() {
		return -1
	}
	if q.Any("howmany") >= 0 || q.Any("units") >= 0 || len(q.NumbersNamed()) > 0 {
		return -1
	}
	for i, f := range s.Fields {
		if f.Concept == "amount" && f.Role == "sum" {
			return i
		}
	}
	return -1
}

// AmountBehind reports whether the word of comparison at a token has an amount behind it
// and not a year, though it looks like one: before or after it is no date of the table.
func (q *Clause) AmountBehind(at int, when *span.Span) bool {
	if at < 0 || when == nil || !q.Tokens[at].Is("cmp") || q.Tokens[at].Is("since") || q.Tokens[at].Is("until") || q.YearColumn() >= 0 {
		return false
	}
	if slices.ContainsFunc(q.Tokens[:at], func(t term.Token) bool {
		return slices.ContainsFunc(t.Cols, func(m term.Mention) bool { return q.Schema.Fields[m.Col].Kind == sheet.Date })
	}) {
		return false
	}
	from, to := when.Bounds()
	before, after := false, false
	for _, f := range q.Schema.Fields {
		for _, at := range f.Time {
			before = before || f.Kind == sheet.Date && at != sheet.NoTime && at < to
			after = after || f.Kind == sheet.Date && at != sheet.NoTime && at >= from
		}
	}
	return !before || !after
}

// Versus reports whether two things are set side by side, cash versus card, and not asked
// how far they are apart.
func (q *Clause) Versus() bool {
	return q.Any("diff") >= 0 && !slices.ContainsFunc(q.Tokens, func(t term.Token) bool {
		return t.Is("diff") && !slices.Contains([]string{"vs", "versus", "compare", "compared to", "compared with", "对比", "比较"}, t.Key)
	})
}
