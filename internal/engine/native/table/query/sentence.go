package query

import (
	"fmt"
	"math"
	"strings"
)

// sentence says the answer.
func (w *writer) sentence(a Answer) string {
	if w.q.Shape == Layout {
		var all []string
		for _, c := range w.t.Columns {
			all = append(all, c.Name)
		}
		return fmt.Sprintf(w.layout, len(all), w.t.Rows, w.some(all, w.comma))
	}
	if len(a.Result) == 0 || len(w.r.rows) == 0 && w.q.Measure.Agg != Count && w.q.Shape != Share && w.q.Shape != Exists {
		return w.nothing
	}
	switch w.q.Shape {
	case Value:
		if len(w.q.Also) > 0 {
			return w.sayValues(a)
		}
		return w.sayValue(a.Result[0][0])
	case Share:
		return w.sayShare(a.Result[0][0])
	case Difference:
		return w.sayDifference(a.Result[0])
	case Groups:
		if said := w.sayGroups(a); w.q.Mean {
			return fmt.Sprintf(w.mean, len(w.r.groups), w.meanOfGroups(), said)
		}
		return w.sayGroups(a)
	case Exists:
		if len(w.r.rows) == 0 {
			return w.no
		}
		return fmt.Sprintf(w.yes, a.Result[0][0])
	case Distinct:
		return w.sayList(w.name(w.q.Columns[0]), a.Result)
	default:
		return w.sayRows(a)
	}
}

func (w *writer) given() string {
	c := w.cond(w.q.Where)
	switch {
	case c == "":
		return ""
	case w.zh:
		return "（" + c + "）"
	}
	return " where " + c
}

func (w *writer) sayValue(v string) string {
	switch m := w.q.Measure; {
	case w.zh && m.Agg == Count:
		return fmt.Sprintf("共 %s 行%s%s。", v, w.given(), w.named())
	case w.zh:
		return fmt.Sprintf("%s%s为 %s%s。", w.measure(m), w.given(), v, w.named())
	case m.Agg == Count && v == "1":
		return fmt.Sprintf("There is 1 row%s%s.", w.given(), w.named())
	case m.Agg == Count:
		return fmt.Sprintf("There are %s rows%s%s.", v, w.given(), w.named())
	default:
		return fmt.Sprintf("The %s%s is %s%s.", w.measure(m), w.given(), v, w.named())
	}
}

// named lists the rows of a count by their names, where they are few.
func (w *writer) named() string {
	if n := len(w.r.rows); len(w.q.Columns) == 0 || n == 0 || n > maxCounted {
		return ""
	}
	var names []string
	for _, row := range w.cells(w.q.Columns, w.r.rows) {
		names = append(names, row[0])
	}
	return w.colon + strings.Join(names, w.comma)
}

func (w *writer) sayValues(a Answer) string {
	var parts []string
	for i, h := range a.Header {
		parts = append(parts, h+w.colon+a.Result[0][i])
	}
	if w.zh {
		return strings.Join(parts, "、") + w.given() + "。"
	}
	return upper(strings.Join(parts, ", ")) + w.given() + "."
}

func (w *writer) sayShare(v string) string {
	part, whole := w.figure(w.q.Measure, w.r.value), w.figure(w.q.Measure, w.r.whole)
	if w.zh {
		return fmt.Sprintf("%s 占%s的 %s（%s / %s）。", w.cond(w.q.Part), w.measure(w.q.Measure)+w.given(), v, part, whole)
	}
	return fmt.Sprintf("%s of the %s%s has %s (%s of %s).", v, w.measure(w.q.Measure), w.given(), w.cond(w.q.Part), part, whole)
}

// side names a side of a Difference.
func (w *writer) side(i int) string {
	if w.q.Against != nil {
		return w.measure(w.q.ofSide(i))
	}
	if c := w.cond(w.q.Sides[i]); c != "" {
		return c
	}
	return w.all
}

// sayVerdict says whether one side compares with the other as was asked.
func (w *writer) sayVerdict(row []string) string {
	a, b := w.side(0), w.side(1)
	s := w.r.sides
	if math.IsNaN(s[0]) || math.IsNaN(s[1]) {
		return w.nothing
	}
	so, apart := w.isNot, strings.TrimPrefix(row[0], "-")
	if w.q.Verdict == More && s[0] > s[1] || w.q.Verdict == Less && s[0] < s[1] {
		so = w.isSo
	}
	change := ""
	if w.q.Percent {
		change = w.comma + row[3]
	}
	switch {
	case w.q.Against != nil && w.zh:
		return fmt.Sprintf("%s：%s%s为 %s，%s为 %s，相差 %s%s。", so, a, w.given(), row[1], b, row[2], apart, change)
	case w.q.Against != nil:
		return fmt.Sprintf("%s: the %s%s is %s, the %s %s; the difference is %s%s.", so, a, w.given(), row[1], b, row[2], apart, change)
	case w.zh:
		return fmt.Sprintf("%s：%s%s，%s 为 %s，%s 为 %s，相差 %s%s。", so, w.measure(w.q.Measure), w.given(), a, row[1], b, row[2], apart, change)
	}
	return fmt.Sprintf("%s: the %s%s is %s for %s and %s for %s; the difference is %s%s.", so, w.measure(w.q.Measure), w.given(), row[1], a, row[2], b, apart, change)
}

func (w *writer) sayDifference(row []string) string {
	if w.q.Verdict != "" {
		return w.sayVerdict(row)
	}
	a, b := w.side(0), w.side(1)
	change := ""
	if w.q.Percent {
		change = w.comma + row[3]
	}
	switch {
	case w.q.Versus && !w.q.Ratio:
		return w.sayVersus(row, a, b)
	case w.zh && w.q.Ratio:
		return fmt.Sprintf("%s%s：%s 是 %s 的 %s 倍（%s / %s）。", w.measure(w.q.Measure), w.given(), a, b, row[0], row[1], row[2])
	case w.q.Ratio:
		return fmt.Sprintf("The %s%s for %s is %s times that for %s (%s and %s).", w.measure(w.q.Measure), w.given(), a, row[0], b, row[1], row[2])
	case w.zh:
		return fmt.Sprintf("%s%s相差 %s%s：%s 为 %s，%s 为 %s。", w.measure(w.q.Measure), w.given(), row[0], change, a, row[1], b, row[2])
	}
	return fmt.Sprintf("The difference in the %s%s is %s%s: %s for %s, %s for %s.", w.measure(w.q.Measure), w.given(), row[0], change, row[1], a, row[2], b)
}

// sayVersus says the figure of either side, then how far they are apart and which is more.
func (w *writer) sayVersus(row []string, a, b string) string {
	apart, more, s := strings.TrimPrefix(row[0], "-"), a, w.r.sides
	if s[0] < s[1] {
		more = b
	}
	if w.q.Percent {
		apart += w.comma + row[3]
	}
	switch {
	case w.zh && s[0] != s[1]:
		return fmt.Sprintf("%s%s：%s 为 %s，%s 为 %s；%[8]s 多 %[7]s。", w.measure(w.q.Measure), w.given(), a, row[1], b, row[2], apart, more)
	case w.zh:
		return fmt.Sprintf("%s%s：%s 和 %s 都为 %s。", w.measure(w.q.Measure), w.given(), a, b, row[1])
	case s[0] != s[1]:
		return fmt.Sprintf("The %s%s is %s for %s and %s for %s; it is %s more for %s.", w.measure(w.q.Measure), w.given(), row[1], a, row[2], b, apart, more)
	}
	return fmt.Sprintf("The %s%s is %s for both %s and %s.", w.measure(w.q.Measure), w.given(), row[1], a, b)
}

func (w *writer) sayGroups(a Answer) string {
	if w.q.Cross {
		return w.sayCross(a)
	}
	rows := a.Result
	n := len(w.q.Keys)
	var parts []string
	told := maxNamed
	if w.q.Running { // its last figure is what it comes to
		told = maxCounted
	}
	for _, r := range rows[:min(len(rows), told)] {
		p := strings.Join(r[:n], " / ") + w.colon + r[n]
		if rest := r[n+1:]; len(rest) > 0 {
			p += " (" + strings.Join(rest, w.comma) + ")"
		}
		parts = append(parts, p)
	}
	list := w.list(parts, len(rows))
	what, share := w.measure(w.q.Measure), ""
	if w.q.Limit == 1 && w.q.Percent && len(rows) == 1 && len(a.Header) == n+2 {
		share = fmt.Sprintf(map[bool]string{false: ", %s of the whole", true: "，占全部的 %s"}[w.zh], rows[0][n+1])
	} else if len(a.Header) > n+1 {
		what += " (" + strings.Join(a.Header[n+1:], w.comma) + ")"
	}
	if w.zh && w.q.Limit == 1 && len(rows) == 1 && (len(a.Header) == n+1 || share != "") {
		return fmt.Sprintf("%s，%s为 %s%s%s。", strings.Join(rows[0][:n], " / "), what, rows[0][n], w.given(), share)
	}
	if w.zh {
		return fmt.Sprintf("%s%s：%s。", what, w.given(), list)
	}
	if w.q.Limit == 1 && len(rows) == 1 {
		return fmt.Sprintf("%s, with %s of %s%s%s.", strings.Join(rows[0][:n], " / "), article(w.measure(w.q.Measure)), rows[0][n], w.given(), share)
	}
	return fmt.Sprintf("%s%s%s%s.", upper(what), w.given(), w.colon, list)
}

// meanOfGroups is the mean of the figures of the groups.
func (w *writer) meanOfGroups() string {
	sum := 0.0
	for _, g := range w.r.groups {
		sum += g.value
	}
	return w.figure(Measure{Average, w.q.Measure.Column}, sum/float64(len(w.r.groups)))
}

func (w *writer) list(parts []string, total int) string {
	if w.zh {
		if total > len(parts) {
			return fmt.Sprintf("%s等共 %d 项", strings.Join(parts, "、"), total)
		}
		return strings.Join(parts, "、")
	}
	if total > len(parts) {
		return fmt.Sprintf("%s and %d more", strings.Join(parts, ", "), total-len(parts))
	}
	return strings.Join(parts, ", ")
}

func (w *writer) sayList(name string, rows [][]string) string {
	var parts []string
	for _, r := range rows[:min(len(rows), most(len(rows)))] {
		parts = append(parts, r[0])
	}
	list := w.list(parts, len(rows))
	if w.zh {
		return fmt.Sprintf("%s%s：%s。", name, w.given(), list)
	}
	return fmt.Sprintf("%s%s: %s.", name, w.given(), list)
}

func (w *writer) sayRows(a Answer) string {
	var parts []string
	for _, r := range a.Result[:min(len(a.Result), most(len(a.Result)))] {
		p := r[0]
		if len(r) > 1 {
			var rest []string
			for i, v := range r[1:min(len(r), maxCells)] {
				rest = append(rest, a.Header[i+1]+" "+v)
			}
			p += " (" + strings.Join(rest, ", ") + ")"
		}
		parts = append(parts, p)
	}
	if len(parts) > 1 && len(a.Header) > 2 {
		return w.sayLines(parts)
	}
	list := w.list(parts, len(w.r.rows))
	switch {
	case w.zh:
		return fmt.Sprintf("共 %d 行%s：%s。", len(w.r.rows), w.given(), list)
	case len(w.r.rows) == 1:
		return upper(list) + "."
	default:
		return fmt.Sprintf("%d rows%s: %s.", len(w.r.rows), w.given(), list)
	}
}

// sayLines tells rows of several columns one below the other.
func (w *writer) sayLines(rows []string) string {
	head, more := "%d rows%s:", "and %d more"
	if w.zh {
		head, more = "共 %d 行%s：", "另有 %d 行"
	}
	said := append([]string{fmt.Sprintf(head, len(w.r.rows), w.given())}, rows...)
	if n := len(w.r.rows) - len(rows); n > 0 {
		said = append(said, fmt.Sprintf(more, n))
	}
	return strings.Join(said, "\n")
}

// most is how many of n things a sentence names: all where they are few.
func most(n int) int {
	if n <= maxCounted {
		return n
	}
	return maxNamed
}

func article(s string) string {
	if strings.ContainsRune("aeiou", rune(s[0])) {
		return "an " + s
	}
	return "a " + s
}

func upper(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
