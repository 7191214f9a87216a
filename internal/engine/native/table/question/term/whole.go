package term

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Whole reports whether a clause asks all that it wants by itself: a figure, the
// column that it is of, and of which rows: 研发部的平均工资.
func (s *Schema) Whole(clause string) bool {
	ts := s.Scan(clause)
	has := func(f func(Token) bool) bool { return slices.ContainsFunc(ts, f) }
	return has(func(t Token) bool { return t.Is("agg") || t.Is("sup") }) &&
		has(func(t Token) bool { return len(t.Cols) > 0 && s.Fields[t.Cols[0].Col].Kind == sheet.Number }) &&
		has(func(t Token) bool { return len(t.Values) > 0 || t.When != nil || t.Is("by") })
}
