package chart

import (
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// figure is what is drawn of a column where several rows fall on one place.
type figure struct {
	col  int    // -1 counts rows
	agg  string // sum, avg, median, min, max or count
	said bool   // the request named agg
}

// figureOf reads a name of what is drawn, with the figure that it asks for:
// "total amount", "average salary", "headcount", 订单数. ok is false when it
// names neither a column nor a count.
func figureOf(s *term.Schema, name string) (f figure, ok bool) {
	f.col = -1
	rows := false
	for _, t := range s.Scan(name) {
		rows = rows || t.Is("row")
		switch w := t.Word("agg"); {
		case w != nil && w.Arg(0) != "distinct" && w.Arg(0) != "range":
			f.agg, f.said = w.Arg(0), true
		case t.Is("howmany"):
			f.agg, f.said = "count", true
		case t.Is("sup"):
			f.agg, f.said = t.Word("sup").Arg(0), true
		}
		for _, m := range t.Cols {
			switch field := s.Fields[m.Col]; {
			case field.Kind != sheet.Number || f.col >= 0:
			case field.Role == "none": // numbers that only name rows: they are counted
				rows = true
			default:
				f.col = m.Col
			}
		}
	}
	if f.agg == "count" || f.agg == "" && f.col < 0 && (rows || counting(name)) {
		return figure{-1, "count", true}, true
	}
	return f, f.col >= 0
}

// counting reports whether a name ends like a count: 订单数.
func counting(name string) bool {
	return slices.ContainsFunc([]string{"数", "数量", "个数", "count"}, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) })
}

// usual is how a column is put together when the request does not say: what is
// a rate, a price, a score or an age is averaged, the rest is added.
func usual(s *term.Schema, col int) figure {
	if s.Fields[col].Role == "avg" {
		return figure{col: col, agg: "avg"}
	}
	return figure{col: col, agg: "sum"}
}

// of computes the figure over rows; NaN when no row has a value.
func (f figure) of(t *sheet.Table, rows []int) float64 {
	if f.col < 0 {
		return float64(len(rows))
	}
	c := &t.Columns[f.col]
	var values []float64
	sum := 0.0
	for _, r := range rows {
		if !c.Empty(r) {
			values = append(values, c.Num[r])
			sum += c.Num[r]
		}
	}
	if len(values) == 0 {
		return math.NaN()
	}
	n := len(values)
	switch f.agg {
	case "avg":
		sum /= float64(n)
	case "min":
		sum = slices.Min(values)
	case "max":
		sum = slices.Max(values)
	case "median":
		slices.Sort(values)
		sum = (values[n/2] + values[(n-1)/2]) / 2
	}
	return math.Round(sum*1e9) / 1e9
}

var figureNames = map[string][2]string{
	"sum": {"Sum of %s", "%s合计"}, "avg": {"Average %s", "平均%s"}, "median": {"Median %s", "%s中位数"},
	"min": {"Lowest %s", "最低%s"}, "max": {"Highest %s", "最高%s"},
}

// name says what is drawn; merged is whether rows were put together.
func (f figure) name(t *sheet.Table, merged bool, xName string) string {
	if f.col < 0 {
		if han(xName) {
			return "数量"
		}
		return "Count"
	}
	column := t.Columns[f.col].Name
	if !merged && !f.said {
		return column
	}
	forms := figureNames[f.agg]
	if han(column) {
		return strings.Replace(forms[1], "%s", column, 1)
	}
	return strings.Replace(forms[0], "%s", column, 1)
}
