package query

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// matcher returns the test of c on a row. A missing cell meets no comparison.
func (c Cond) matcher(t *sheet.Table) func(row int) bool {
	switch c.Op {
	case Always:
		return func(int) bool { return true }
	case All, Any:
		var subs []func(int) bool
		for _, s := range c.Sub {
			subs = append(subs, s.matcher(t))
		}
		all := c.Op == All
		return func(row int) bool {
			for _, s := range subs {
				if s(row) != all {
					return !all
				}
			}
			return all
		}
	case None:
		sub := c.Sub[0].matcher(t)
		return func(row int) bool { return !sub(row) }
	case Is, Contains, Starts, Ends:
		return c.text(&t.Columns[c.Column])
	case During, PartIs:
		return c.time(&t.Columns[c.Column])
	case Missing:
		col := &t.Columns[c.Column]
		return func(row int) bool { return col.Empty(row) }
	case Repeats:
		again := Repeated(t, c.Among)
		return func(row int) bool { return again[row] }
	case Those:
		those := map[int]bool{}
		for _, row := range c.Rows {
			those[row] = true
		}
		return func(row int) bool { return those[row] }
	case Never:
		has, text := map[string]bool{}, t.Columns[c.Column].Text
		meets := c.Sub[0].matcher(t)
		for row := range t.Rows {
			has[text[row]] = has[text[row]] || meets(row)
		}
		return func(row int) bool { return !has[text[row]] }
	case Beside:
		a, b := values(&t.Columns[c.Column]), values(&t.Columns[c.Other])
		return func(row int) bool { return compare(a(row), c.Rel, b(row), 0) }
	case More, AtLeast, Less, AtMost, Equal, Unequal, Between:
	}
	value := values(&t.Columns[c.Column])
	return func(row int) bool { return compare(value(row), c.Op, c.From, c.To) }
}

// Repeated are the rows of t of which another one has the same in those columns. Rows that
// have nothing there are none.
func Repeated(t *sheet.Table, among []int) map[int]bool {
	first, again := map[string]int{}, map[int]bool{}
	for row := range t.Rows {
		var key strings.Builder
		filled := false
		for _, c := range among {
			text := strings.ToLower(strings.Join(strings.Fields(t.Columns[c].Text[row]), " "))
			filled = filled || text != ""
			key.WriteString(text + "\x00")
		}
		if !filled {
			continue
		}
		if at, seen := first[key.String()]; seen {
			again[at], again[row] = true, true
			continue
		}
		first[key.String()] = row
	}
	return again
}

func (c Cond) text(col *sheet.Column) func(int) bool {
	if c.Op == Is {
		return func(row int) bool { return slices.Contains(c.Texts, col.Text[row]) }
	}
	part := strings.ToLower(c.Texts[0])
	test := map[Op]func(s, part string) bool{Contains: strings.Contains, Starts: strings.HasPrefix, Ends: strings.HasSuffix}[c.Op]
	return func(row int) bool { return test(strings.ToLower(col.Text[row]), part) }
}

func (c Cond) time(col *sheet.Column) func(int) bool {
	return func(row int) bool {
		at := col.Time[row]
		if at == sheet.NoTime {
			return false
		}
		if c.Op == During {
			return float64(at) >= c.From && float64(at) < c.To
		}
		n := float64(partOfDate(at, c.Part))
		if c.From > c.To { // over the end of the year
			return n >= c.From || n <= c.To
		}
		return n >= c.From && n <= c.To
	}
}

func partOfDate(seconds int64, p DatePart) int {
	t := time.Unix(seconds, 0).UTC()
	switch p {
	case Year:
		return t.Year()
	case Quarter:
		return (int(t.Month()) + 2) / 3
	case Month:
		return int(t.Month())
	case Day:
		return int(t.Month())*100 + t.Day()
	case Weekday:
		return (int(t.Weekday()) + 6) % 7
	case Whole:
	}
	return int(seconds)
}

// values returns the number of each row, seconds for dates; NaN where there
// is none.
func values(col *sheet.Column) func(row int) float64 {
	switch col.Kind {
	case sheet.Number:
		return func(row int) float64 { return col.Num[row] }
	case sheet.Date:
		return func(row int) float64 {
			if col.Time[row] == sheet.NoTime {
				return math.NaN()
			}
			return float64(col.Time[row])
		}
	default:
		return func(int) float64 { return math.NaN() }
	}
}

// compare is false for a missing value.
func compare(v float64, op Op, from, to float64) bool {
	switch op {
	case More:
		return v > from
	case AtLeast:
		return v >= from
	case Less:
		return v < from
	case AtMost:
		return v <= from
	case Equal:
		return v == from
	case Unequal:
		return v != from && !math.IsNaN(v)
	case Between:
		return v >= from && v <= to || v >= to && v <= from
	default:
		return false
	}
}

// sum adds numbers of the given decimals without a rounding error.
func sum(values []float64, decimals int) float64 {
	scale := math.Pow10(min(decimals, 9))
	total, rest := int64(0), 0.0
	for _, v := range values {
		x := math.Round(v * scale)
		if math.Abs(x) > 1<<52 || math.Abs(float64(total)) > 1<<61 {
			rest += v
			continue
		}
		total += int64(x)
	}
	return float64(total)/scale + rest
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n%2 == 1 {
		return values[n/2]
	}
	return (values[n/2-1] + values[n/2]) / 2
}
