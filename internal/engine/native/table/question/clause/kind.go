package clause

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Kinds are the columns that a Chinese word for which asks for by its measure word: 哪一类.
var Kinds = map[string][]string{"类": {"category", "product"}, "种": {"category", "product"}, "款": {"product"}, "家": {"store", "vendor"}, "方面": {"category"}, "块": {"category"}}

// KindAt is the column that 各类 or 每种 at token i groups by, where no column
// is named behind it.
func (q *Clause) KindAt(i int) int {
	if !q.Tokens[i].Is("by") || q.Grouping(i+1) && i+1 < len(q.Tokens) && q.AnyColumn(i+1) >= 0 && q.Pick(i+1, sheet.Number) < 0 {
		return -1
	}
	for end, concepts := range Kinds {
		if strings.HasSuffix(q.Tokens[i].Key, end) {
			return q.Schema.WithConcept(concepts...)
		}
	}
	return -1
}

// MeanOfTimes reports whether the mean of what falls on each month or the like is asked:
// 平均每月用多少, the average monthly cost.
func (q *Clause) MeanOfTimes() bool {
	for i := range q.Tokens {
		if w := q.Tokens[i].Word("by"); i > 0 && w.Arg(0) != "" && w.Arg(0) != "weekday" && q.Tokens[i-1].Has("agg", "avg") {
			return true
		}
	}
	return false
}
