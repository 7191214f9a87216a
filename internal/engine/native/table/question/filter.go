package question

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
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
	p.ranges()
	p.numbers()
	p.dates()
	p.texts()
	p.truths()
	p.literals()
	slices.SortStableFunc(p.found, func(a, b found) int { return a.at - b.at })
}

// ranges reads "between A and B", "from A to B", "A到B之间" of numbers and times.
func (p *parser) ranges() {
	for i := range p.ts {
		a := &p.ts[i]
		if a.used || a.num == nil && a.when == nil {
			continue
		}
		j := i + 1
		if j < len(p.ts) && p.ts[j].num == nil && p.ts[j].filler() && !p.ts[j].is("stop") {
			j++
		}
		if j+1 >= len(p.ts) || !p.ts[j].is("to") && !p.ts[j].is("and") {
			continue
		}
		k := j + 1
		for k < len(p.ts) && p.ts[k].key == "the" {
			k++
		}
		if k >= len(p.ts) {
			continue
		}
		b := &p.ts[k]
		prev, next := p.before(i), p.after(k)
		opened := prev >= 0 && (p.ts[prev].is("between") || p.ts[prev].key == "from" || p.ts[prev].key == "从")
		closed := next >= 0 && p.ts[next].is("within")
		strict := p.ts[j].is("to") && !p.ts[j].is("and")
		if !opened && !closed && !strict || (a.num == nil) != (b.num == nil) && (a.when == nil || b.when == nil) {
			continue
		}
		if p.growth() && a.when != nil && b.when != nil {
			continue
		}
		if p.rangeOf(i, k) {
			for _, x := range []int{i, j, k} {
				p.ts[x].used = true
			}
			if opened {
				p.ts[prev].used = true
			}
			if closed {
				p.ts[next].used = true
			}
		}
	}
}

func (p *parser) rangeOf(i, k int) bool {
	a, b := &p.ts[i], &p.ts[k]
	if a.when != nil && b.when != nil && !(a.when.bare && p.numberNear(i, k)) {
		x, y := *a.when, *b.when
		if x.year == 0 {
			x.year = y.year
		}
		return p.addSpan(i, x, y)
	}
	lo, hi := a.number(), b.number()
	if lo == nil || hi == nil {
		return false
	}
	col := p.numberColumn(i, k+1, hi)
	if col < 0 {
		return false
	}
	if lo.by == 1 && hi.by > 1 && lo.value < hi.value/hi.by {
		lo.value, lo.by = lo.value*hi.by, hi.by
	}
	p.found = append(p.found, found{Cond: query.Cond{Op: query.Between, Column: col, From: lo.value / p.s.fields[col].divisor(lo), To: hi.value / p.s.fields[col].divisor(hi)}, at: i})
	return true
}

// number returns the token as a number; four digits may be one.
func (t *token) number() *quantity {
	if t.num == nil && t.when != nil && t.when.bare {
		return &quantity{value: float64(t.when.year), by: 1, digits: t.key}
	}
	return t.num
}

// divisor converts a number of a question to the unit of the column.
func (f *field) divisor(q *quantity) float64 {
	if q.by > 1 {
		return f.by
	}
	return 1
}

// numberNear reports whether a column of numbers, and no date, is named just before i.
func (p *parser) numberNear(i, k int) bool {
	j := p.before(i)
	for j >= 0 && (p.ts[j].is("cmp") || p.ts[j].is("between") || p.ts[j].filler()) {
		j--
	}
	if j >= 0 {
		if c := p.pick(j, sheet.Number); c >= 0 && !p.s.fields[c].years {
			return true
		}
	}
	return p.dateColumn(i) < 0 && p.yearColumn() < 0
}

// numbers reads comparisons with numbers.
func (p *parser) numbers() {
	for i := range p.ts {
		t := &p.ts[i]
		q := t.number()
		if t.used || q == nil || t.when != nil && !p.numberNear(i, i) {
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
		col := p.s.withConcept(p.ts[opAt].word("cmp").arg(1))
		if col < 0 {
			col = p.numberColumn(min(i, opAt), max(i, opAt)+1, q)
		}
		if col < 0 {
			continue
		}
		p.found = append(p.found, found{Cond: query.Cond{Op: op, Column: col, From: q.value / p.s.fields[col].divisor(q)}, at: i, not: p.negated(min(i, opAt))})
		t.used = true
		p.ts[opAt].used = true
	}
}

// comparison finds the operator that stands before or after a number.
func (p *parser) comparison(i int) (op query.Op, at int) {
	for j := i + 1; j < len(p.ts) && j <= i+3; j++ {
		if w := p.ts[j].word("post"); w != nil {
			return query.Op(w.arg(0)), j
		}
		if c := p.pick(j, sheet.Number); !p.ts[j].filler() && c < 0 && !p.ts[j].unknown() {
			break
		}
	}
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if w := p.ts[j].word("cmp"); w != nil && !p.ts[j].used {
			return query.Op(w.arg(0)), j
		}
		if !p.ts[j].filler() {
			break
		}
	}
	return "", -1
}

// numberColumn finds the column that a number between tokens from and to is
// compared with.
func (p *parser) numberColumn(from, to int, q *quantity) int {
	for j := from - 1; j >= 0; j-- {
		t := &p.ts[j]
		if c := p.pick(j, sheet.Number); c >= 0 && p.fits(c, q) {
			p.claim(j)
			p.both(j, c)
			return c
		}
		if t.is("hint") && p.hinted(j) >= 0 {
			return p.hinted(j)
		}
		if !t.filler() && !t.is("between") && !t.is("or") && !t.is("sup") && !t.is("agg") && !t.is("wh") || t.num != nil || t.is("row") && !cjk(t.key) && j < from-2 {
			break
		}
	}
	for j := to; j < len(p.ts) && j <= to+2; j++ {
		if c := p.pick(j, sheet.Number); c >= 0 && p.fits(c, q) {
			p.claim(j)
			return c
		}
		if p.ts[j].is("hint") && p.hinted(j) >= 0 {
			return p.hinted(j)
		}
		if !p.ts[j].filler() && !p.ts[j].unknown() {
			break
		}
	}
	return p.byUnit(q)
}

// both lets "语文和数学都在80分以上" compare two columns: the second one is
// found, and the first joined by "and" gets the same condition later.
func (p *parser) both(j, c int) {
	if j < 2 || !p.ts[j-1].is("and") {
		return
	}
	if first := p.pick(j-2, sheet.Number); first >= 0 && first != c {
		p.twins = append(p.twins, [2]int{c, first})
		p.claim(j - 2)
	}
}

func (p *parser) fits(c int, q *quantity) bool {
	f := p.s.fields[c]
	return q.unit != "%" || f.unit == "%" || !slices.ContainsFunc(p.s.fields, func(g field) bool { return g.unit == "%" })
}

// byUnit finds the column that a number is of, by its unit, else the one
// that the question or the table is about.
func (p *parser) byUnit(q *quantity) int {
	if q.unit == "岁" {
		if c := p.s.withConcept("age"); c >= 0 {
			return c
		}
	}
	if q.unit != "" {
		for i, f := range p.s.fields {
			if f.Kind == sheet.Number && f.unit == q.unit {
				return i
			}
		}
		if strings.Contains("$ € £ ¥ 元 块 eur usd dollar euro", q.unit) {
			if c := p.s.withConcept("amount", "pay", "price"); c >= 0 {
				return c
			}
		}
	}
	if q.by > 1 {
		if i := slices.IndexFunc(p.s.fields, func(f field) bool { return f.Kind == sheet.Number && f.by > 1 }); i >= 0 {
			return i
		}
	}
	for j := range p.ts {
		if c := p.pick(j, sheet.Number); c >= 0 && p.s.fields[c].role != "none" {
			return c
		}
		if c := p.hinted(j); c >= 0 {
			return c
		}
	}
	return p.mainMeasure()
}

// equalNumber reads a number that stands right after its column: "class 3",
// or that is a value of a numbering column: "order 1003".
func (p *parser) equalNumber(i int, q *quantity) {
	t := &p.ts[i]
	if len(t.values) > 0 || q.spelt {
		return
	}
	j := i - 1
	for j >= 0 && p.ts[j].filler() && p.ts[j].is("stop") {
		j--
	}
	if j >= 0 && q.digits != "" {
		if w := p.ts[j]; w.is("top") || w.is("sup") {
			return
		}
		if c := p.pick(j, sheet.Number); c >= 0 {
			p.found = append(p.found, found{Cond: query.Cond{Op: query.Equal, Column: c, From: q.value / p.s.fields[c].divisor(q)}, at: i, not: p.negated(j)})
			p.claim(j)
			t.used = true
			return
		}
	}
	if c := p.s.withConcept("age"); q.unit == "岁" && c >= 0 {
		p.found = append(p.found, found{Cond: query.Cond{Op: query.Equal, Column: c, From: q.value}, at: i})
		t.used = true
	}
}

// texts reads "containing X", "starting with X": X in quotes or the next word.
func (p *parser) texts() {
	for i := range p.ts {
		for _, f := range []struct {
			class string
			op    query.Op
		}{{"contains", query.Contains}, {"starts", query.Starts}, {"ends", query.Ends}} {
			if p.ts[i].used || !p.ts[i].is(f.class) || p.ts[i].key == "以" && !p.ahead(i, "开头") {
				continue
			}
			col := -1
			for j := i - 1; j >= 0 && col < 0; j-- {
				if col = p.pick(j, sheet.Text); col >= 0 {
					p.claim(j)
				}
			}
			if col < 0 {
				col = max(p.s.label, 0)
			}
			for j := i + 1; j < len(p.ts); j++ {
				if p.ts[j].is("stop") {
					continue
				}
				p.found = append(p.found, found{Cond: query.Cond{Op: f.op, Column: col, Texts: []string{p.ts[j].text}}, at: i, not: p.negated(i)})
				p.ts[i].used, p.ts[j].used = true, true
				break
			}
		}
	}
}

func (p *parser) ahead(i int, key string) bool {
	return slices.ContainsFunc(p.ts[i:], func(t token) bool { return strings.HasPrefix(t.key, key) })
}

// truths reads the names of yes-or-no columns as adjectives.
func (p *parser) truths() {
	for i := range p.ts {
		t := &p.ts[i]
		if t.used || len(t.values) > 0 {
			continue
		}
		for _, m := range t.cols {
			f := &p.s.fields[m.col]
			if f.yes == "" || p.grouping(i) || p.asked(i) {
				continue
			}
			want, not := f.yes, p.negated(i)
			for j := i + 1; j < len(p.ts) && j <= i+3; j++ {
				if p.ts[j].key == "no" || p.ts[j].key == "false" || p.ts[j].key == "否" {
					not, p.ts[j].used = true, true
				}
			}
			c := query.Cond{Op: query.Is, Column: m.col, Texts: []string{want}}
			if not && f.no != "" {
				c.Texts[0], not = f.no, false
			}
			p.found = append(p.found, found{Cond: c, at: i, not: not})
			t.used = true
			break
		}
	}
}

// literals reads values of the table that stand in the question.
func (p *parser) literals() {
	for i := range p.ts {
		t := &p.ts[i]
		if t.used || len(t.values) == 0 {
			continue
		}
		if len(t.cols) > 0 && (t.cols[0].weight >= 10 || p.grouping(i)) && !p.capital(i) {
			continue
		}
		col := p.valueColumn(i)
		var texts []string
		for _, l := range t.values {
			if l.col == col {
				texts = append(texts, l.text)
			}
		}
		slices.Sort(texts)
		p.found = append(p.found, found{Cond: query.Cond{Op: query.Is, Column: col, Texts: texts}, at: i, not: p.negated(i)})
		t.used = true
	}
}

// capital reports whether token i is written with a capital inside a sentence.
func (p *parser) capital(i int) bool {
	return i > 0 && p.ts[i].text != strings.ToLower(p.ts[i].text)
}

// valueColumn chooses among the columns that hold a value: one that is named
// next to it, else the one that has fewer different values.
func (p *parser) valueColumn(i int) int {
	t := &p.ts[i]
	for _, j := range []int{i - 1, i + 1, i - 2, i + 2} {
		if j < 0 || j >= len(p.ts) {
			continue
		}
		for _, m := range p.ts[j].cols {
			if slices.ContainsFunc(t.values, func(l literal) bool { return l.col == m.col }) {
				return m.col
			}
		}
	}
	best, size := -1, 0
	for _, l := range t.values {
		if n := p.s.variety(l.col); best < 0 || n < size {
			best, size = l.col, n
		}
	}
	return best
}

// negated reports whether a word of denial reaches token i, over other values
// joined to it.
func (p *parser) negated(i int) bool {
	for j := i - 1; j >= 0; j-- {
		t := &p.ts[j]
		switch {
		case t.is("not") && !(t.key == "no" && i-j > 1):
			return true
		case t.is("and") && cjk(t.key), t.is("or"), t.filler(), t.key == ",":
		case t.used && len(t.values) > 0 && j+1 < i:
		case len(t.cols) > 0 && i-j < 3 && len(t.values) == 0:
		case t.is("and"):
		default:
			return false
		}
	}
	return false
}
