package query

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Answer is what a question gives.
type Answer struct {
	Text   string     // a sentence with the figure, and under it the question as it was read
	Header []string   // of Result
	Result [][]string // what was asked: figures, groups or values
	Rows   string     // the rows or groups behind it, CSV
	Whole  bool       // Rows is the table as it stands, behind a figure of all of it
}

// maxShown is how many rows Answer.Rows has at most, maxCounted how many things
// the sentence names if those are all, maxNamed if there are more.
const (
	maxShown   = 10_000
	maxCounted = 20
	maxNamed   = 10
	maxCells   = 9 // of a row that the sentence tells
)

// Answer runs q over t and says what it gives, in Chinese or in English.
func (q Query) Answer(ctx context.Context, t *sheet.Table, chinese bool) (a Answer, err error) {
	r, err := q.run(ctx, t)
	if err != nil {
		return a, err
	}
	words := englishWords()
	if chinese {
		words = chineseWords()
	}
	if q.Cross && r.across() > maxAcross {
		q.Cross, q.Notes = false, append(slices.Clone(q.Notes), fmt.Sprintf(words.wide, maxAcross))
	}
	w := &writer{t: t, q: q, r: r, words: words}
	a.Header, a.Result = w.result()
	a.Text = strings.Join(slices.Concat([]string{w.sentence(a)}, w.leads(), q.Notes, []string{w.readAs()}), "\n")
	a.Whole = q.Where.Op == Always && (q.Shape == Value || q.Shape == Exists)
	a.Rows, err = w.behind(a)
	return a, err
}

// WithSum is the answer of rows with the sum of a column over them.
func (q Query) WithSum(ctx context.Context, t *sheet.Table, column int, chinese bool) (Answer, error) {
	sum, err := Query{Shape: Value, Where: q.Where, Measure: Measure{Agg: Sum, Column: column}, Round: q.Round}.Answer(ctx, t, chinese)
	if err != nil {
		return Answer{}, err
	}
	said, _, _ := strings.Cut(sum.Text, "\n")
	q.Notes = append([]string{said}, q.Notes...)
	return q.Answer(ctx, t, chinese)
}

// Otherwise says which group is the first by another column of numbers, where it is
// another one than by that of the question.
func (q Query) Otherwise(ctx context.Context, t *sheet.Table, column int, chinese bool) []string {
	if q.Shape != Groups || q.Limit != 1 || q.Measure.Column < 0 || q.Measure.Column == column || q.Order == nil {
		return nil
	}
	other := q
	other.Measure.Column = column
	a, err := q.Answer(ctx, t, chinese)
	b, failed := other.Answer(ctx, t, chinese)
	if err != nil || failed != nil || len(a.Result) == 0 || len(b.Result) == 0 || a.Result[0][0] == b.Result[0][0] {
		return nil
	}
	form := "By %s it is %s: %s."
	if chinese {
		form = "按“%s”则是%s：%s。"
	}
	n := len(q.Keys)
	return []string{fmt.Sprintf(form, t.Columns[column].Name, strings.Join(b.Result[0][:n], " / "), b.Result[0][n])}
}

// writer puts a result in words.
type writer struct {
	t *sheet.Table
	q Query
	r result
	words
}

func (w *writer) name(col int) string { return w.t.Columns[col].Name }

// figure writes a value of the measure as its column does.
func (w *writer) figure(m Measure, v float64) string {
	if math.IsNaN(v) {
		return w.none
	}
	if m.Column < 0 || m.Agg == Different {
		return trimZeros(fmt.Sprintf("%.2f", v))
	}
	f := w.t.Columns[m.Column]
	if f.Format.Clock != "" {
		return f.Format.Write(v, 0)
	}
	if w.q.Round != nil && f.Kind == sheet.Number {
		return f.Format.Write(v, *w.q.Round)
	}
	if f.Kind == sheet.Date {
		return sheet.WriteTime(int64(v), f.Format.Precision)
	}
	decimals := f.Format.Decimals
	if m.Agg == Average || m.Agg == Median {
		decimals = max(decimals, 2)
		s := f.Format.Write(v, decimals)
		if f.Format.Decimals < 2 {
			number := sheet.Format{Grouped: f.Format.Grouped}.Write(v, decimals)
			s = strings.Replace(s, strings.TrimPrefix(number, "-"), strings.TrimPrefix(trimZeros(number), "-"), 1)
		}
		return s
	}
	return f.Format.Write(v, decimals)
}

func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func percent(part, whole float64) string {
	if whole == 0 || math.IsNaN(part) || math.IsNaN(whole) {
		return "–"
	}
	return trimZeros(fmt.Sprintf("%.2f", 100*part/whole)) + "%"
}

func ratio(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	return trimZeros(fmt.Sprintf("%.4f", v))
}

func (w *writer) result() (header []string, rows [][]string) {
	switch q := w.q; q.Shape {
	case Value:
		header, row := []string{w.measure(q.Measure)}, []string{w.figure(q.Measure, w.r.value)}
		for i, m := range q.Also {
			header, row = append(header, w.measure(m)), append(row, w.figure(m, w.r.also[i]))
		}
		return header, [][]string{row}
	case Share:
		return []string{w.share}, [][]string{{percent(w.r.value, w.r.whole)}}
	case Difference:
		row := []string{w.figure(q.Measure, w.r.value), w.figure(q.Measure, w.r.sides[0]), w.figure(q.ofSide(1), w.r.sides[1])}
		header = []string{w.difference, w.side(0), w.side(1)}
		switch {
		case q.Ratio:
			header[0], row[0] = w.ratio, ratio(w.r.value)
		case q.Percent:
			header, row = append(header, "%"), append(row, percent(w.r.value, w.r.sides[1]))
		}
		return header, [][]string{row}
	case Layout:
		for _, c := range w.t.Columns {
			rows = append(rows, []string{c.Name, w.kinds[c.Kind]})
		}
		return []string{w.column, w.kind}, rows
	case Groups:
		if q.Cross {
			return w.crossRows()
		}
		return w.groupRows()
	case Distinct:
		for _, v := range w.r.values {
			rows = append(rows, []string{v})
		}
		return []string{w.name(q.Columns[0])}, rows
	case Exists:
		return []string{w.measure(Measure{Count, -1})}, [][]string{{fmt.Sprint(len(w.r.rows))}}
	case Rows:
	}
	for _, c := range w.q.Columns {
		header = append(header, w.name(c))
	}
	return w.apartRows(header, w.cells(w.q.Columns, w.r.rows))
}

func (w *writer) groupRows() (header []string, rows [][]string) {
	for _, k := range w.q.Keys {
		header = append(header, w.key(k))
	}
	header = append(header, w.measure(w.q.Measure))
	for _, m := range w.q.Also {
		header = append(header, w.measure(m))
	}
	switch {
	case w.q.Change:
		header = append(header, w.change)
	case w.q.Running:
		header = append(header, w.running)
	case w.q.Percent:
		header = append(header, w.share)
	}
	so := 0.0
	for i, g := range w.r.groups {
		row := append(append([]string{}, g.names...), w.figure(w.q.Measure, g.value))
		for k, m := range w.q.Also {
			row = append(row, w.figure(m, g.also[k]))
		}
		if w.q.Change {
			last := math.NaN()
			if i > 0 {
				last = w.r.groups[i-1].value
			}
			row = append(row, percent(g.value-last, last))
		}
		if w.q.Running {
			so += g.value
			row = append(row, w.figure(w.q.Measure, so))
		}
		if w.q.Percent {
			row = append(row, percent(g.value, w.r.whole))
		}
		rows = append(rows, row)
	}
	return header, rows
}

func (w *writer) cells(cols, rows []int) (out [][]string) {
	for _, r := range rows[:min(len(rows), maxShown)] {
		line := make([]string, len(cols))
		for i, c := range cols {
			line[i] = w.t.Columns[c].Text[r]
		}
		out = append(out, line)
	}
	return out
}

// behind writes the groups, or the whole rows that a figure was made of.
func (w *writer) behind(a Answer) (string, error) {
	header, rows := a.Header, a.Result
	if w.q.Shape != Groups && w.q.Shape != Distinct && w.q.Shape != Layout {
		var cols []int
		header = nil
		for i := range w.t.Columns {
			cols = append(cols, i)
		}
		if w.q.Exact {
			cols = w.q.Columns
		}
		for _, i := range cols {
			header = append(header, w.name(i))
		}
		header, rows = w.apartRows(header, w.cells(cols, w.r.rows))
	}
	if c := w.cond(w.q.Where); w.q.Shape == Groups && c != "" && len(w.q.Keys)+1 == len(header) {
		header = append(slices.Clone(header[:len(header)-1]), header[len(header)-1]+w.where+c) // what stands in the file alone is of these rows
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	if err := out.Write(header); err != nil {
		return "", err
	}
	if err := out.WriteAll(rows[:min(len(rows), maxShown)]); err != nil {
		return "", fmt.Errorf("write rows: %w", err)
	}
	return b.String(), nil
}
