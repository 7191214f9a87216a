// Package sheet reads tables: CSV, TSV and XLSX of any encoding and delimiter
// into columns with inferred types. It is made for files that people made:
// title lines, missing cells, units, currencies, total lines.
package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Limits of what is read.
const (
	MaxBytes    = 200 << 20 // of a file, packed or unpacked
	MaxRows     = 1_000_000
	MaxColumns  = 2_000
	maxUnpacked = 200 // times the packed size
)

// Kind is the type of a column.
type Kind string

// The kinds of columns.
const (
	Text   Kind = "text"
	Number Kind = "number"
	Date   Kind = "date"
)

// Grid is a sheet as it is written: lines of cells, not all of one length.
type Grid struct {
	Name string
	Rows [][]string
}

// Table is a grid with a header and typed columns of one length.
type Table struct {
	Name    string // of the file or sheet
	Columns []Column
	Rows    int
}

// NoTime stands for an empty cell of a date column.
const NoTime = math.MinInt64

// Column is a column of a table. Num and Time are set for their kinds only:
// NaN and NoTime where a cell is empty or is no number or date.
type Column struct {
	Name   string
	Kind   Kind
	Text   []string  // the cells as written, trimmed
	Num    []float64 // the values of a number column
	Time   []int64   // the values of a date column, in seconds since 1970 UTC
	Format Format
	Odd    int // cells that are written but are not of the column's kind

	Op    string // “-”, “+”, “*”, “/” or “%”, of a column that is made of two others
	Parts []int  // those two; a quotient of several rows is that of their sums
}

// Format is how the values of a column are written.
type Format struct {
	Prefix, Suffix string // a currency sign, a unit
	Decimals       int    // the most that a cell has
	Grouped        bool   // thousands are set apart
	Precision      Precision
	Clock          Clock // the values are durations, in seconds
}

// Precision is the smallest part that the dates of a column have.
type Precision int

// The precisions, from coarse to fine.
const (
	Year Precision = iota
	Quarter
	Month
	Day
	Second
)

// Empty reports whether the cell of row i is empty or not of the column's kind.
func (c *Column) Empty(i int) bool {
	switch c.Kind {
	case Number:
		return math.IsNaN(c.Num[i])
	case Date:
		return c.Time[i] == NoTime
	default:
		return c.Text[i] == ""
	}
}

// Identifier reports whether c is a number column that only names its rows: a
// number of an order, a telephone number. Adding such numbers makes no sense.
func (c *Column) Identifier() bool {
	if c.Kind != Number || c.Format.Decimals > 0 || c.Format.Prefix+c.Format.Suffix != "" {
		return false
	}
	name := " " + strings.Join(words(c.Name), " ") + " "
	for _, w := range []string{" id ", " no ", " number ", " code ", " zip ", " phone ", " tel ", " postcode ", " index ", " nr ", " sku ", " rank "} {
		if strings.HasSuffix(name, w) {
			return true
		}
	}
	for _, w := range []string{"编号", "号码", "学号", "工号", "序号", "单号", "电话", "手机", "邮编", "代码", "名次", "排名", "证号"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return name == " # " || strings.HasSuffix(c.Name, "号")
}

// Quotient reports whether c is made of two others by dividing.
func (c *Column) Quotient() bool { return c.Op == "/" || c.Op == "%" }

// Years reports whether c is a number column of calendar years.
func (c *Column) Years() bool {
	if c.Kind != Number || c.Format.Decimals > 0 || c.Format.Grouped || c.Format.Prefix != "" || c.Format.Suffix != "" && c.Format.Suffix != "年" {
		return false
	}
	seen := false
	for _, v := range c.Num {
		if math.IsNaN(v) {
			continue
		}
		if v < 1500 || v > 2200 {
			return false
		}
		seen = true
	}
	name := strings.ToLower(c.Name)
	return seen && (strings.Contains(name, "year") || strings.Contains(name, "年") || strings.Contains(name, "built"))
}

// Write returns v as the column writes its numbers, with the given decimals.
func (f Format) Write(v float64, decimals int) string {
	if f.Clock != "" {
		return f.Clock.Write(v, f.Decimals)
	}
	unit := math.Pow10(decimals)
	if half := math.Abs(v) * unit; half < 1e15 && half-math.Floor(half) == 0.5 { // a half goes up, as people round
		v = math.Copysign(math.Ceil(half)/unit, v)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	if f.Grouped {
		s = Group(s)
	}
	s = f.Prefix + s + f.Suffix
	if v < 0 && strings.ContainsAny(s, "123456789") {
		s = "-" + s
	}
	return s
}

// Group sets the thousands of a plain decimal number apart with commas.
func Group(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	if rest != "" {
		rest = "." + rest
	}
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + rest
}

// WriteTime returns a time with the given precision, in the ISO form.
func WriteTime(seconds int64, p Precision) string {
	t := time.Unix(seconds, 0).UTC()
	switch p {
	case Year:
		return t.Format("2006")
	case Quarter:
		return t.Format("2006") + "-Q" + strconv.Itoa((int(t.Month())+2)/3)
	case Month:
		return t.Format("2006-01")
	case Day:
		return t.Format("2006-01-02")
	default:
		return t.Format("2006-01-02 15:04:05")
	}
}
