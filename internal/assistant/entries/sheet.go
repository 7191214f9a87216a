package entries

import (
	"encoding/csv"
	"slices"
	"strings"
)

// Sheet is what was said of the entries of a list, as a table of them.
type Sheet struct {
	Of, Request string // the table whose entries they are, if any, and what was asked
	Head        [3]string
	Said        [][3]string // the entry, what was said of it, how sure that is
	Leave       []bool      // which are left out
}

// CSV writes the table: the rows of the one that the entries are of with two columns
// more, or the entries themselves.
func (s Sheet) CSV() string {
	head, rows, _ := Rows(s.Of, s.Request)
	if len(rows) != len(s.Said) {
		head, rows = s.Head[:1], nil
	}
	lines := [][]string{append(slices.Clone(head), s.Head[1:]...)}
	for i, said := range s.Said {
		row := []string{said[0]}
		if rows != nil {
			row = append(slices.Clone(rows[i]), make([]string, max(0, len(head)-len(rows[i])))...)
		}
		if !s.Leave[i] {
			lines = append(lines, append(row, said[1:]...))
		}
	}
	var b strings.Builder
	_ = csv.NewWriter(&b).WriteAll(lines) // a builder takes everything
	return b.String()
}
