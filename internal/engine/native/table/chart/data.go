package chart

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
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
	merged bool         // several rows fell on one place
	split  string       // the figure, when the series are values of a second column
}

func prepare(ctx context.Context, t *sheet.Table, o Options) (*drawing, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	if o.Kind == "" {
		o.Kind = Bar
	}
	if wide := across(t, o); wide != t {
		t, o.Of = wide, ""
		for _, c := range wide.Columns[1:] {
			o.Y = append(o.Y, c.Name)
		}
		o.X = wide.Columns[0].Name
	}
	x, ys, err := choose(t, o)
	if err != nil {
		return nil, err
	}
	d := &drawing{kind: o.Kind, title: o.Title, xName: x.name(t)}
	switch o.Kind {
	case Scatter:
		err = d.points(t, x.col, ys)
	case Pie:
		err = d.slices(t, x, ys)
	case Bar, Line:
		err = d.places(t, x, ys)
	}
	if err != nil {
		return nil, err
	}
	d.name(t, ys)
	return d, nil
}

// name makes the title and the name of the value axis.
func (d *drawing) name(t *sheet.Table, ys []figure) {
	var names []string
	for _, s := range d.series {
		names = append(names, s.name)
	}
	if len(ys) > 0 && ys[0].col >= 0 {
		d.format = t.Columns[ys[0].col].Format
		if ys[0].agg == "avg" && d.merged {
			d.format.Decimals = max(d.format.Decimals, 1)
		}
	}
	var restricted string
	if len(names) == 1 {
		names[0], restricted = apart(names[0])
		d.yName, d.series[0].name = names[0], names[0]
	}
	d.han = han(strings.Join(names, ", ") + d.xName + d.title)
	switch {
	case d.title != "":
		restricted = ""
	case d.kind == Scatter && len(names) == 1 && d.han:
		d.title = d.xName + "与" + names[0]
	case d.kind == Scatter && len(names) == 1:
		d.title = names[0] + " against " + d.xName
	case d.han:
		d.title = "各" + d.xName + "的" + d.what(names, "、")
	default:
		d.title = d.what(names, ", ") + " by " + d.xName
	}
	d.title += restricted
}

// apart parts the name of a figure from the condition that an answer wrote behind it.
func apart(name string) (bare, condition string) {
	for _, mark := range []string{" where ", "，条件："} {
		if at := strings.Index(name, mark); at > 0 {
			return name[:at], name[at:]
		}
	}
	return name, ""
}

// what names the figure; of a chart split by a second column it is one.
func (d *drawing) what(names []string, comma string) string {
	if d.split != "" {
		return d.split
	}
	return strings.Join(names, comma)
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// points takes the rows as they are, for a scatter chart.
func (d *drawing) points(t *sheet.Table, x int, ys []figure) error {
	c := &t.Columns[x]
	d.xForm, d.times = c.Format, c.Kind == sheet.Date
	d.at = make([]float64, 0, t.Rows)
	for _, y := range ys {
		d.series = append(d.series, series{name: t.Columns[y.col].Name})
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
			d.series[k].values = append(d.series[k].values, t.Columns[y.col].Num[i])
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

// places puts the rows of each category or time together.
func (d *drawing) places(t *sheet.Table, x axis, ys []figure) error {
	all := gather(t, x)
	d.merged = slices.ContainsFunc(all, func(p place) bool { return len(p.rows) > 1 }) && x.split < 0
	ordered := x.col >= 0 && t.Columns[x.col].Kind != sheet.Text
	first := figure{col: -1, agg: "count"}
	if len(ys) > 0 {
		first = ys[0]
	}
	if !ordered {
		many := len(all) > maxCategories
		own := arrange(all, func(p place) float64 { return first.of(t, p.rows) }, d.merged && d.kind == Bar || many)
		if many && (d.kind == Bar || len(all) > 60) && (!own || len(all) > 60) {
			all, d.other = fold(all, maxCategories, d.xName)
		}
	}
	d.fill(t, x, ys, all)
	if ordered && d.kind == Line && x.part != "weekday" {
		d.times = t.Columns[x.col].Kind == sheet.Date
		for _, p := range all {
			d.at = append(d.at, p.order)
		}
	}
	return d.filled(t)
}

// fill computes the series: one for every figure, or one for every value of a
// second column.
func (d *drawing) fill(t *sheet.Table, x axis, ys []figure, all []place) {
	for _, p := range all {
		d.labels = append(d.labels, p.label)
	}
	if len(ys) == 0 {
		ys = []figure{{col: -1, agg: "count"}}
	}
	if x.split >= 0 {
		d.split = ys[0].name(t, false, d.xName)
		for _, v := range values(&t.Columns[x.split]) {
			s := series{name: v}
			for _, p := range all {
				rows := slices.DeleteFunc(slices.Clone(p.rows), func(r int) bool { return t.Columns[x.split].Text[r] != v })
				s.values = append(s.values, ys[0].of(t, rows))
			}
			d.series = append(d.series, s)
		}
		return
	}
	for _, y := range ys {
		s := series{name: y.name(t, d.merged, d.xName)}
		for _, p := range all {
			s.values = append(s.values, y.of(t, p.rows))
		}
		d.series = append(d.series, s)
	}
}

// values are the different cells of a column, in the order they come.
func values(c *sheet.Column) (out []string) {
	for _, v := range c.Text {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// slices makes the parts of a pie, the greatest first, the small ones as one.
func (d *drawing) slices(t *sheet.Table, x axis, ys []figure) error {
	y := figure{col: -1, agg: "count", said: true}
	if len(ys) > 0 {
		y = ys[0]
	}
	if y.agg != "sum" && y.agg != "count" && len(ys) > 0 {
		y.said = true
		return fault.About(t.Name, fault.Invalid, "a pie shows the parts of a whole, and %q does not add up to one; draw a bar chart instead", y.name(t, true, d.xName))
	}
	all := gather(t, x)
	d.merged = slices.ContainsFunc(all, func(p place) bool { return len(p.rows) > 1 })
	value := func(p place) float64 { return y.of(t, p.rows) }
	all = slices.DeleteFunc(all, func(p place) bool { v := value(p); return math.IsNaN(v) || v == 0 })
	if i := slices.IndexFunc(all, func(p place) bool { return value(p) < 0 }); i >= 0 {
		return fault.About(t.Name, fault.Invalid, "a pie cannot show the negative value of %q; draw a bar chart instead", all[i].label)
	}
	if len(all) == 0 {
		return fault.About(t.Name, fault.Invalid, "there is nothing above zero to draw as a pie")
	}
	slices.SortStableFunc(all, func(a, b place) int { return cmp.Compare(value(b), value(a)) })
	all, d.other = fold(all, maxSlices, d.xName)
	d.fill(t, axis{col: x.col, part: x.part, split: -1}, []figure{y}, all)
	return nil
}
