package chart

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// series is one column drawn: a value for every place along the bottom.
type series struct {
	name   string
	values []float64 // NaN where there is none
}

// drawing is what is drawn, ready for layout.
type drawing struct {
	kind   Kind
	title  string
	xName  string
	yName  string
	labels []string  // of the places along the bottom
	at     []float64 // where they are, for numbers and times; nil is evenly spread
	times  bool      // at holds seconds
	series []series
	format sheet.Format // of the values
	xForm  sheet.Format // of the numbers along the bottom
	other  bool         // the last place holds all that were cut
	han    bool         // numbers are shortened to 万 and 亿
}

func prepare(ctx context.Context, t *sheet.Table, o Options) (*drawing, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	if o.Kind == "" {
		o.Kind = Bar
	}
	x, ys, err := choose(t, o)
	if err != nil {
		return nil, err
	}
	d := &drawing{kind: o.Kind, title: o.Title, xName: nameOf(t, x)}
	if o.Kind == Scatter {
		err = d.points(t, x, ys)
	} else {
		err = d.places(t, x, ys)
	}
	if err != nil {
		return nil, err
	}
	d.name(t, ys)
	return d, nil
}

func nameOf(t *sheet.Table, c int) string {
	if c < 0 {
		return ""
	}
	return t.Columns[c].Name
}

// name makes the title and the name of the value axis.
func (d *drawing) name(t *sheet.Table, ys []int) {
	var names []string
	for _, s := range d.series {
		names = append(names, s.name)
	}
	if len(ys) > 0 {
		d.format = t.Columns[ys[0]].Format
	}
	if len(names) == 1 {
		d.yName = names[0]
	}
	all := strings.Join(names, ", ") + d.xName + d.title
	d.han = strings.ContainsFunc(all, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	switch {
	case d.title != "":
	case d.kind == Scatter && len(names) == 1 && d.han:
		d.title = d.xName + "与" + names[0]
	case d.kind == Scatter && len(names) == 1:
		d.title = names[0] + " against " + d.xName
	case d.han:
		d.title = "各" + d.xName + "的" + strings.Join(names, "、")
	default:
		d.title = strings.Join(names, ", ") + " by " + d.xName
	}
}

// points takes the rows as they are, for a scatter chart.
func (d *drawing) points(t *sheet.Table, x int, ys []int) error {
	c := &t.Columns[x]
	d.xForm, d.times = c.Format, c.Kind == sheet.Date
	d.at = make([]float64, 0, t.Rows)
	for _, y := range ys {
		d.series = append(d.series, series{name: t.Columns[y].Name})
	}
	for i := range t.Rows {
		if c.Empty(i) {
			continue
		}
		if c.Kind == sheet.Date {
			d.at = append(d.at, float64(c.Time[i]))
			d.labels = append(d.labels, sheet.WriteTime(c.Time[i], c.Format.Precision))
		} else {
			d.at = append(d.at, c.Num[i])
		}
		for k, y := range ys {
			d.series[k].values = append(d.series[k].values, t.Columns[y].Num[i])
		}
	}
	const most = 20_000
	if len(d.at) > most {
		return fault.About(t.Name, fault.TooLarge, "a scatter chart of %d rows would be one blot; give at most %d rows", len(d.at), most)
	}
	return d.filled(t)
}

func (d *drawing) filled(t *sheet.Table) error {
	for _, s := range d.series {
		if slices.ContainsFunc(s.values, func(v float64) bool { return !math.IsNaN(v) }) {
			return nil
		}
	}
	return fault.About(t.Name, fault.Invalid, "there is no number to draw in the column %q", d.series[0].name)
}

// place is one place along the bottom, with the rows that fall on it.
type place struct {
	label string
	order float64
	rows  []int
}

// places adds the rows of each category or time together.
func (d *drawing) places(t *sheet.Table, x int, ys []int) error {
	all := gather(t, x)
	c := (*sheet.Column)(nil)
	if x >= 0 {
		c = &t.Columns[x]
	}
	merged := slices.ContainsFunc(all, func(p place) bool { return len(p.rows) > 1 })
	ordered := c != nil && c.Kind != sheet.Text
	for _, y := range ys {
		d.series = append(d.series, series{name: t.Columns[y].Name, values: total(&t.Columns[y], all)})
	}
	if len(ys) == 0 {
		d.series = []series{{name: counted(d.xName), values: counts(all)}}
	}
	d.labels = make([]string, len(all))
	for i, p := range all {
		d.labels[i] = p.label
	}
	switch {
	case ordered && d.kind == Line:
		d.times = c.Kind == sheet.Date
		for _, p := range all {
			d.at = append(d.at, p.order)
		}
	case !ordered && (merged && d.kind == Bar && !calendar(d.labels) || len(all) > maxCategories):
		d.sortDown()
	}
	if !ordered && len(d.labels) > maxCategories && (d.kind == Bar || len(d.labels) > 60) {
		d.cut(c)
	}
	return d.filled(t)
}

func counted(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "数量"
	}
	return "Count"
}

func counts(all []place) (out []float64) {
	for _, p := range all {
		out = append(out, float64(len(p.rows)))
	}
	return out
}

// total adds the rows of every place; of a column of percents it is the mean.
func total(c *sheet.Column, all []place) []float64 {
	out := make([]float64, len(all))
	for i, p := range all {
		sum, n := 0.0, 0
		for _, r := range p.rows {
			if !c.Empty(r) {
				sum += c.Num[r]
				n++
			}
		}
		switch {
		case n == 0:
			sum = math.NaN()
		case c.Format.Suffix == "%":
			sum /= float64(n)
		}
		out[i] = math.Round(sum*1e9) / 1e9
	}
	return out
}

// gather finds the places along the bottom: categories as they come, times
// and numbers in order. Many days become months, many months years.
func gather(t *sheet.Table, x int) []place {
	if x < 0 {
		all := make([]place, t.Rows)
		for i := range all {
			all[i] = place{fmt.Sprint(i + 1), float64(i), []int{i}}
		}
		return all
	}
	c := &t.Columns[x]
	all := collect(c, c.Format.Precision)
	if c.Kind == sheet.Date {
		for _, p := range []sheet.Precision{sheet.Day, sheet.Month, sheet.Year} {
			if len(all) > 62 && p < c.Format.Precision {
				all = collect(c, p)
			}
		}
	}
	if c.Kind != sheet.Text {
		slices.SortStableFunc(all, func(a, b place) int { return cmp.Compare(a.order, b.order) })
	}
	return all
}

func collect(c *sheet.Column, p sheet.Precision) (all []place) {
	at := map[string]int{}
	for i := range c.Text {
		if c.Empty(i) {
			continue
		}
		label, order := c.Text[i], 0.0
		switch c.Kind {
		case sheet.Date:
			label, order = sheet.WriteTime(c.Time[i], p), float64(begin(c.Time[i], p))
		case sheet.Number:
			order = c.Num[i]
		case sheet.Text:
		}
		k, ok := at[label]
		if !ok {
			k = len(all)
			at[label] = k
			all = append(all, place{label: label, order: order})
		}
		all[k].order = min(all[k].order, order)
		all[k].rows = append(all[k].rows, i)
	}
	return all
}

// begin is when the month or year of a time begins, if p is so coarse.
func begin(seconds int64, p sheet.Precision) int64 {
	t := time.Unix(seconds, 0).UTC()
	switch {
	case p <= sheet.Year:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	case p <= sheet.Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).Unix()
	}
	return seconds
}

// calendar reports whether the labels have an order of their own.
func calendar(labels []string) bool {
	for _, l := range labels {
		if sheet.MonthNamed(l) == 0 && !strings.HasSuffix(l, "月") && !strings.HasPrefix(strings.ToUpper(l), "Q") {
			return false
		}
	}
	return true
}

// sortDown puts the greatest first.
func (d *drawing) sortDown() {
	order := make([]int, len(d.labels))
	for i := range order {
		order[i] = i
	}
	first := d.series[0].values
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(first[b], first[a]) })
	labels := make([]string, len(order))
	for i, o := range order {
		labels[i] = d.labels[o]
	}
	d.labels = labels
	for k, s := range d.series {
		values := make([]float64, len(order))
		for i, o := range order {
			values[i] = s.values[o]
		}
		d.series[k].values = values
	}
}

// cut keeps the greatest categories and puts the others together, or leaves
// them out when they cannot be added.
func (d *drawing) cut(c *sheet.Column) {
	rest := len(d.labels) - maxCategories
	d.labels = d.labels[:maxCategories:maxCategories]
	other := fmt.Sprintf("Other (%d)", rest)
	if strings.ContainsFunc(c.Name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		other = fmt.Sprintf("其他（%d）", rest)
	}
	d.labels, d.other = append(d.labels, other), true
	for k, s := range d.series {
		sum := 0.0
		for _, v := range s.values[maxCategories:] {
			if !math.IsNaN(v) {
				sum += v
			}
		}
		d.series[k].values = append(s.values[:maxCategories:maxCategories], sum)
	}
}
