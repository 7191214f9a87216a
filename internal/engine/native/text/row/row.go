// Package row works on the lines of a text: it leaves out those that stand there twice, and puts
// them in order.
package row

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Order is how lines are sorted.
type Order string

// The orders. Random is none of them: it could not be repeated.
const (
	Kept       Order = "none"
	Ascending  Order = "ascending"
	Descending Order = "descending"
	Shortest   Order = "shortest"
	Longest    Order = "longest"
	Reversed   Order = "reversed"
)

// Of are the lines of a text, without the marks of their ends.
func Of(s string) []string {
	s = strings.TrimRight(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n")
	return strings.Split(s, "\n")
}

// Unique leaves out each line that stands above it already, but for spaces at its ends; empty
// lines stay. It returns how many were left out.
func Unique(lines []string) ([]string, int) {
	seen := map[string]bool{}
	var kept []string
	for _, l := range lines {
		key := strings.Join(strings.Fields(l), " ")
		if key != "" && seen[key] {
			continue
		}
		seen[key] = true
		kept = append(kept, l)
	}
	return kept, len(lines) - len(kept)
}

// Filled leaves out the empty lines.
func Filled(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.TrimSpace(l) == "" })
}

// Sorted are lines in an order: by letters as a dictionary has them, Chinese by sound, and by
// value where all of them begin with numbers. Empty lines go last.
func Sorted(lines []string, by Order) []string {
	lines = slices.Clone(lines)
	if by == Reversed {
		slices.Reverse(lines)
		return lines
	}
	long := func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(strings.TrimSpace(a)), utf8.RuneCountInString(strings.TrimSpace(b)))
	}
	order := collate.New(language.Chinese, collate.IgnoreCase, collate.Numeric)
	compare := order.CompareString
	if values := leading(lines); values != nil {
		compare = func(a, b string) int { return cmp.Or(cmp.Compare(values[a], values[b]), order.CompareString(a, b)) }
	}
	switch by {
	case Shortest:
		compare = long
	case Longest:
		compare = func(a, b string) int { return long(b, a) }
	case Descending:
		up := compare
		compare = func(a, b string) int { return up(b, a) }
	case Kept, Reversed:
		return lines
	case Ascending:
	}
	slices.SortStableFunc(lines, func(a, b string) int {
		if x, y := strings.TrimSpace(a) == "", strings.TrimSpace(b) == ""; x != y {
			return map[bool]int{true: 1, false: -1}[x]
		}
		return compare(strings.TrimSpace(a), strings.TrimSpace(b))
	})
	return lines
}

// leading are the numbers that all lines begin with, by the lines; nil where one begins with none.
func leading(lines []string) map[string]float64 {
	values := map[string]float64{}
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		end := strings.IndexFunc(l, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+-.,", r) })
		if end < 0 {
			end = len(l)
		}
		v, err := strconv.ParseFloat(strings.TrimRight(strings.ReplaceAll(l[:end], ",", ""), ".-"), 64)
		if err != nil {
			return nil
		}
		values[l] = v
	}
	return values
}
