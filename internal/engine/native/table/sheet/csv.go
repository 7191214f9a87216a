package sheet

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/charset"
	"github.com/tenonhub/tenon/internal/fault"
)

// readCSV reads delimited text of any encoding.
func readCSV(ctx context.Context, name string, b []byte) (Grid, error) {
	g := Grid{Name: name}
	if kind := charset.Kind(b); kind != "" {
		return g, fault.About(name, fault.Invalid, "is %s, not a table; give a CSV, TSV or XLSX file", kind)
	}
	text, _ := charset.Decode(b)
	text, comma := delimiter(text)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	cells := 0
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return g, fault.About(name, fault.Invalid, "is not readable as CSV: %v", err)
		}
		if len(g.Rows)%4096 == 0 && ctx.Err() != nil {
			return g, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		g.Rows = append(g.Rows, row)
		cells += len(row)
		if err := bounds(name, len(g.Rows), cells); err != nil {
			return g, err
		}
	}
}

const maxCells = 20_000_000

func bounds(name string, rows, cells int) error {
	switch {
	case rows > MaxRows+1:
		return fault.About(name, fault.TooLarge, "the table has over %d rows; give a part of it", MaxRows)
	case cells > maxCells:
		return fault.About(name, fault.TooLarge, "the table has over %d cells; give a part of it", maxCells)
	}
	return nil
}

// delimiter finds what stands between cells, from the first lines: the one
// that gives most lines the same number of cells.
func delimiter(text string) (rest string, comma rune) {
	if line, after, ok := strings.Cut(text, "\n"); ok {
		line = strings.TrimSpace(line)
		if d, ok := strings.CutPrefix(line, "sep="); ok && len(d) == 1 {
			return after, rune(d[0])
		}
	}
	head := text[:min(len(text), 64<<10)]
	comma = ','
	best := 0
	for _, c := range []rune{',', '\t', ';', '|', '，'} {
		if s := consistency(head, c); s > best {
			best, comma = s, c
		}
	}
	return text, comma
}

// consistency scores a delimiter by the lines that have the commonest number
// of cells, if that is over one.
func consistency(head string, c rune) int {
	r := csv.NewReader(strings.NewReader(head))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = c, true, -1, true
	count := map[int]int{}
	lines := 0
	for ; lines < 60; lines++ {
		row, err := r.Read()
		if err != nil {
			break
		}
		count[len(row)]++
	}
	best := 0
	for n, k := range count {
		if n > 1 {
			best = max(best, k*1000+min(n, 500))
		}
	}
	return best
}
