package question

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// found is a condition with where it stands in the question.
type found struct {
	query.Cond
	at  int
	not bool
}

// filters takes the conditions out of the question.
func (p *parser) filters() {
	if c, at, ok := p.DatesBeside(); ok {
		p.found = append(p.found, found{Cond: c, at: at, not: p.negated(at)})
	}
	p.ranges()
	p.numbers()
	p.marks()
	p.dates()
	p.references()
	p.texts()
	p.gaps()
	p.truths()
	p.literals()
	slices.SortStableFunc(p.found, func(a, b found) int { return a.at - b.at })
}

// ranges reads "between A and B", "from A to B", "A到B之间" of numbers and times.
func (p *parser) ranges() {
	for i := range p.ts {
		a := &p.ts[i]
		if a.Used || a.Num == nil && a.When == nil && !a.Is("nth") {
			continue
		}
		j := i + 1
		if j < len(p.ts) && p.ts[j].Num == nil && p.ts[j].Filler() && !p.ts[j].Is("stop") {
			j++
		}
		if j+1 >= len(p.ts) || !p.ts[j].Is("to") && !p.ts[j].Is("and") {
			continue
		}
		k := j + 1
		for k < len(p.ts) && p.ts[k].Key == "the" {
			k++
		}
		if k >= len(p.ts) {
			continue
		}
		b := &p.ts[k]
		prev, next := p.Before(i), p.After(k)
		opened := prev >= 0 && (p.ts[prev].Is("between") || p.ts[prev].Key == "from" || p.ts[prev].Key == "从")
		closed := next >= 0 && p.ts[next].Is("within")
		strict := p.ts[j].Is("to") && !p.ts[j].Is("and")
		_, _, times := p.Ends(i, k)
		if !opened && !closed && !strict || (a.Num == nil) != (b.Num == nil) && !times {
			continue
		}
		if (p.Growth() || p.Compared()) && a.When != nil && b.When != nil && p.Spans() == 2 {
			continue
		}
		if p.rangeOf(i, k) {
			for _, x := range []int{i, j, k} {
				p.ts[x].Used = true
			}
			if next >= 0 && times && b.When == nil && (p.ts[next].Key == "日" || p.ts[next].Key == "号") {
				p.ts[next].Used = true
			}
			if opened {
				p.ts[prev].Used = true
			}
			if closed {
				p.ts[next].Used = true
			}
		}
	}
}

func (p *parser) rangeOf(i, k int) bool {
	a, b := &p.ts[i], &p.ts[k]
	if x, y, ok := p.Ends(i, k); ok && (!x.Bare || !p.numberNear(i)) {
		if x.Year+y.Year == 0 {
			x, y = p.inherit(k, x), p.inherit(k, y)
		}
		x, y = span.Through(x, y)
		return p.addSpan(i, x, y)
	}
	lo, hi := a.Number(), b.Number()
	if lo == nil || hi == nil {
		return false
	}
	col := p.numberColumn(i, k+1, hi)
	if col < 0 {
		return false
	}
	if lo.By == 1 && hi.By > 1 && lo.Value < hi.Value/hi.By {
		lo.Value, lo.By = lo.Value*hi.By, hi.By
	}
	p.found = append(p.found, found{Cond: query.Cond{Op: query.Between, Column: col, From: lo.Value / p.s.Fields[col].Divisor(lo), To: hi.Value / p.s.Fields[col].Divisor(hi)}, at: i})
	return true
}

// numberNear reports whether a column of numbers, and no date, is named just before i.
func (p *parser) numberNear(i int) bool {
	if i > 0 && slices.Contains([]string{"in", "during", "of", "for"}, p.ts[i-1].Key) && p.s.KindOf(sheet.Date) >= 0 {
		return false
	}
	j := p.Before(i)
	if p.AmountBehind(j, p.ts[i].When) {
		return true
	}
	for j >= 0 && (p.ts[j].Is("cmp") || p.ts[j].Is("between") || p.ts[j].Filler()) {
		j--
	}
	if j >= 0 {
		if c := p.Pick(j, sheet.Number); c >= 0 && !p.s.Fields[c].Calendar {
			return true
		}
	}
	return p.DateColumn(i) < 0 && p.YearColumn() < 0
}

// numbers reads comparisons with numbers.
func (p *parser) numbers() {
	for i := range p.ts {
		t := &p.ts[i]
		q := t.Number()
		if t.Used || q == nil || t.When != nil && !p.numberNear(i) {
			continue
		}
		op, opAt := p.comparison(i)
		if op == "" {
			p.equalNumber(i, q)
			continue
		}
		if p.having(i, opAt, op, q) {
			continue
		}
		col := p.s.WithConcept(p.ts[opAt].Word("cmp").Arg(1))
		if col < 0 {
			col = p.numberColumn(min(i, opAt), max(i, opAt)+1, q)
		}
		if col < 0 {
			continue
		}
		if q.Unit == "" && !p.Mentions(col) && !p.Verbs() && p.ts[opAt].Word("cmp").Arg(1) == "" && len(p.s.Measures()) > 1 {
			p.note("No column is named for %s; %s was used.", "没有指明 %s 是哪一列的，这里用的是“%s”。", t.Text, p.s.Fields[col].Name)
		}
		p.found = append(p.found, found{Cond: query.Cond{Op: op, Column: col, From: q.Value / p.s.Fields[col].Divisor(q)}, at: i, not: p.negated(min(i, opAt))})
		t.Used = true
		p.ts[opAt].Used = true
	}
}

// marks reads 及格 and the like: a score that passes.
func (p *parser) marks() {
	for i := range p.ts {
		w := p.ts[i].Word("mark")
		if w == nil || p.ts[i].Used || len(p.ts[i].Values) > 0 {
			continue
		}
		if w.Arg(1) == "" {
			p.verdict(i)
			continue
		}
		col := -1
		for j := i - 1; j >= 0 && col < 0; j-- {
			if col = p.Pick(j, sheet.Number); col >= 0 {
				p.Claim(j)
			}
		}
		if col < 0 {
			col = p.s.WithConcept("score")
		}
		if col < 0 {
			continue
		}
		if p.bounded(col) {
			p.use(i) // 不及格（低于50分）
			continue
		}
		n, _ := strconv.ParseFloat(w.Arg(1), 64)
		p.found = append(p.found, found{Cond: query.Cond{Op: query.Op(w.Arg(0)), Column: col, From: n}, at: i})
		p.use(i)
	}
}

// verdict reads “failed” at a token, which a comparison beside it makes plain: failed
// science (below 50). Without one it cannot be known which marks fail.
func (p *parser) verdict(i int) {
	switch {
	case p.bounded(-1):
		p.use(i)
	case p.s.Marks(p.ts):
		p.refuse(p.pickWords("which marks are meant by %q? Write the mark, such as %q", "“%s”指的是多少分？请写出分数，例如“%s”"), p.ts[i].Text, p.pickWords("below 50", "低于60分"))
	}
}

// bounded reports whether a comparison with a number was found, of column c or, where
// that is -1, of any.
func (p *parser) bounded(c int) bool {
	return slices.ContainsFunc(p.found, func(f found) bool {
		return (f.Column == c || c < 0 && p.s.Fields[f.Column].Kind == sheet.Number) && slices.Contains([]query.Op{query.Less, query.More, query.AtMost, query.AtLeast}, f.Op)
	})
}

// comparison finds the operator that stands before or after a number.
func (p *parser) comparison(i int) (op query.Op, at int) {
	for j := i + 1; j < len(p.ts) && j <= i+3; j++ {
		if w := p.ts[j].Word("post"); w != nil {
			return query.Op(w.Arg(0)), j
		}
		if c := p.Pick(j, sheet.Number); !p.ts[j].Filler() && c < 0 && !p.ts[j].Unknown() {
			break
		}
	}
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if w := p.ts[j].Word("cmp"); w != nil && !p.ts[j].Used {
			return query.Op(w.Arg(0)), j
		}
		if !p.ts[j].Filler() {
			break
		}
	}
	return "", -1
}

// numberColumn finds the column that a number between tokens from and to is
// compared with.
func (p *parser) numberColumn(from, to int, q *term.Quantity) int {
	if j := to + 1; j < len(p.ts) && (p.ts[to].Key == "in" || p.ts[to].Key == "for" || p.ts[to].Key == "on") {
		if c := p.Pick(j, sheet.Number); c >= 0 && p.fits(c, q) {
			p.Claim(j)
			p.both(j, c)
			return c
		}
	}
	for j := from - 1; j >= 0; j-- {
		t := &p.ts[j]
		if c := p.Pick(j, sheet.Number); c >= 0 && p.fits(c, q) && !p.countedRow(j, c) && (!p.Asked(j) || p.Pick(j, sheet.Text) < 0) {
			p.Claim(j)
			p.both(j, c)
			return c
		}
		if t.Is("hint") && p.Hinted(j) >= 0 {
			p.Claim(j)
			return p.Hinted(j)
		}
		if !t.Filler() && !t.Is("between") && !t.Is("or") && !t.Is("sup") && !t.Is("agg") && !t.Is("wh") || t.Num != nil || t.Is("row") && !lexicon.Chinese(t.Key) && j < from-2 {
			break
		}
	}
	for j := to; j < len(p.ts) && j <= to+2; j++ {
		if c := p.Pick(j, sheet.Number); c >= 0 && p.fits(c, q) {
			p.Claim(j)
			return c
		}
		if p.ts[j].Is("hint") && p.Hinted(j) >= 0 {
			return p.Hinted(j)
		}
		if !p.ts[j].Filler() && !p.ts[j].Unknown() {
			break
		}
	}
	return p.byUnit(q)
}

// countedRow reports whether token j means rows by the name of their numbers:
// orders over 1000.
func (p *parser) countedRow(j, c int) bool {
	return p.ts[j].Is("row") && p.s.Fields[c].Role == "none" && !p.s.Fields[c].Calendar
}

// both lets "语文和数学都在80分以上" compare two columns: the second one is
// found, and the first joined by "and" gets the same condition later.
func (p *parser) both(j, c int) {
	if k := j + 1; k+1 < len(p.ts) && p.ts[k].Is("or") && p.Pick(k+1, sheet.Number) >= 0 && p.Pick(k+1, sheet.Number) != c && !p.Compares(k+2) { // under 60 in maths or science
		p.twins = append(p.twins, [2]int{c, p.Pick(k+1, sheet.Number)})
		p.either = true
		p.Claim(k + 1)
		p.ts[k].Used = true
		return
	}
	if j < 2 || !p.ts[j-1].Is("and") {
		return
	}
	if first := p.Pick(j-2, sheet.Number); first >= 0 && first != c {
		p.twins = append(p.twins, [2]int{c, first})
		p.Claim(j - 2)
	}
}

func (p *parser) fits(c int, q *term.Quantity) bool {
	f := p.s.Fields[c]
	if timed := p.s.Timed(); len(timed) > 0 && (q.Unit == "second" || q.Unit == "min") {
		return f.Clock()
	}
	if q.Unit == "km" && f.Clock() {
		return false
	}
	return q.Unit != "%" || f.Unit == "%" || !slices.ContainsFunc(p.s.Fields, func(g term.Field) bool { return g.Unit == "%" })
}

// byUnit finds the column that a number is of, by its unit, else the one
// that the question or the table is about.
func (p *parser) byUnit(q *term.Quantity) int {
	if q.Unit == "岁" {
		if c := p.s.WithConcept("age"); c >= 0 {
			return c
		}
	}
	if strings.Contains("$ € £ ¥ 元 块 eur usd dollar euro", q.Unit) && q.Unit != "" {
		if c := p.s.WithConcept("amount", "pay"); c >= 0 && (p.s.Fields[c].Unit == q.Unit || p.s.Fields[c].Unit == "") {
			return c
		}
	}
	if timed := p.s.Timed(); len(timed) > 0 && (q.Unit == "second" || q.Unit == "min") {
		return timed[0]
	}
	if q.Unit != "" {
		for i, f := range p.s.Fields {
			if f.Kind == sheet.Number && (f.Unit == q.Unit || f.Role != "none" && f.Calls(q.Unit)) {
				return i
			}
		}
		if strings.Contains("$ € £ ¥ 元 块 eur usd dollar euro", q.Unit) {
			if c := p.s.WithConcept("amount", "pay", "price"); c >= 0 {
				return c
			}
		}
	}
	if q.By > 1 {
		if i := slices.IndexFunc(p.s.Fields, func(f term.Field) bool { return f.Kind == sheet.Number && f.By > 1 }); i >= 0 {
			return i
		}
	}
	for j := range p.ts {
		if c := p.Pick(j, sheet.Number); c >= 0 && p.s.Fields[c].Role != "none" {
			return c
		}
		if c := p.Hinted(j); c >= 0 {
			return c
		}
	}
	if c := p.s.WithConcept("age"); c >= 0 && q.Unit == "" && q.By == 1 && q.Value >= 10 && q.Value <= 100 && (p.Who() || p.s.Label >= 0 && p.s.Fields[p.s.Label].Concept == "person") {
		return c // which of the members are over 40
	}
	return p.MainMeasure()
}

// equalNumber reads a number that stands right after its column: "class 3",
// or that is a value of a numbering column: "order 1003".
func (p *parser) equalNumber(i int, q *term.Quantity) {
	t := &p.ts[i]
	if len(t.Values) > 0 || q.Spelt {
		return
	}
	j := i - 1
	for j >= 0 && p.ts[j].Filler() && p.ts[j].Is("stop") {
		j--
	}
	if j >= 0 && q.Digits != "" {
		if w := p.ts[j]; w.Is("top") || w.Is("sup") {
			return
		}
		if c := p.Pick(j, sheet.Number); c >= 0 {
			p.found = append(p.found, found{Cond: query.Cond{Op: query.Equal, Column: c, From: q.Value / p.s.Fields[c].Divisor(q)}, at: i, not: p.negated(j)})
			p.Claim(j)
			t.Used = true
			return
		}
	}
	if c := p.s.WithConcept("age"); q.Unit == "岁" && c >= 0 {
		p.found = append(p.found, found{Cond: query.Cond{Op: query.Equal, Column: c, From: q.Value}, at: i})
		t.Used = true
	}
}

// texts reads "containing X", "starting with X": X in quotes or the next word.
func (p *parser) texts() {
	for i := range p.ts {
		for _, f := range []struct {
			class string
			op    query.Op
		}{{"contains", query.Contains}, {"starts", query.Starts}, {"ends", query.Ends}} {
			if p.ts[i].Used || !p.ts[i].Is(f.class) || p.ts[i].Key == "以" && !p.Ahead(i, "开头") {
				continue
			}
			col := -1
			for j := i - 1; j >= 0 && col < 0; j-- {
				if col = p.Pick(j, sheet.Text); col >= 0 {
					p.Claim(j)
				}
			}
			if col < 0 {
				col = max(p.s.Label, 0)
			}
			for j := i + 1; j < len(p.ts); j++ {
				if p.ts[j].Is("stop") {
					continue
				}
				p.found = append(p.found, found{Cond: query.Cond{Op: f.op, Column: col, Texts: []string{p.ts[j].Text}}, at: i, not: p.negated(i)})
				p.ts[i].Used, p.ts[j].Used = true, true
				break
			}
		}
	}
}

// truths reads the names of yes-or-no columns as adjectives.
func (p *parser) truths() {
	for i := range p.ts {
		t := &p.ts[i]
		if t.Used || len(t.Values) > 0 {
			continue
		}
		for _, m := range t.Cols {
			f := &p.s.Fields[m.Col]
			if f.Yes == "" || p.Grouping(i) || p.Asked(i) && !p.negated(i) {
				continue
			}
			if slices.ContainsFunc(p.found, func(o found) bool { return o.Column == m.Col && o.Op == query.Is }) {
				p.Claim(i) // handed in, and homework: one column
				break
			}
			want, not := f.Yes, p.negated(i)
			for j := i + 1; j < len(p.ts) && j <= i+3; j++ {
				if p.ts[j].Key == "no" || p.ts[j].Key == "false" || p.ts[j].Key == "否" {
					not, p.ts[j].Used = true, true
				}
			}
			c := query.Cond{Op: query.Is, Column: m.Col, Texts: []string{want}}
			if not && f.No != "" {
				c.Texts[0], not = f.No, false
			}
			p.found = append(p.found, found{Cond: c, at: i, not: not})
			t.Used = true
			break
		}
	}
}

// literals reads values of the table that stand in the question.
func (p *parser) literals() {
	for i := range p.ts {
		t := &p.ts[i]
		if t.Used || len(t.Values) == 0 {
			continue
		}
		if len(t.Cols) > 0 && (t.Cols[0].Weight >= 10 || p.Grouping(i) && p.ts[i-1].Key != "by") && !p.Capital(i) {
			if c := &p.s.Fields[t.Cols[0].Col]; c.Kind != sheet.Number || !p.Stated(i) {
				continue // paid by invoice, where that is a value and no more than like a column
			}
		}
		f := found{Cond: p.valueCond(i), at: i, not: p.negated(i)}
		if of := p.s.Denied(f.Column, f.Texts); f.not && of != "" {
			f.Texts, f.not = []string{of}, false // not paid, where some are unpaid and others late
		}
		p.found = append(p.found, f)
		t.Used = true
	}
}

// valueColumn chooses among the columns that hold a value: one that is named
// next to it, else the one that has fewer different values.
func (p *parser) valueColumn(i int) int {
	t := &p.ts[i]
	for _, j := range []int{i - 1, i + 1, i - 2, i + 2} {
		if j < 0 || j >= len(p.ts) {
			continue
		}
		for _, m := range p.ts[j].Cols {
			if slices.ContainsFunc(t.Values, func(l term.Literal) bool { return l.Col == m.Col }) {
				return m.Col
			}
		}
	}
	best, size := -1, 0
	for _, l := range t.Values {
		if n := p.s.Variety(l.Col); best < 0 || n < size {
			best, size = l.Col, n
		}
	}
	return best
}
