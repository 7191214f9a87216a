package chart

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// axis is what stands along the bottom.
type axis struct {
	col   int    // -1 when the rows are only numbered
	part  string // of dates: month, weekday and the like
	split int    // a second column whose values are the series, or -1
}

func (x axis) name(t *sheet.Table) string {
	if x.col < 0 {
		return ""
	}
	name := t.Columns[x.col].Name
	switch part, ok := chineseParts[x.part]; {
	case x.part == "":
		return name
	case ok && han(name):
		return name + "（" + part + "）"
	}
	return name + " (" + x.part + ")"
}

var chineseParts = map[string]string{"year": "年", "quarter": "季度", "month": "月", "day": "日", "weekday": "星期"}

// choose finds what is drawn. ys is empty when rows are counted.
func choose(t *sheet.Table, o Options) (x axis, ys []figure, err error) {
	s := term.New(t)
	x = axis{col: -1, split: -1}
	if o.X != "" {
		if x.col, x.part, err = chosenX(s, o.X); err != nil {
			return x, nil, err
		}
	}
	if o.X == "" && len(o.Y) == 0 && o.Of != "" && o.Kind != Scatter {
		if x.col, o.Y, ys = meant(s, o.Of); len(ys) > 0 {
			return x, ys, nil
		}
	}
	var cols []int
	for _, name := range o.Y {
		f, err := chosenY(s, name)
		if err != nil {
			return x, nil, err
		}
		if ys = append(ys, f); f.col >= 0 {
			cols = append(cols, f.col)
		}
	}
	if o.Kind == Scatter {
		x.col, cols, err = chooseScatter(t, x.col, cols)
		return x, figures(s, cols), err
	}
	if x.col < 0 {
		x.col = chooseX(t, o.Kind, cols)
	}
	if len(ys) == 0 {
		ys = figures(s, chooseY(t, x.col))
	}
	if x.col < 0 && len(ys) == 0 {
		return x, nil, fault.About(t.Name, fault.Invalid, "there is nothing to draw; the columns are: %s", names(t, nil))
	}
	if o.X == "" && len(o.Y) == 0 && o.Kind != Pie {
		x.split = splitting(t, x.col, ys)
	}
	return x, ys, nil
}

// Counted is the column whose rows are counted for what is drawn of in words, or “”: the
// menus, where that is a column of words.
func Counted(t *sheet.Table, o Options) string {
	if o.X != "" || len(o.Y) > 0 || o.Of == "" || o.Kind == Scatter {
		return ""
	}
	if x, _, ys := meant(term.New(t), o.Of); len(ys) > 0 {
		return t.Columns[x].Name
	}
	return ""
}

// meant finds what words name: columns of numbers, which are drawn, or one of words, whose
// rows are counted.
func meant(s *term.Schema, of string) (x int, y []string, ys []figure) {
	x = -1
	of, _ = s.Spell(of, false) // menus, of a column Menu
	for _, t := range s.Scan(of) {
		if len(t.Cols) == 0 || len(t.Values) > 0 || t.Cols[0].Weight < 5 {
			continue
		}
		switch f := &s.Fields[t.Cols[0].Col]; {
		case f.Kind == sheet.Number && f.Role != "none":
			y = append(y, f.Name)
		case x < 0 && (f.Kind == sheet.Text || f.Kind == sheet.Number) && !f.Unique:
			x = t.Cols[0].Col
		}
	}
	if x >= 0 && len(y) == 0 {
		ys = []figure{{-1, "count", true}}
	}
	return x, y, ys
}

func figures(s *term.Schema, cols []int) (out []figure) {
	for _, c := range cols {
		out = append(out, usual(s, c))
	}
	return out
}

// chosenX finds the column that a name means, or the part of its dates.
func chosenX(s *term.Schema, name string) (col int, part string, err error) {
	col, err = column(s.Table, name)
	if err == nil {
		return col, "", nil
	}
	date := s.KindOf(sheet.Date)
	if date >= 0 && slices.Contains([]string{"time", "date", "dates", "时间", "日期"}, plain(name)) {
		return date, "", nil
	}
	for _, t := range s.Scan(name) {
		for _, class := range []string{"part", "by"} {
			if w := t.Word(class); date >= 0 && w.Arg(0) != "" {
				return date, w.Arg(0), nil
			}
		}
		if len(t.Cols) > 0 {
			return t.Cols[0].Col, "", nil
		}
	}
	return -1, "", err
}

// chosenY finds the column that a name means and the figure that it asks for.
func chosenY(s *term.Schema, name string) (figure, error) {
	t := s.Table
	same := func(c sheet.Column) bool { return c.Name == name || plain(c.Name) == plain(name) }
	if f, ok := figureOf(s, name); ok && (f.col < 0 || !slices.ContainsFunc(t.Columns, same)) {
		if f.agg == "" {
			f = usual(s, f.col)
		}
		return f, nil
	}
	c, err := column(t, name)
	switch {
	case err != nil:
		return figure{}, err
	case t.Columns[c].Kind != sheet.Number:
		return figure{}, fault.About(t.Name, fault.Invalid, "the column %q has no numbers to draw; columns of numbers are: %s", t.Columns[c].Name, names(t, numeric(t, -1)))
	}
	return usual(s, c), nil
}

// splitting finds the second column of a table of groups (region, product,
// sum), whose values become the series; -1 when the table is none.
func splitting(t *sheet.Table, x int, ys []figure) int {
	if len(t.Columns) != 3 || x < 0 || len(ys) != 1 {
		return -1
	}
	second := 3 - x - ys[0].col
	if second == x || second == ys[0].col || t.Columns[second].Kind != sheet.Text {
		return -1
	}
	if n := variety(&t.Columns[second]); n < 2 || n > len(palette) {
		return -1
	}
	seen := map[[2]string]bool{}
	for i := range t.Rows {
		pair := [2]string{t.Columns[x].Text[i], t.Columns[second].Text[i]}
		if seen[pair] {
			return -1
		}
		seen[pair] = true
	}
	if variety(&t.Columns[x]) == t.Rows {
		return -1
	}
	return second
}

// plain is a name without what people leave out: case, blanks, brackets.
func plain(s string) string {
	s, _, _ = strings.Cut(s, "(")
	s, _, _ = strings.Cut(s, "（")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// column finds a column by its name, exactly, then loosely.
func column(t *sheet.Table, name string) (int, error) {
	want := plain(name)
	tests := []func(string) bool{
		func(c string) bool { return c == name },
		func(c string) bool { return plain(c) == want },
		func(c string) bool {
			return want != "" && strings.TrimSuffix(plain(c), "s") == strings.TrimSuffix(want, "s")
		},
		func(c string) bool {
			p := plain(c)
			return len(want) > 2 && len(p) > 2 && (strings.Contains(p, want) || strings.Contains(want, p))
		},
	}
	for _, test := range tests {
		if i := slices.IndexFunc(t.Columns, func(c sheet.Column) bool { return test(c.Name) }); i >= 0 {
			return i, nil
		}
	}
	return -1, fault.About(t.Name, fault.Invalid, "there is no column %q; the columns are: %s", name, names(t, nil))
}

// names lists columns, all of them when cols is nil.
func names(t *sheet.Table, cols []int) string {
	var out []string
	for i, c := range t.Columns {
		if (cols == nil || slices.Contains(cols, i)) && len(out) < 40 {
			out = append(out, c.Name)
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

// numeric are the columns of quantities, without x.
func numeric(t *sheet.Table, x int) (out []int) {
	for i := range t.Columns {
		if c := &t.Columns[i]; i != x && c.Kind == sheet.Number && !c.Identifier() && !c.Years() {
			out = append(out, i)
		}
	}
	return out
}

func chooseScatter(t *sheet.Table, x int, ys []int) (int, []int, error) {
	rest := slices.DeleteFunc(numeric(t, x), func(c int) bool { return slices.Contains(ys, c) })
	if x < 0 && len(rest) > 0 {
		x, rest = rest[0], rest[1:]
	}
	if len(ys) == 0 && len(rest) > 0 {
		ys = rest[:1]
	}
	if x < 0 || len(ys) == 0 {
		return x, ys, fault.About(t.Name, fault.Invalid, "a scatter chart needs two columns of numbers; the table has: %s", names(t, numeric(t, -1)))
	}
	if t.Columns[x].Kind == sheet.Text {
		return x, ys, fault.About(t.Name, fault.Invalid, "a scatter chart needs numbers or dates along the bottom, and the column %q has words; draw bars instead", t.Columns[x].Name)
	}
	return x, ys, nil
}

// chooseX takes a time for a line, a category of few values for bars.
func chooseX(t *sheet.Table, k Kind, ys []int) int {
	date, years, few, text := -1, -1, -1, -1
	for i := range t.Columns {
		c := &t.Columns[i]
		switch {
		case slices.Contains(ys, i):
		case c.Kind == sheet.Date && date < 0:
			date = i
		case c.Kind == sheet.Number && c.Years() && years < 0:
			years = i
		case c.Kind == sheet.Text:
			if n := variety(c); few < 0 && n > 1 && n <= max(2, min(30, t.Rows*2/3)) {
				few = i
			}
			if text < 0 {
				text = i
			}
		}
	}
	order := []int{few, text, date, years}
	switch {
	case k == Line, text < 0:
		order = []int{date, years, text, few}
	case t.Rows <= 25 && text == 0:
		order = []int{text}
	case date == 0 && t.Rows <= 62 && text < 0:
		order = []int{date}
	}
	for _, c := range order {
		if c >= 0 {
			return c
		}
	}
	for i := range t.Columns {
		if t.Columns[i].Identifier() && !slices.Contains(ys, i) {
			return i
		}
	}
	return -1
}

func variety(c *sheet.Column) int {
	seen := map[string]bool{}
	for _, v := range c.Text {
		if seen[v] = true; len(seen) > 200 {
			break
		}
	}
	return len(seen)
}

// chooseY takes the numbers that can share an axis: those of one unit and
// size, the largest such family, else money, else the greatest.
func chooseY(t *sheet.Table, x int) []int {
	var best []int
	var bestScore float64
	all := numeric(t, x)
	for _, a := range all {
		var family []int
		for _, b := range all {
			fa, fb := t.Columns[a].Format, t.Columns[b].Format
			if fa.Prefix == fb.Prefix && fa.Suffix == fb.Suffix && math.Abs(size(&t.Columns[a])-size(&t.Columns[b])) < 0.7 && len(family) < 6 {
				family = append(family, b)
			}
		}
		score := float64(100*len(family)) + size(&t.Columns[a])
		if t.Columns[a].Format.Prefix != "" {
			score += 50
		}
		if score > bestScore {
			best, bestScore = family, score
		}
	}
	return best
}

// size is the order of magnitude of a column.
func size(c *sheet.Column) float64 {
	sum, n := 0.0, 0
	for _, v := range c.Num {
		if !math.IsNaN(v) {
			sum += math.Abs(v)
			n++
		}
	}
	if n == 0 || sum == 0 {
		return 0
	}
	return math.Log10(sum / float64(n))
}
