package query

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// result is what a query gives, before it is put in words.
type result struct {
	rows    []int // that the conditions let through
	value   float64
	also    []float64
	sides   []float64
	whole   float64 // of a share
	groups  []group
	values  []string // different ones
	lacking []string // the groups of which the figure cannot be worked out
	times   bool     // the value is a time in seconds
}

type group struct {
	names []string
	sort  []float64
	rows  []int
	value float64
	also  []float64
}

// run answers q over t exactly.
func (q Query) run(ctx context.Context, t *sheet.Table) (r result, err error) {
	if r.rows, err = pass(ctx, t, q.Where, nil); err != nil {
		return r, err
	}
	switch q.Shape {
	case Value:
		r.value = q.Measure.of(t, r.rows)
		r.also = q.further(t, r.rows)
		r.times = q.Measure.Column >= 0 && t.Columns[q.Measure.Column].Kind == sheet.Date && q.Measure.Agg != Different
	case Share:
		part, err := pass(ctx, t, q.Part, r.rows)
		if err != nil {
			return r, err
		}
		r.whole = q.Measure.of(t, r.rows)
		r.value = q.Measure.of(t, part)
		r.rows = part
	case Difference:
		err = q.runSides(ctx, t, &r)
	case Groups:
		q.runGroups(t, &r)
	case Distinct:
		r.values = different(&t.Columns[q.Columns[0]], r.rows)
	case Rows:
		q.sortRows(t, &r)
	case Exists, Layout:
	}
	return r, err
}

// Figure computes a measure over the rows of t that c lets through, and says
// how many they are.
func Figure(ctx context.Context, t *sheet.Table, m Measure, c Cond) (v float64, rows int, err error) {
	passed, err := pass(ctx, t, c, nil)
	if err != nil {
		return 0, 0, err
	}
	return m.of(t, passed), len(passed), nil
}

// pass returns the rows that c lets through, of some or, when nil, of all.
func pass(ctx context.Context, t *sheet.Table, c Cond, of []int) ([]int, error) {
	match := c.matcher(t)
	var out []int
	n := len(of)
	if of == nil {
		n = t.Rows
	}
	for i := range n {
		if i%65536 == 0 && ctx.Err() != nil {
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		row := i
		if of != nil {
			row = of[i]
		}
		if match(row) {
			out = append(out, row)
		}
	}
	return out, nil
}

func (q Query) further(t *sheet.Table, rows []int) (out []float64) {
	for _, m := range q.Also {
		out = append(out, m.of(t, rows))
	}
	return out
}

// ofSide is the figure of a side of a Difference.
func (q Query) ofSide(i int) Measure {
	if i == 1 && q.Against != nil {
		return *q.Against
	}
	return q.Measure
}

func (q Query) runSides(ctx context.Context, t *sheet.Table, r *result) error {
	rows := r.rows
	r.rows = nil
	for i, c := range q.Sides {
		side, err := pass(ctx, t, c, rows)
		if err != nil {
			return err
		}
		r.sides = append(r.sides, q.ofSide(i).of(t, side))
		r.rows = append(r.rows, side...)
	}
	r.value = r.sides[0] - r.sides[1]
	if q.Ratio {
		r.value = r.sides[0] / r.sides[1]
		return nil
	}
	if c := q.Measure.Column; c >= 0 {
		r.value = math.Round(r.value*1e9) / 1e9
	}
	return nil
}

// of computes the figure over rows; NaN when no row has a value.
func (m Measure) of(t *sheet.Table, rows []int) float64 {
	if m.Agg == Count {
		return float64(len(rows))
	}
	c := &t.Columns[m.Column]
	if c.Quotient() && (m.Agg == Sum || m.Agg == Average) {
		return quotient(t, c, rows)
	}
	if m.Agg == Different {
		return float64(len(different(c, rows)))
	}
	var values []float64
	for _, i := range rows {
		switch {
		case c.Empty(i):
		case c.Kind == sheet.Date:
			values = append(values, float64(c.Time[i]))
		case c.Kind == sheet.Number:
			values = append(values, c.Num[i])
		}
	}
	if len(values) == 0 {
		if m.Agg == Sum && c.Op == "" {
			return 0
		}
		return math.NaN()
	}
	switch m.Agg {
	case Average:
		return sum(values, c.Format.Decimals) / float64(len(values))
	case Median:
		return median(values)
	case Minimum:
		return slices.Min(values)
	case Maximum:
		return slices.Max(values)
	case RangeWidth:
		return sum([]float64{slices.Max(values), -slices.Min(values)}, c.Format.Decimals)
	default:
		return sum(values, c.Format.Decimals)
	}
}

// quotient is the quotient of the sums of the two columns of c over the rows that have both.
func quotient(t *sheet.Table, c *sheet.Column, rows []int) float64 {
	var sums [2]float64
	for _, row := range rows {
		if !c.Empty(row) {
			sums[0] += t.Columns[c.Parts[0]].Num[row]
			sums[1] += t.Columns[c.Parts[1]].Num[row]
		}
	}
	if c.Op == "%" {
		sums[0] *= 100
	}
	return sums[0] / sums[1]
}

// different returns the values of a column without repeats, in order.
func different(c *sheet.Column, rows []int) []string {
	first := map[string]int{}
	var out []string
	for _, i := range rows {
		if v := c.Text[i]; v != "" {
			if _, ok := first[v]; !ok {
				first[v] = i
				out = append(out, v)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return compareCells(c, first[a], first[b]) })
	return out
}

// compareCells orders by value; what is missing comes last.
func compareCells(c *sheet.Column, a, b int) int {
	if ea, eb := c.Empty(a), c.Empty(b); ea || eb {
		switch {
		case ea && eb:
			return 0
		case ea:
			return 1
		}
		return -1
	}
	switch c.Kind {
	case sheet.Number:
		return cmp.Compare(c.Num[a], c.Num[b])
	case sheet.Date:
		return cmp.Compare(c.Time[a], c.Time[b])
	default:
		return strings.Compare(c.Text[a], c.Text[b])
	}
}

func (q Query) runGroups(t *sheet.Table, r *result) {
	at := map[string]int{}
	for _, row := range r.rows {
		names, order, ok := q.names(t, row)
		if !ok {
			continue
		}
		id := strings.Join(names, "\x00")
		g, seen := at[id]
		if !seen {
			g = len(r.groups)
			at[id] = g
			r.groups = append(r.groups, group{names: names, sort: order})
		}
		r.groups[g].rows = append(r.groups[g].rows, row)
	}
	for i := range r.groups {
		r.groups[i].value = q.Measure.of(t, r.groups[i].rows)
		r.groups[i].also = q.further(t, r.groups[i].rows)
	}
	if h := q.Having; h != nil {
		r.groups = slices.DeleteFunc(r.groups, func(g group) bool { return !compare(h.Measure.of(t, g.rows), h.Op, h.Number, 0) })
	}
	r.whole = q.Measure.of(t, r.rows)
	if c := q.Measure.Column; c >= 0 && t.Columns[c].Op != "" { // what cannot be worked out of a group is not 0
		r.groups = slices.DeleteFunc(r.groups, func(g group) bool {
			if math.IsNaN(g.value) {
				r.lacking = append(r.lacking, strings.Join(g.names, " / "))
			}
			return math.IsNaN(g.value)
		})
	}
	q.sortGroups(r)
}

func (q Query) sortGroups(r *result) {
	slices.SortStableFunc(r.groups, func(a, b group) int {
		if q.Order != nil && q.Order.Column == ByFigure {
			if math.IsNaN(a.value) || math.IsNaN(b.value) {
				return cmp.Compare(b.value, a.value)
			}
			if q.Order.Desc {
				return cmp.Compare(b.value, a.value)
			}
			return cmp.Compare(a.value, b.value)
		}
		by := cmp.Or(slices.Compare(a.sort, b.sort), slices.Compare(a.names, b.names))
		if q.Order != nil && q.Order.Column == ByKey && q.Order.Desc {
			return -by
		}
		return by
	})
	if q.Per > 0 {
		slices.SortStableFunc(r.groups, func(a, b group) int {
			return cmp.Or(slices.Compare(a.sort[:q.Per], b.sort[:q.Per]), slices.Compare(a.names[:q.Per], b.names[:q.Per]))
		})
	}
	r.groups = top(r.groups, q.Skip, q.Limit,
		func(a, b group) bool { return slices.Equal(a.names[:q.Per], b.names[:q.Per]) },
		func(a, b group) bool { return a.value == b.value })
}

// top keeps the first n of every stretch of sorted things that belong
// together, but for those to skip, and with the only one wanted also its
// equals. With n 0 it keeps all. Equals count once for what is skipped.
func top[T any](sorted []T, skip, n int, together, equal func(a, b T) bool) (out []T) {
	if n == 0 {
		return sorted
	}
	begin, level := 0, 0
	for i, x := range sorted {
		switch {
		case !together(sorted[begin], x):
			begin, level = i, 0
		case i > begin && !equal(sorted[i-1], x):
			level++
		}
		switch {
		case skip > 0 || n == 1:
			if level >= skip && level < skip+n {
				out = append(out, x)
			}
		case i-begin < n:
			out = append(out, x)
		}
	}
	return out
}

// names returns the group of a row, and numbers that sort groups of dates and
// numbers. A row that lacks a value belongs to none.
func (q Query) names(t *sheet.Table, row int) (names []string, order []float64, ok bool) {
	for _, k := range q.Keys {
		c := &t.Columns[k.Column]
		switch {
		case c.Empty(row):
			return nil, nil, false
		case c.Kind == sheet.Date:
			name, n := nameTime(c, row, k.Part)
			names, order = append(names, name), append(order, n)
		case c.Kind == sheet.Number:
			names, order = append(names, c.Text[row]), append(order, c.Num[row])
		default:
			names, order = append(names, c.Text[row]), append(order, calendar(c.Text[row]))
		}
	}
	return names, order, true
}

func nameTime(c *sheet.Column, row int, p DatePart) (string, float64) {
	at := c.Time[row]
	switch p {
	case Year:
		return sheet.WriteTime(at, sheet.Year), float64(partOfDate(at, Year))
	case Quarter:
		return sheet.WriteTime(at, sheet.Quarter), float64(partOfDate(at, Year)*10 + partOfDate(at, Quarter))
	case Month:
		return sheet.WriteTime(at, sheet.Month), float64(partOfDate(at, Year)*100 + partOfDate(at, Month))
	case Weekday:
		return time.Unix(at, 0).UTC().Weekday().String(), float64(partOfDate(at, Weekday))
	case Day:
		return sheet.WriteTime(at, sheet.Day), float64(at)
	case Whole:
	}
	return sheet.WriteTime(at, c.Format.Precision), float64(at)
}

func (q Query) sortRows(t *sheet.Table, r *result) {
	if q.Order == nil || q.Order.Column < 0 {
		if n := len(r.rows); q.Limit > 0 && q.Limit < n {
			if q.Tail {
				r.rows = r.rows[n-q.Limit:]
			} else {
				r.rows = r.rows[:q.Limit]
			}
		}
		return
	}
	c := &t.Columns[q.Order.Column]
	if q.Limit > 0 {
		r.rows = slices.DeleteFunc(r.rows, c.Empty)
	}
	slices.SortStableFunc(r.rows, func(a, b int) int {
		if q.Order.Desc && !c.Empty(a) && !c.Empty(b) {
			a, b = b, a
		}
		if q.Order.Family && !c.Empty(a) && !c.Empty(b) {
			return cmp.Or(strings.Compare(family(c.Text[a]), family(c.Text[b])), compareCells(c, a, b))
		}
		return compareCells(c, a, b)
	})
	equal := func(a, b int) bool { return compareCells(c, a, b) == 0 }
	if q.Lead == 2 && c.Kind == sheet.Number {
		r.whole = Measure{Average, q.Order.Column}.of(t, r.rows)
	}
	if q.Per == 0 {
		r.rows = top(r.rows, q.Skip, q.Limit, func(int, int) bool { return true }, equal)
		return
	}
	q.topOfEach(t, r, equal)
}

// family is the last name of a whole one, in lower case: its last word, with the
// small ones before it. One that begins with it stays whole: “Baker, Frank”.
func family(name string) string {
	all := strings.Fields(name)
	for i, w := range all {
		if i > 0 && (i == len(all)-1 || strings.ToLower(w) == w) && !strings.Contains(name, ",") {
			return strings.ToLower(strings.Join(all[i:], " "))
		}
	}
	return strings.ToLower(name)
}

// topOfEach keeps the first rows of every group that Keys make.
func (q Query) topOfEach(t *sheet.Table, r *result, equal func(a, b int) bool) {
	names, order := map[int][]string{}, map[int][]float64{}
	r.rows = slices.DeleteFunc(r.rows, func(row int) bool {
		n, o, ok := q.names(t, row)
		names[row], order[row] = n, o
		return !ok
	})
	slices.SortStableFunc(r.rows, func(a, b int) int {
		return cmp.Or(slices.Compare(order[a], order[b]), slices.Compare(names[a], names[b]))
	})
	r.rows = top(r.rows, q.Skip, q.Limit, func(a, b int) bool { return slices.Equal(names[a], names[b]) }, equal)
}

// calendar puts the names of months and weekdays in their order.
func calendar(name string) float64 {
	n, _ := sheet.Calendar(name)
	return n
}
