package query

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Measured is the first condition of c that compares numbers, or nil.
func (c Cond) Measured() *Cond {
	switch c.Op {
	case Beside, More, AtLeast, Less, AtMost:
		return &c
	case All, Any:
		for _, s := range c.Sub {
			if found := s.Measured(); found != nil {
				return found
			}
		}
	default:
	}
	return nil
}

// Names reports whether a condition is on column c.
func (c Cond) Names(column int) bool {
	return c.Op != Always && c.Op != All && c.Op != Any && c.Op != None && c.Op != Those && c.Column == column ||
		slices.ContainsFunc(c.Sub, func(s Cond) bool { return s.Names(column) })
}

// Without is a condition without those of its parts that must all hold which drop says.
func (c Cond) Without(drop func(Cond) bool) Cond {
	parts := []Cond{c}
	if c.Op == All {
		parts = slices.Clone(c.Sub)
	}
	return Join(slices.DeleteFunc(parts, drop)...)
}

// apartRows adds to rows how far each is from what it was compared with.
func (w *writer) apartRows(header []string, rows [][]string) ([]string, [][]string) {
	c := w.q.Where.Measured()
	if !w.q.Apart || c == nil || w.t.Columns[c.Column].Kind != sheet.Number {
		return header, rows
	}
	column := &w.t.Columns[c.Column]
	for i := range rows {
		row, than := w.r.rows[i], c.From
		if c.Op == Beside {
			than = w.t.Columns[c.Other].Num[row]
		}
		text := ""
		if v := math.Abs(column.Num[row] - than); !math.IsNaN(v) {
			text = trimZeros(column.Format.Write(v, max(column.Format.Decimals, 2)))
		}
		rows[i] = append(rows[i], text)
	}
	return append(slices.Clone(header), w.difference), rows
}

// leads says how far the first group or row is from the second or the last one.
func (w *writer) leads() (out []string) {
	if len(w.r.lacking) > 0 {
		out = append(out, fmt.Sprintf(w.without, w.some(w.r.lacking, w.comma)))
	}
	var names []string
	var values []float64
	m := w.q.Measure
	switch {
	case w.q.Lead == 0:
	case w.q.Shape == Groups:
		for _, g := range w.r.groups {
			names, values = append(names, strings.Join(g.names, " / ")), append(values, g.value)
		}
	case w.q.Shape == Rows && w.q.Order != nil && w.q.Order.Column >= 0 && w.t.Columns[w.q.Order.Column].Kind == sheet.Number && len(w.q.Columns) > 0:
		m = Measure{Agg: Sum, Column: w.q.Order.Column}
		for _, row := range w.r.rows {
			names, values = append(names, w.t.Columns[w.q.Columns[0]].Text[row]), append(values, w.t.Columns[m.Column].Num[row])
		}
	}
	if w.q.Lead == 2 && len(values) > 0 {
		m.Agg = Average
		names, values = append(names[:1], w.measure(m)+w.given()), append(values[:1], w.r.whole)
	}
	if len(values) < 2 {
		return out
	}
	other := 1
	if w.q.Lead < 0 {
		other = len(values) - 1
	}
	by := math.Round((values[0]-values[other])*1e9) / 1e9
	switch {
	case math.IsNaN(by):
		return out
	case by == 0:
		return append(out, fmt.Sprintf(w.level, names[0], names[other]))
	case by < 0:
		return append(out, fmt.Sprintf(w.below, names[0], w.figure(m, -by), names[other]))
	}
	return append(out, fmt.Sprintf(w.ahead, names[0], w.figure(m, by), names[other]))
}

// Winners is the condition that holds for the rows of an answer of the first ones only:
// the best group, the three latest rows.
func (q Query) Winners(ctx context.Context, t *sheet.Table) (Cond, bool) {
	if q.Limit == 0 && q.Lead == 0 || q.Shape != Groups && q.Shape != Rows || q.Per > 0 {
		return Cond{}, false
	}
	if q.Lead != 0 {
		q.Limit = 1
	}
	r, err := q.run(ctx, t)
	if err != nil {
		return Cond{}, false
	}
	c := Cond{Op: Those, Rows: r.rows}
	if q.Shape == Groups {
		c.Rows = nil
		var names []string
		for _, g := range r.groups {
			c.Rows, names = append(c.Rows, g.rows...), append(names, strings.Join(g.names, " / "))
		}
		c.Label = t.Columns[q.Keys[0].Column].Name + " = " + strings.Join(names, ", ")
		return c, len(names) > 0
	}
	var names []string
	for _, row := range r.rows {
		if len(q.Columns) > 0 {
			names = append(names, t.Columns[q.Columns[0]].Text[row])
		}
	}
	if len(names) > 0 {
		c.Label = t.Columns[q.Columns[0]].Name + " = " + strings.Join(names[:min(len(names), maxNamed)], ", ")
	}
	return c, len(names) > 0
}
