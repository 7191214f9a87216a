package chart

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// across is t with its rows as columns, where its columns of numbers are months or the like
// and its rows things: a line then goes from month to month for each of them. Of the rows
// those remain that are named in what is to be drawn, if any are.
func across(t *sheet.Table, o Options) *sheet.Table {
	if o.Kind != Line && (o.Kind != Bar || !strings.Contains(strings.ToLower(o.Of), "month") && !strings.Contains(o.Of, "月")) || len(o.Y) > 0 || o.X != "" {
		return t
	}
	label, times, name := -1, []int{}, ""
	for i := range t.Columns {
		c := &t.Columns[i]
		switch _, ok := sheet.Calendar(c.Name); {
		case c.Kind == sheet.Date:
			return t
		case c.Kind == sheet.Text && label < 0:
			label = i
		case c.Kind == sheet.Number && ok:
			times = append(times, i)
			name = map[bool]string{true: "月份", false: "Month"}[han(c.Name)]
			if sheet.MonthNamed(strings.ToLower(c.Name)) == 0 && !strings.HasSuffix(c.Name, "月") {
				name = map[bool]string{true: "时间", false: "Time"}[han(c.Name)]
			}
		}
	}
	if label < 0 || len(times) < 3 {
		return t
	}
	rows := named(t, label, o.Of)
	if len(rows) == 0 || len(rows) > len(palette) {
		return t
	}
	out := &sheet.Table{Name: t.Name, Rows: len(times), Columns: []sheet.Column{{Name: name, Kind: sheet.Text}}}
	for _, c := range times {
		out.Columns[0].Text = append(out.Columns[0].Text, t.Columns[c].Name)
	}
	for _, row := range rows {
		s := sheet.Column{Name: t.Columns[label].Text[row], Kind: sheet.Number, Format: t.Columns[times[0]].Format}
		for _, c := range times {
			s.Num, s.Text = append(s.Num, t.Columns[c].Num[row]), append(s.Text, t.Columns[c].Text[row])
		}
		out.Columns = append(out.Columns, s)
	}
	return out
}

// named are the rows of t whose value in a column words name, all where they name none.
func named(t *sheet.Table, column int, words string) (rows []int) {
	var values []string
	if words != "" {
		s := term.New(t)
		for _, token := range s.Scan(words) {
			for _, l := range token.Values {
				if l.Col == column {
					values = append(values, l.Text)
				}
			}
		}
	}
	for row, v := range t.Columns[column].Text {
		if v != "" && (len(values) == 0 || slices.Contains(values, v)) {
			rows = append(rows, row)
		}
	}
	return rows
}
