package clause

import (
	"slices"

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
