package query

import (
	"cmp"
	"slices"
	"strings"
)

// maxAcross is how many columns a cross table has at most, without the first.
const maxAcross = 100

// across is how many values the second key of groups has.
func (r result) across() int {
	seen := map[string]bool{}
	for _, g := range r.groups {
		seen[g.names[1]] = true
	}
	return len(seen)
}

// crossRows lays groups by two keys out: a row for each of the first, a column
// for each of the second. A pair that no row of the table has is empty.
func (w *writer) crossRows() (header []string, rows [][]string) {
	type place struct {
		name string
		sort float64
	}
	var across, down []place
	above := map[place]bool{}
	cells := map[[2]string]string{}
	for _, g := range w.r.groups {
		first, p := place{g.names[0], g.sort[0]}, place{g.names[1], g.sort[1]}
		if !slices.Contains(across, p) {
			across = append(across, p)
		}
		if !above[first] {
			above[first], down = true, append(down, first)
		}
		cells[[2]string{g.names[0], g.names[1]}] = w.figure(w.q.Measure, g.value)
	}
	before := func(a, b place) int { return cmp.Or(cmp.Compare(a.sort, b.sort), strings.Compare(a.name, b.name)) }
	slices.SortStableFunc(across, before)
	if w.q.Order == nil {
		slices.SortStableFunc(down, before)
	}
	header = []string{w.key(w.q.Keys[0])}
	for _, p := range across {
		header = append(header, p.name)
	}
	for _, first := range down {
		row := []string{first.name}
		for _, p := range across {
			row = append(row, cells[[2]string{first.name, p.name}])
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
