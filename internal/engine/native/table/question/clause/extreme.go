package clause

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Judges reports whether the superlative at a token judges a group as a whole: the best
// class, 最满意的城市, and not the highest mark.
func (q *Clause) Judges(at int) bool {
	w := q.Tokens[at].Word("sup")
	return w.Arg(1) == "satisfaction" || slices.Contains([]string{"best", "worst", "strongest", "weakest", "poorest", "最好", "最差", "最强", "最弱", "最佳", "最优"}, q.Tokens[at].Key)
}

// OneOf reports whether the superlative at a token is of one row: the biggest hotel bill.
func (q *Clause) OneOf(at int) bool {
	if lexicon.Chinese(q.Tokens[at].Key) {
		return false
	}
	for j := at + 1; j < len(q.Tokens) && j <= at+3; j++ {
		t := &q.Tokens[j]
		if (t.Is("row") || t.Is("subject")) && !t.Is("hint") && len(t.Cols) == 0 {
			return strings.ToLower(t.Text) == t.Key && t.Key != "people" && t.Key != "staff"
		}
		if len(t.Values) == 0 && !t.Filler() {
			return false
		}
	}
	return false
}

// MostDays is the column of dates of which a question asks who or what has the most days,
// or -1.
func (q *Clause) MostDays(at int) int {
	if k := q.Tokens[at].Key; k != "most" && k != "fewest" && k != "least" || at+1 >= len(q.Tokens) {
		return -1
	}
	t := &q.Tokens[at+1]
	if !t.Has("part", "day") || !strings.EqualFold(t.Text, "days") || q.Pick(at+1, sheet.Number) >= 0 {
		return -1
	}
	return q.Schema.KindOf(sheet.Date)
}

// CountsBefore reports whether the word of comparison at a token is of a number of rows:
// 哪个渠道订单多.
func (q *Clause) CountsBefore(at int) bool {
	if at == 0 {
		return false
	}
	t := &q.Tokens[at-1]
	return lexicon.Chinese(t.Key) && t.Is("row") && !t.Is("hint") && t.Key != "人" || t.Is("agg") && t.Has("agg", "count")
}

// Stated reports whether token i tells how something is and names no column: is not paid.
func (q *Clause) Stated(i int) bool {
	return i > 0 && slices.Contains([]string{"is", "are", "was", "were", "been", "be", "not", "yet", "still", "isnt", "arent", "wasnt", "werent", "got", "get", "fully"}, q.Tokens[i-1].Key)
}

// mark is 1 where a question ends with a mark.
func (q *Clause) mark() int {
	if n := len(q.Tokens); n > 0 && !q.says(n-1) {
		return 1
	}
	return 0
}

// Compares reports whether a comparison of its own begins at token i.
func (q *Clause) Compares(i int) bool {
	return i < len(q.Tokens) && (q.Tokens[i].Is("cmp") || q.Tokens[i].Num != nil || q.Tokens[i].Is("rel"))
}
