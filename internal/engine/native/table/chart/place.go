package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// place is one place along the bottom, with the rows that fall on it.
type place struct {
	label string
	order float64
	rows  []int
}

// gather finds the places along the bottom: categories as they come, times
// and numbers in order. Many days become months, many months years.
func gather(t *sheet.Table, x axis) []place {
	if x.col < 0 {
		all := make([]place, t.Rows)
		for i := range all {
			all[i] = place{fmt.Sprint(i + 1), float64(i), []int{i}}
		}
		return all
	}
	c := &t.Columns[x.col]
	if x.part != "" {
		all := collect(c, func(i int) (string, float64) { return partOf(c.Time[i], x.part, han(c.Name)) })
		slices.SortStableFunc(all, byOrder)
		return all
	}
	all := collect(c, written(c, c.Format.Precision))
	if c.Kind == sheet.Date {
		for _, p := range []sheet.Precision{sheet.Day, sheet.Month, sheet.Year} {
			if len(all) > 62 && p < c.Format.Precision {
				all = collect(c, written(c, p))
			}
		}
	}
	if c.Kind != sheet.Text {
		slices.SortStableFunc(all, byOrder)
	}
	return all
}

func byOrder(a, b place) int { return cmp.Compare(a.order, b.order) }

// written gives the label of a row and where it stands.
func written(c *sheet.Column, p sheet.Precision) func(i int) (string, float64) {
	return func(i int) (string, float64) {
		switch c.Kind {
		case sheet.Date:
			return sheet.WriteTime(c.Time[i], p), float64(begin(c.Time[i], p))
		case sheet.Number:
			return c.Text[i], c.Num[i]
		default:
			return c.Text[i], 0
		}
	}
}

func collect(c *sheet.Column, label func(i int) (string, float64)) (all []place) {
	at := map[string]int{}
	for i := range c.Text {
		if c.Empty(i) {
			continue
		}
		text, order := label(i)
		k, ok := at[text]
		if !ok {
			k = len(all)
			at[text] = k
			all = append(all, place{label: text, order: order})
		}
		all[k].order = min(all[k].order, order)
		all[k].rows = append(all[k].rows, i)
	}
	return all
}

// begin is when the month or year of a time begins, if p is so coarse.
func begin(seconds int64, p sheet.Precision) int64 {
	t := time.Unix(seconds, 0).UTC()
	switch {
	case p <= sheet.Year:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	case p <= sheet.Quarter:
		return time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC).Unix()
	case p <= sheet.Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).Unix()
	}
	return seconds
}

// partOf names the month, quarter, year, day or weekday of a time.
func partOf(seconds int64, part string, chinese bool) (string, float64) {
	if part == "weekday" {
		d := time.Unix(seconds, 0).UTC().Weekday()
		n := float64((d + 6) % 7)
		if chinese {
			return "周" + string([]rune("日一二三四五六")[d]), n
		}
		return d.String(), n
	}
	p := map[string]sheet.Precision{"year": sheet.Year, "quarter": sheet.Quarter, "month": sheet.Month, "day": sheet.Day}[part]
	return sheet.WriteTime(seconds, p), float64(begin(seconds, p))
}

// arrange puts categories in the order that a reader expects: that of the
// calendar or of the numbers they begin with, else the greatest first. It
// reports whether the order is one of their own.
func arrange(all []place, value func(place) float64, sortDown bool) bool {
	own := ownOrder(all)
	if own {
		slices.SortStableFunc(all, byOrder)
		return true
	}
	if sortDown {
		slices.SortStableFunc(all, func(a, b place) int {
			x, y := value(a), value(b)
			if math.IsNaN(x) || math.IsNaN(y) {
				return cmp.Compare(y, x)
			}
			return cmp.Compare(y, x)
		})
	}
	return false
}

// ownOrder sets the order of labels such as months, weekdays, 18-29 and 一班.
func ownOrder(all []place) bool {
	orders := make([]float64, len(all))
	for i, p := range all {
		n, ok := sheet.Calendar(p.label)
		if !ok {
			n, ok = leading(p.label)
		}
		if !ok {
			n, ok = counted(p.label, all[0].label)
		}
		if !ok {
			return false
		}
		orders[i] = n
	}
	for i := range all {
		all[i].order = orders[i]
	}
	return len(all) > 0
}

// leading is the number that a label begins with: 18 of "18-29".
func leading(label string) (float64, bool) {
	label = strings.TrimLeft(label, "<≤>≥ ")
	end := strings.IndexFunc(label, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(label)
	}
	n, err := strconv.ParseFloat(label[:end], 64)
	return n, err == nil
}

// counted is the Chinese numeral that a label begins with, if it goes on like
// another one: 二 of 二班, beside 一班.
func counted(label, like string) (float64, bool) {
	a, b := []rune(label), []rune(like)
	i := slices.Index([]rune("一二三四五六七八九十"), a[0])
	return float64(i + 1), i >= 0 && len(a) > 1 && string(a[1:]) == string(b[1:])
}

// fold keeps the first categories and makes one place of the others.
func fold(all []place, most int, name string) ([]place, bool) {
	if len(all) <= most {
		return all, false
	}
	rest := place{label: fmt.Sprintf("Other (%d)", len(all)-most)}
	if han(name) {
		rest.label = fmt.Sprintf("其他（%d）", len(all)-most)
	}
	for _, p := range all[most:] {
		rest.rows = append(rest.rows, p.rows...)
	}
	return append(all[:most:most], rest), true
}
