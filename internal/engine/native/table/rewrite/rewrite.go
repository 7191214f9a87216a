// Package rewrite writes a table in another file format, and leaves out the rows that
// stand in it twice. Cells stay as they are written: it computes nothing.
package rewrite

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// Format is a file format of tables.
type Format string

// The formats.
const (
	CSV      Format = "csv"
	XLSX     Format = "xlsx"
	JSON     Format = "json"
	Markdown Format = "markdown"
)

// Ending is what the names of files in a format end in.
func (f Format) Ending() string {
	if f == Markdown {
		return ".md"
	}
	return "." + string(f)
}

// Media is the media type of files in a format.
func (f Format) Media() string {
	return map[Format]string{
		CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		JSON: "application/json", Markdown: "text/markdown; charset=utf-8",
	}[f]
}

// First is the first sheet of a file that has rows, without its empty lines, and how
// many sheets have some.
func First(ctx context.Context, name string, b []byte) (g sheet.Grid, sheets int, err error) {
	all, err := sheet.Grids(ctx, name, b)
	if err != nil {
		return g, 0, err
	}
	blank := func(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) == "" }
	for _, one := range all {
		if one.Rows = slices.DeleteFunc(one.Rows, blank); len(one.Rows) == 0 {
			continue
		}
		if sheets++; sheets == 1 {
			g = one
		}
	}
	if sheets == 0 {
		return g, 0, fault.About(name, fault.Invalid, "the table is empty; it needs a line of column names and a line under it")
	}
	return g, sheets, nil
}

// Unique leaves out each row that stands above it already, cell for cell, and says how
// many these are. Space round a cell does not count.
func Unique(rows [][]string) (left [][]string, dropped int) {
	seen := map[string]bool{}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, s := range row {
			cells[i] = strings.TrimSpace(s)
		}
		key := strings.TrimRight(strings.Join(cells, "\x00"), "\x00")
		if seen[key] {
			dropped++
			continue
		}
		seen[key] = true
		left = append(left, row)
	}
	return left, dropped
}

// Write writes rows as a file. In JSON each row is an object by the names of the
// columns; these are looked for under titles, and lines of totals are left out there.
func Write(g sheet.Grid, f Format) ([]byte, error) {
	switch f {
	case JSON:
		return objects(g)
	case Markdown:
		return markdown(g.Rows), nil
	default:
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(g.Rows); err != nil {
		return nil, fmt.Errorf("write rows: %w", err)
	}
	if f == XLSX {
		return sheet.Workbook(b.String())
	}
	return b.Bytes(), nil
}

func objects(g sheet.Grid) ([]byte, error) {
	t, err := g.Table()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("[")
	for i := range t.Rows {
		b.WriteString([]string{"\n  {", ",\n  {"}[min(i, 1)])
		for j, c := range t.Columns {
			if j > 0 {
				b.WriteString(", ")
			}
			if err := pair(&b, c.Name, c.Text[i]); err != nil {
				return nil, err
			}
		}
		b.WriteString("}")
	}
	b.WriteString("\n]\n")
	return b.Bytes(), nil
}

// pair writes a cell by the name of its column: a number that is written as JSON
// writes numbers is one, an empty cell is null.
func pair(b *bytes.Buffer, name, cell string) error {
	key, err := plain(name)
	if err != nil {
		return err
	}
	value := []byte("null")
	switch {
	case sheet.Plain(cell):
		value = []byte(cell)
	case cell != "":
		if value, err = plain(cell); err != nil {
			return err
		}
	}
	b.Write(key)
	b.WriteString(": ")
	b.Write(value)
	return nil
}

// plain is a string of JSON that leaves < and & as they are.
func plain(s string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return nil, fmt.Errorf("write a cell: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

var cell = strings.NewReplacer("|", `\|`, "\r\n", " ", "\n", " ", "\r", " ")

func markdown(rows [][]string) []byte {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	var b bytes.Buffer
	for i, row := range rows {
		for j := range width {
			s := ""
			if j < len(row) {
				s = strings.TrimSpace(cell.Replace(row[j]))
			}
			b.WriteString("| " + s + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", width) + "|\n")
		}
	}
	return b.Bytes()
}
