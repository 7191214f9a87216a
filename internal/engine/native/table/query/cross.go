package query

import (
	"cmp"
	"slices"
	"strings"
)

// crossRows lays groups by two keys out: a row for each of the first, a column
// for each of the second. A pair that no row of the table has is empty.
func (w *writer) crossRows() (header []string, rows [][]string) {
	type place struct {
		name string
		sort float64
	}
	var across []place
	var down []string
	cells := map[[2]string]string{}
	for _, g := range w.r.groups {
		p := place{g.names[1], 0}
		if len(g.sort) > 1 {
			p.sort = g.sort[1]
		}
		if !slices.Contains(across, p) {
			across = append(across, p)
		}
		if !slices.Contains(down, g.names[0]) {
			down = append(down, g.names[0])
		}
		cells[[2]string{g.names[0], g.names[1]}] = w.figure(w.q.Measure, g.value)
	}
	slices.SortStableFunc(across, func(a, b place) int { return cmp.Or(cmp.Compare(a.sort, b.sort), strings.Compare(a.name, b.name)) })
	header = []string{w.key(w.q.Keys[0])}
	for _, p := range across {
		header = append(header, p.name)
	}
	for _, name := range down {
		row := []string{name}
		for _, p := range across {
			row = append(row, cells[[2]string{name, p.name}])
		}
		rows = append(rows, row)
	}
	return header, rows
}

func (w *writer) sayCross(a Answer) string {
	var parts []string
	for _, r := range a.Result[:min(len(a.Result), maxNamed)] {
		var cells []string
		for i, v := range r[1:] {
			if v != "" {
				cells = append(cells, a.Header[i+1]+" "+v)
			}
		}
		parts = append(parts, r[0]+w.colon+strings.Join(cells, w.comma))
	}
	what := w.measure(w.q.Measure)
	if !w.zh {
		what = upper(what)
	}
	if len(a.Result) > maxNamed {
		parts = append(parts, "…")
	}
	return what + w.given() + strings.TrimSpace(w.colon) + "\n" + strings.Join(parts, "\n")
}
