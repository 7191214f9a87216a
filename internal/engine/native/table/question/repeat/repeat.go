// Package repeat reads questions for what stands in a table more than once: “find
// duplicates”, “which emails occur twice”, 有没有重复的行.
package repeat

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/clause"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Read is the query of a question for repeats among the rows of where, and whether it is
// one. Without a column whole rows are compared; where none repeat, without the columns
// that number them, which are returned.
func Read(q *clause.Clause, where query.Cond) (asks query.Query, without []int, ok bool) {
	at := q.Any("repeat")
	if at < 0 || q.Any("by") >= 0 || q.Any("sup") >= 0 {
		return asks, nil, false
	}
	q.Tokens[at].Used = true
	var cols []int
	for j := range q.Tokens {
		if t := &q.Tokens[j]; !t.Used && !q.Claimed[j] && len(t.Cols) > 0 && len(t.Values) == 0 && !slices.Contains(cols, t.Cols[0].Col) {
			cols = append(cols, t.Cols[0].Col)
			q.Claim(j)
		}
	}
	s := q.Schema
	c := query.Cond{Op: query.Repeats, Among: cols}
	if len(cols) == 0 {
		for i := range s.Fields {
			c.Among = append(c.Among, i)
			if f := &s.Fields[i]; f.Unique && (f.Identifier() || f.Concept == "order" || f.Kind == sheet.Text && i == 0) {
				without = append(without, i)
			}
		}
		c.Whole = true
		if len(without) == len(c.Among) || len(query.Repeated(s.Table, c.Among)) > 0 {
			without = nil
		}
		if len(without) > 0 {
			c.Among, c.Whole = slices.DeleteFunc(c.Among, func(i int) bool { return slices.Contains(without, i) }), false
		}
	}
	asks = query.Query{Shape: query.Rows, Where: query.Join(where, c)}
	for i := range s.Fields {
		asks.Columns = append(asks.Columns, i)
	}
	if len(cols) > 0 {
		asks.Order = &query.Order{Column: cols[0]}
		asks.Columns = slices.Concat(cols, slices.DeleteFunc(asks.Columns, func(i int) bool { return slices.Contains(cols, i) }))
	}
	if q.Any("howmany") >= 0 {
		asks = query.Query{Shape: query.Value, Where: asks.Where, Measure: query.Measure{Agg: query.Count, Column: -1}}
	}
	return asks, without, true
}
