package clause

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// AsksLayout reports whether a question is about the table itself: which columns it has, how
// many there are. Nothing of the table may be named beside.
func (q *Clause) AsksLayout() bool {
	at := q.Any("layout")
	if at < 0 || q.Any("by") >= 0 || q.Any("agg") >= 0 || q.Any("sup") >= 0 {
		return false
	}
	if slices.ContainsFunc(q.Tokens, func(t term.Token) bool {
		return len(t.Cols) > 0 && !t.Is("layout") && !t.Is("row") || len(t.Values) > 0 || t.Num != nil || t.When != nil
	}) {
		return false
	}
	if q.Any("wh") < 0 && q.Any("list") < 0 && q.Any("howmany") < 0 && q.Any("stop") < 0 && len(q.Tokens) > 2 {
		return false
	}
	return true
}

// GapColumn finds the column that a word of lack at token i is about: the one
// after "no", the one before "is missing".
func (q *Clause) GapColumn(i int) (col, at int) {
	for j := i + 1; j < len(q.Tokens) && j <= i+4; j++ {
		t := &q.Tokens[j]
		if len(t.Values) > 0 || t.Num != nil || t.When != nil || t.Is("cmp") {
			return -1, -1
		}
		if c := q.gapPick(j); c >= 0 {
			return c, j
		}
		if !t.Filler() {
			break
		}
	}
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if c := q.gapPick(j); c >= 0 {
			return c, j
		}
		if !q.Tokens[j].Filler() {
			break
		}
	}
	return -1, -1
}

func (q *Clause) gapPick(j int) int {
	for _, k := range []sheet.Kind{sheet.Number, sheet.Date, sheet.Text} {
		if c := q.Pick(j, k); c >= 0 && c != q.Schema.Label {
			return c
		}
	}
	return -1
}

// DatesBeside are two columns of dates of which one is to be later or earlier than the
// other, with the token that says so: paid after the due date.
func (q *Clause) DatesBeside() (c query.Cond, at int, ok bool) {
	for i := range q.Tokens {
		t := &q.Tokens[i]
		op := query.Op("")
		switch w := t.Word("cmp"); {
		case t.Used:
		case t.Is("after"):
			op = query.More
		case t.Is("before"):
			op = query.Less
		case w != nil:
			op = query.Op(w.Arg(0))
		}
		j := i + 1
		for j < len(q.Tokens) && q.Pick(j, sheet.Date) < 0 && q.Tokens[j].Filler() {
			j++
		}
		other := q.Pick(j, sheet.Date)
		if op == "" || other < 0 || q.Tokens[j].When != nil {
			continue
		}
		for k := i - 1; k >= 0; k-- {
			if col := q.Pick(k, sheet.Date); col >= 0 && col != other {
				q.Claim(k)
				q.Claim(j)
				q.Tokens[i].Used, q.Tokens[j].Used = true, true
				return query.Cond{Op: query.Beside, Rel: op, Column: col, Other: other}, i, true
			}
		}
	}
	return c, 0, false
}
