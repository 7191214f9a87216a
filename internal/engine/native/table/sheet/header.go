package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Table finds the header of g, leaves out title lines above it, empty lines
// and lines of totals at its end, and types the columns.
func (g Grid) Table() (*Table, error) {
	rows := slices.DeleteFunc(slices.Clone(g.Rows), blank)
	if len(rows) == 0 {
		return nil, fault.About(g.Name, fault.Invalid, "the table is empty; it needs a line of column names and a line under it")
	}
	width := typicalWidth(rows)
	for len(rows) > 1 && width >= 2 && filled(rows[0]) == 1 && filled(rows[1]) >= 1 && !allSingle(rows) {
		rows = rows[1:]
	}
	for _, r := range rows {
		width = max(width, len(r))
	}
	var header []string
	if headed(rows) {
		header, rows = rows[0], rows[1:]
	}
	if len(rows) == 0 {
		return nil, fault.About(g.Name, fault.Invalid, "the table has column names and no rows under them")
	}
	if width > MaxColumns {
		return nil, fault.About(g.Name, fault.TooLarge, "the table has %d columns, at most %d are read", width, MaxColumns)
	}
	for len(rows) > 1 && total(rows[len(rows)-1]) {
		rows = rows[:len(rows)-1]
	}
	return build(g.Name, header, rows, width), nil
}

func build(name string, header []string, rows [][]string, width int) *Table {
	t := &Table{Name: name, Rows: len(rows)}
	names := map[string]bool{}
	for j := range width {
		c := Column{Text: make([]string, len(rows))}
		if j < len(header) {
			c.Name = strings.Join(strings.Fields(header[j]), " ")
		}
		empty := true
		for i, r := range rows {
			if j < len(r) {
				c.Text[i] = strings.TrimSpace(r[j])
				empty = empty && c.Text[i] == ""
			}
		}
		if c.Name == "" {
			if empty {
				continue
			}
			c.Name = fmt.Sprintf("Column %d", j+1)
		}
		for n, plain := 2, c.Name; names[c.Name]; n++ {
			c.Name = fmt.Sprintf("%s (%d)", plain, n)
		}
		names[c.Name] = true
		t.Columns = append(t.Columns, c)
	}
	settle(t.Columns)
	return t
}

func blank(r []string) bool { return filled(r) == 0 }

func filled(r []string) (n int) {
	for _, s := range r {
		if strings.TrimSpace(s) != "" {
			n++
		}
	}
	return n
}

func allSingle(rows [][]string) bool {
	return !slices.ContainsFunc(rows, func(r []string) bool { return filled(r) > 1 })
}

// typicalWidth is the commonest number of written cells of the first lines.
func typicalWidth(rows [][]string) (width int) {
	count := map[int]int{}
	for _, r := range rows[:min(len(rows), 50)] {
		count[filled(r)]++
	}
	for w, n := range count {
		if n > count[width] || n == count[width] && w > width {
			width = w
		}
	}
	return width
}

// headed reports whether the first row names the columns: it holds no figure
// or date where the rows under it do.
func headed(rows [][]string) bool {
	if len(rows) == 1 {
		return true
	}
	data, named, below := 0, 0, 0
	for j, s := range rows[0] {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if figure(s) {
			data++
		} else {
			named++
		}
		for _, r := range rows[1:min(len(rows), 6)] {
			if j < len(r) && figure(r[j]) {
				below++
				break
			}
		}
	}
	switch {
	case data == 0:
		return true
	case named == 0 || below == 0:
		return years(rows[0]) && below > 0
	default: // "Region, 2022, 2023" is a header, "North, 12, 14" is none
		return years(rows[0]) || data*2 < below && data < named
	}
}

func figure(s string) bool {
	if _, ok := ParseNumber(s, false); ok {
		return true
	}
	_, ok := ParseDate(s, MonthFirst)
	return ok
}

// years reports whether the figures of a row are different years.
func years(r []string) bool {
	seen := map[string]bool{}
	for _, s := range r {
		if s = strings.TrimSpace(s); !figure(s) {
			continue
		}
		if len(s) != 4 || s < "1900" || s > "2100" || seen[s] {
			return false
		}
		seen[s] = true
	}
	return len(seen) > 0
}

// total reports whether a row sums up the ones above it.
func total(r []string) bool {
	for _, s := range r {
		s = strings.ToLower(strings.TrimSpace(strings.TrimRight(strings.TrimSpace(s), ":：")))
		if s == "" {
			continue
		}
		switch strings.Join(strings.Fields(s), "") {
		case "total", "totals", "sum", "subtotal", "grandtotal", "overall", "合计", "总计", "小计", "共计", "总和", "汇总":
			return true
		}
		return false
	}
	return false
}
