package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// extreme reads "which X has the highest Y", "the 5 smallest", "the latest".
func (p *parser) extreme(at int, desc bool, agg query.Agg) bool {
	w := p.ts[at].word("sup")
	if w == nil {
		w = p.ts[at].word("top")
	}
	p.ts[at].used = true
	p.q.Limit = p.limit
	p.q.Order = &query.Order{Column: -1, Desc: desc}
	if part := p.askedPart(); part != "" {
		p.q.Keys = append(p.q.Keys, query.Key{Column: p.s.kind(sheet.Date), Part: part})
		p.q.Shape, p.q.Measure = query.Groups, p.figure(agg, p.measureAt(at, w))
		return true
	}
	m := p.measureAt(at, w)
	counted := agg == query.Count || w.arg(1) == "count" || p.counts(at, m)
	if counted {
		m, agg = -1, query.Count
	} else if m < 0 {
		return false
	}
	if len(p.q.Keys) > 0 { // the highest of every group
		p.q.Order, p.q.Limit = nil, 0
		p.q.Shape, p.q.Measure = query.Groups, query.Measure{Agg: extremeOf(desc), Column: m}
		switch {
		case counted, agg != "", p.ts[at].is("top"):
			p.q.Order, p.q.Limit = &query.Order{Column: -1, Desc: desc}, p.limit
			p.q.Measure = p.figure(agg, m)
		}
		return true
	}
	target := p.target(m, counted)
	single := p.any("single") >= 0 && !counted
	if counted && target < 0 {
		return false
	}
	switch {
	case target >= 0 && !single && (counted || agg == query.Sum || agg == query.Average || agg == query.Median || !p.s.fields[target].unique && p.s.fields[target].Kind == sheet.Text && p.s.fields[m].role == "sum"):
		if counted && len(p.q.Keys) == 0 && target == p.s.label {
			return false
		}
		p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: target}}, p.figure(agg, m)
	case target >= 0 && !single && m != target && !p.s.fields[target].unique && p.s.fields[target].Kind == sheet.Text && p.s.fields[m].role == "avg":
		p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: target}}, query.Measure{Agg: extremeOf(desc), Column: m}
	case target < 0 && !single && p.limit == 1 && p.s.fields[m].Kind != sheet.Text && !p.rows() && !p.who():
		p.q.Shape, p.q.Measure, p.q.Order, p.q.Limit = query.Value, query.Measure{Agg: extremeOf(desc), Column: m}, nil, 0
	default:
		p.q.Shape, p.q.Order.Column = query.Rows, m
		p.q.Columns = p.shown(target, m)
	}
	return true
}

func extremeOf(desc bool) query.Agg {
	if desc {
		return query.Maximum
	}
	return query.Minimum
}

func (p *parser) who() bool {
	return slices.ContainsFunc(p.ts, func(t token) bool { return t.has("wh", "person") })
}

// askedPart returns the part of dates that is asked: which month.
func (p *parser) askedPart() query.DatePart {
	if p.s.kind(sheet.Date) < 0 {
		return ""
	}
	for j := range p.ts {
		w := p.ts[j].word("part")
		if w == nil || p.ts[j].used {
			continue
		}
		if p.asked(j) || []rune(p.ts[j].key)[0] == '哪' || []rune(p.ts[j].key)[0] == '几' || p.followedByWhich(j) {
			if len(p.ts[j].cols) > 0 && w.arg(0) == "day" {
				return query.Whole
			}
			return query.DatePart(w.arg(0))
		}
	}
	return ""
}

// counts reports whether "most" is most rows or values: the most orders,
// 房源最多.
func (p *parser) counts(at, m int) bool {
	k := p.ts[at].key
	if k != "most" && k != "fewest" && k != "least" && k != "最多" && k != "最少" {
		return false
	}
	for j := at + 1; j < len(p.ts) && !cjk(k); j++ {
		t := &p.ts[j]
		if t.is("stop") && len(t.cols) == 0 {
			continue
		}
		if p.pick(j, sheet.Number) >= 0 {
			return false
		}
		return (t.is("row") || p.pick(j, sheet.Text) >= 0) && !t.is("hint")
	}
	if !cjk(k) {
		return m < 0
	}
	for j := at - 1; j >= 0; j-- {
		t := &p.ts[j]
		if p.pick(j, sheet.Number) >= 0 || t.is("hint") {
			return false
		}
		if t.is("row") || t.is("howmany") {
			return true
		}
		if !t.filler() {
			break
		}
	}
	return m < 0 || len(p.numbersNamed()) == 0 && p.s.withConcept("amount", "quantity") < 0
}

// measureAt finds the column by which token at compares.
func (p *parser) measureAt(at int, w *word) int {
	if c := p.neighbour(at); c >= 0 && w.arg(1) != "date" && w.arg(1) != "age" && w.arg(1) != "price" {
		return c
	}
	switch w.arg(1) {
	case "", "count":
	case "sold":
		if cols := p.numbersNamed(); len(cols) > 0 {
			return cols[0]
		}
		return p.s.withConcept("quantity", "amount")
	case "date":
		if c := p.dateColumn(at); c >= 0 {
			return c
		}
		return p.yearColumn()
	case "price":
		return p.s.withConcept("price", "amount")
	case "age":
		if c := p.s.withConcept("age"); c >= 0 {
			return c
		}
		return p.yearColumn()
	default:
		return p.s.withConcept(w.arg(1))
	}
	if c := p.measure(); c >= 0 {
		return c
	}
	if p.ts[at].is("top") || p.ts[at].is("sup") {
		return p.mainMeasure()
	}
	return -1
}

// neighbour returns the number column right after token at, or right before.
func (p *parser) neighbour(at int) int {
	for j := at + 1; j < len(p.ts) && j <= at+4; j++ {
		if c := p.pick(j, sheet.Number); c >= 0 && !p.claimed[j] && !cjk(p.ts[at].key) {
			return c
		}
		if !p.ts[j].filler() && !p.ts[j].is("agg") {
			break
		}
	}
	for j := at - 1; j >= 0; j-- {
		if c := p.pick(j, sheet.Number); c >= 0 && !p.claimed[j] && p.s.fields[c].role != "none" {
			return c
		}
		if !p.ts[j].filler() && !p.ts[j].is("agg") && p.ts[j].key != "," {
			break
		}
	}
	return -1
}

// target is the column whose value answers the question, or -1.
func (p *parser) target(m int, counted bool) int {
	cols := slices.DeleteFunc(p.textsNamed(), func(c int) bool { return c == m })
	if p.who() {
		if c := p.persons(counted); c >= 0 {
			return c
		}
	}
	for j := range p.ts {
		if !p.asked(j) && !p.followedByWhich(j) {
			continue
		}
		for _, k := range p.ts[j].cols {
			if slices.Contains(cols, k.col) {
				return k.col
			}
		}
	}
	if len(cols) > 0 {
		return cols[0]
	}
	for _, t := range p.ts {
		if t.has("wh", "place") {
			return p.s.withConcept("city", "country", "store", "region", "community")
		}
	}
	return -1
}

func (p *parser) persons(counted bool) int {
	if p.s.label >= 0 && !counted && p.s.fields[p.s.label].concept == "person" {
		return p.s.label
	}
	if c := p.s.withConcept("person", "seller", "customer", "vendor"); c >= 0 {
		return c
	}
	return p.s.label
}

// shown lists the columns of an answer of rows: what was asked, what names
// the row, what was compared.
func (p *parser) shown(cols ...int) (out []int) {
	for _, c := range append(append([]int{p.s.label}, cols...), append(p.textsNamed(), p.numbersNamed()...)...) {
		if c >= 0 && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for c := range p.s.fields {
		if p.s.label < 0 && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// plain reads what is left: a figure, values or rows.
func (p *parser) plain(agg query.Agg) bool {
	m, texts := p.measure(), p.textsNamed()
	numbers := p.numbersNamed()
	wantsRows := p.any("list") >= 0 || p.any("wh") >= 0 || p.any("sortby") >= 0 || p.any("order") >= 0
	if p.any("exists") >= 0 && len(p.found) > 0 && p.ts[p.any("exists")].key != "any" {
		p.q.Shape = query.Exists
		return true
	}
	if part := p.askedPart(); part != "" && m < 0 && len(p.found) > 0 {
		texts = append(texts, p.s.kind(sheet.Date))
	}
	if t := p.target(m, false); t >= 0 && len(texts) == 0 && m < 0 {
		texts = []int{t}
	}
	for _, t := range p.ts {
		if d := p.dateColumn(0); t.has("wh", "date") && d >= 0 && !slices.Contains(texts, d) {
			texts = append(texts, d)
		}
	}
	switch {
	case agg == query.Sum || agg == query.Average || agg == query.Median || agg == query.RangeWidth:
		if mm := p.figure(agg, m); mm.Column >= 0 {
			p.q.Shape, p.q.Measure = query.Value, mm
			return true
		}
		if agg != query.Sum || len(p.found) == 0 {
			return false
		}
		p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.Count, Column: -1}
	case len(texts) > 0 && (wantsRows || m < 0 || len(texts)+len(numbers) > 1):
		p.listing(texts, numbers)
	case len(numbers) > 1, p.any("list") >= 0 && len(numbers) > 0, p.sorted() && p.rows():
		p.q.Shape, p.q.Columns = query.Rows, p.shown(numbers...)
	case m >= 0 && p.s.fields[m].role == "sum":
		p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.Sum, Column: m}
	case m >= 0:
		p.q.Shape, p.q.Columns = query.Distinct, []int{m}
	case len(p.found) > 0 || wantsRows && p.rows():
		p.q.Shape, p.q.Columns = query.Rows, p.shown()
	}
	return p.q.Shape != ""
}

func (p *parser) sorted() bool { return p.any("sortby") >= 0 || p.any("order") >= 0 }

// listing shows rows, or the different values of one column that repeats.
func (p *parser) listing(texts, numbers []int) {
	c := texts[0]
	if len(texts) == 1 && len(numbers) == 0 && (c != p.s.label || p.s.fields[c].Kind == sheet.Date) && !p.sorted() {
		p.q.Shape, p.q.Columns = query.Distinct, []int{c}
		return
	}
	p.q.Shape, p.q.Columns = query.Rows, p.shown(append(texts, numbers...)...)
}
