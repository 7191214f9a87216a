package sheet

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// Grids reads every sheet of a file as it is written. A text file has one,
// named like the file.
func Grids(ctx context.Context, name string, b []byte) ([]Grid, error) {
	if len(b) > MaxBytes {
		return nil, fault.About(name, fault.TooLarge, "has over %d MB; give a part of it", MaxBytes>>20)
	}
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		return readXLSX(ctx, name, b)
	}
	g, err := readCSV(ctx, name, b)
	return []Grid{g}, err
}

// Read reads one table: of a workbook the sheet that about names, such as a
// question over it, else the first one with rows.
func Read(ctx context.Context, name string, b []byte, about string) (*Table, error) {
	if name == "" {
		name = "the table"
	}
	all, err := Grids(ctx, name, b)
	if err != nil {
		return nil, err
	}
	full := slices.DeleteFunc(all, func(g Grid) bool { return !slices.ContainsFunc(g.Rows, func(r []string) bool { return !blank(r) }) })
	if len(full) == 0 {
		return nil, fault.About(name, fault.Invalid, "the table is empty; it needs a line of column names and a line under it")
	}
	g := full[0]
	if len(full) > 1 {
		g = named(full, strings.ToLower(about))
	}
	t, err := g.Table()
	if err != nil {
		return nil, err
	}
	t.Name = name
	return t, nil
}

// named returns the sheet whose name is the longest that stands in about.
func named(full []Grid, about string) Grid {
	best, length := full[0], 1
	for _, g := range full {
		if n := strings.ToLower(strings.TrimSpace(g.Name)); len(n) > length && strings.Contains(about, n) {
			best, length = g, len(n)
		}
	}
	return best
}

// Open reads the table in v.
func Open(ctx context.Context, v port.Value, about string) (*Table, error) {
	name := v.Name
	if name == "" {
		name = "the table"
	}
	if v.Size > MaxBytes {
		return nil, fault.About(name, fault.TooLarge, "has over %d MB; give a part of it", MaxBytes>>20)
	}
	b, err := v.Read(MaxBytes)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be read", name)
	}
	return Read(ctx, name, b, about)
}
