package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// extreme reads "which X has the highest Y", "the 5 smallest", "the latest".
func (p *parser) extreme(at int, desc bool, agg query.Agg) bool {
	w := p.ts[at].Word("sup")
	if w == nil {
		w = p.ts[at].Word("top")
	}
	p.ts[at].Used = true
	p.q.Limit = p.limit
	p.q.Order = &query.Order{Column: -1, Desc: desc}
	if part := p.AskedPart(); part != "" {
		if k := (query.Key{Column: p.s.KindOf(sheet.Date), Part: part}); !slices.Contains(p.q.Keys, k) {
			p.q.Keys = append(p.q.Keys, k)
		} else if p.limit == 1 {
			p.q.Limit = 0 // which month is the lowest, and all of them: the first is
		}
		if len(p.NumbersNamed()) == 0 && p.Counts(at, -1) { // the fewest runs
			agg = query.Count
		}
		p.q.Shape, p.q.Measure = query.Groups, p.figure(agg, p.measureAt(at, w))
		return true
	}
	m := p.measureAt(at, w)
	if c := p.MostDays(at); c >= 0 { // on the most days
		if t := p.target(c, true); t >= 0 && t != c {
			p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: t}}, query.Measure{Agg: query.Different, Column: c}
			return true
		}
	}
	desc = desc != p.leastIsBest(at, w, m)
	if p.q.Order.Desc = desc; w.Arg(1) != "price" { // the dearest is no sum
		agg = p.Summing(agg, m)
	}
	counted := agg == query.Count || w.Arg(1) == "count" || p.Counts(at, m)
	if counted {
		m, agg = -1, query.Count
	} else if m < 0 {
		return false
	}
	if len(p.q.Keys) > 0 && (p.cutGroups(at, m, agg) || p.topOfEach(m, counted, agg)) {
		return true
	}
	if len(p.q.Keys) > 0 { // the highest of every group
		p.q.Order, p.q.Limit = nil, 0
		p.q.Shape, p.q.Measure = query.Groups, query.Measure{Agg: query.Extreme(desc), Column: m}
		switch {
		case counted, agg != "", p.ts[at].Is("top"):
			p.q.Order, p.q.Limit = &query.Order{Column: -1, Desc: desc}, p.limit
			p.q.Measure = p.figure(agg, m)
			if p.limit == 1 && p.Any("list") >= 0 && p.NamedAgain(p.q.Keys[0].Column) {
				p.q.Limit = 0
			}
		}
		return true
	}
	target := p.target(m, counted)
	if d := p.DayAsked(); target < 0 && d >= 0 && p.Any("single") < 0 && !p.OneOf(at) {
		fine := p.s.Fields[d].Format.Precision > sheet.Day // several rows are of one day
		if counted || fine && agg != "" || p.s.Fields[m].Role == "sum" && !p.s.Fields[d].Unique {
			p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: d, Part: query.Day}}, p.figure(agg, m)
			return true
		}
		target = d
	}
	return p.extremeOf(at, target, m, desc, counted, agg)
}

// extremeOf chooses the form of an answer of the most or least.
func (p *parser) extremeOf(at, target, m int, desc, counted bool, agg query.Agg) bool {
	single := (p.Any("single") >= 0 || p.OneOf(at)) && !counted
	if counted && target < 0 {
		return false
	}
	switch {
	case target >= 0 && !single && (counted || agg == query.Sum || agg == query.Average || agg == query.Median || !p.s.Fields[target].Unique && p.s.Fields[target].Kind == sheet.Text && p.s.Fields[m].Role == "sum"):
		if counted && len(p.q.Keys) == 0 && target == p.s.Label {
			return false
		}
		p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: target}}, p.figure(agg, m)
	case target >= 0 && !single && m != target && !p.s.Fields[target].Unique && p.s.Fields[target].Kind == sheet.Text && p.s.Fields[m].Role == "avg":
		p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: target}}, query.Measure{Agg: query.Extreme(desc), Column: m}
		if p.Judges(at) { // which class is the best at maths: not whose best pupil is
			p.q.Measure.Agg = query.Average
		}
	case target < 0 && !single && p.limit == 1 && p.q.Skip == 0 && p.s.Fields[m].Kind != sheet.Text && !p.Rows() && !p.Who() && !p.AsksWhich(at):
		p.q.Shape, p.q.Measure, p.q.Order, p.q.Limit = query.Value, query.Measure{Agg: query.Extreme(desc), Column: m}, nil, 0
	default:
		p.q.Shape, p.q.Order.Column = query.Rows, m
		p.q.Columns = p.shown(target, m)
		if d := p.DayAsked(); d >= 0 && !slices.Contains(p.q.Columns, d) {
			p.q.Columns = append(p.q.Columns, d)
		}
	}
	return true
}

// leastIsBest reports whether the word at a token asks for the other end of a column of
// durations: the fastest, the best time, the top 3 of a race.
func (p *parser) leastIsBest(at int, w *lexicon.Word, m int) bool {
	if m < 0 || !p.s.Fields[m].Clock() {
		return false
	}
	good := slices.Contains([]string{"best", "worst", "top", "record", "strongest", "weakest", "最好", "最佳", "最差", "第一", "倒数第一", "前", "后", "排名前", "倒数"}, p.ts[at].Key)
	return w.Arg(1) == "speed" || p.s.Fields[m].Raced() && good
}

// cutGroups reads "the total of every group, the best two only".
func (p *parser) cutGroups(at, m int, agg query.Agg) bool {
	if !p.Cuts(at) {
		return false
	}
	if o := p.Any("order"); o >= 0 {
		p.q.Order.Desc = p.ts[o].Has("order", "desc")
	}
	p.q.Shape, p.q.Measure = query.Groups, p.figure(agg, m)
	return true
}

// topOfEach reads "the best two of every group" when rows or things of a
// column are asked for and not only their figure.
func (p *parser) topOfEach(m int, counted bool, agg query.Agg) bool {
	target := p.target(m, counted)
	isKey := slices.ContainsFunc(p.q.Keys, func(k query.Key) bool { return k.Column == target })
	if isKey || target < 0 && p.limit == 1 {
		return false
	}
	if target >= 0 && target != p.s.Label && !p.s.Fields[target].Unique && p.s.Fields[target].Kind == sheet.Text {
		p.q.Per = len(p.q.Keys)
		p.q.Keys = append(p.q.Keys, query.Key{Column: target})
		p.q.Shape, p.q.Measure = query.Groups, p.figure(agg, m)
		return true
	}
	if m < 0 || counted {
		return false
	}
	p.q.Shape, p.q.Per, p.q.Order.Column = query.Rows, len(p.q.Keys), m
	for _, k := range p.q.Keys {
		p.q.Columns = append(p.q.Columns, k.Column)
	}
	for _, c := range p.shown(target, m) {
		if !slices.Contains(p.q.Columns, c) {
			p.q.Columns = append(p.q.Columns, c)
		}
	}
	return true
}

// measureAt finds the column by which token at compares.
func (p *parser) measureAt(at int, w *lexicon.Word) int {
	if c := p.Neighbour(at); c >= 0 && w.Arg(1) != "date" && w.Arg(1) != "age" && w.Arg(1) != "price" {
		return c
	}
	switch w.Arg(1) {
	case "", "count":
	case "sold", "earned":
		if cols := p.NumbersNamed(); len(cols) > 0 {
			return cols[0]
		}
		if p.other = p.s.WithConcept("quantity", "amount"); w.Arg(1) == "earned" {
			return p.s.WithConcept("amount", "quantity")
		}
		p.other = p.s.WithConcept("amount", "quantity")
		return p.s.WithConcept("quantity", "amount")
	case "date":
		if c := p.DateColumn(at); c >= 0 {
			return c
		}
		return p.YearColumn()
	case "price":
		return p.s.WithConcept("price", "amount")
	case "speed":
		if c := p.s.WithConcept("speed"); c >= 0 || len(p.s.Timed()) == 0 {
			return c
		}
		if cols := p.NumbersNamed(); len(cols) > 0 && p.s.Fields[cols[0]].Clock() {
			return cols[0]
		}
		return p.s.Timed()[0]
	case "age":
		if c := p.s.WithConcept("age"); c >= 0 {
			return c
		}
		return p.YearColumn()
	default:
		c := p.s.EndOf(w.Arg(1), w.Arg(0) == "max")
		if m := p.s.Money(); c < 0 && w.Arg(1) == "pay" && m >= 0 {
			p.note("No column is called so; %s was used for “%s”.", "表中没有“%[2]s”对应的列，这里用的是“%[1]s”。", p.s.Fields[m].Name, p.ts[at].Text)
			return m
		}
		return c
	}
	if c := p.measure(); c >= 0 {
		return c
	}
	if p.ts[at].Is("top") || p.ts[at].Is("sup") {
		return p.main()
	}
	return -1
}

// target is the column whose value answers the question, or -1.
func (p *parser) target(m int, counted bool) int {
	return p.Target(slices.DeleteFunc(p.textsNamed(), func(c int) bool { return c == m }), counted)
}

// shown lists the columns of an answer of rows: what was asked, what names
// the row, what was compared.
func (p *parser) shown(cols ...int) (out []int) {
	for _, c := range append(append([]int{p.s.Label}, cols...), append(p.textsNamed(), p.NumbersNamed()...)...) {
		if c >= 0 && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for c := range p.s.Fields {
		if p.s.Label < 0 && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// plain reads what is left: a figure, values or rows.
func (p *parser) plain(agg query.Agg) bool {
	m, texts := p.measure(), p.textsNamed()
	numbers := p.NumbersNamed()
	if m >= 0 && p.RowsCost(texts) {
		texts = nil
	}
	wantsRows := p.Any("list") >= 0 || p.Any("wh") >= 0 || p.Any("sortby") >= 0 || p.Any("order") >= 0
	if !slices.ContainsFunc(p.ts, func(t term.Token) bool { return t.Key != "?" && (!t.Is("wh") || len(t.Cols) > 0) }) {
		return false // who?
	}
	if p.Any("exists") >= 0 && len(p.found) > 0 && p.ts[p.Any("exists")].Key != "any" {
		p.q.Shape = query.Exists
		return true
	}
	if part := p.AskedPart(); part != "" && m < 0 && len(p.found) > 0 {
		texts = append(texts, p.s.KindOf(sheet.Date))
	}
	if t := p.target(m, false); t >= 0 && len(texts) == 0 && m < 0 {
		texts = []int{t}
	}
	if c := p.Persons(false); p.Who() && len(texts) > 0 && p.Any("list") >= 0 && c >= 0 && !slices.Contains(texts, c) {
		texts = append([]int{c}, texts...) // everyone, with their team
	}
	for _, t := range p.ts {
		if d := p.DateColumn(0); t.Has("wh", "date") && d >= 0 && !slices.Contains(texts, d) {
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
	case len(numbers) > 1, p.Any("list") >= 0 && len(numbers) > 0, p.Sorted() && p.Rows():
		p.q.Shape, p.q.Columns = query.Rows, p.shown(numbers...)
	case m >= 0 && p.Sorted():
		p.q.Shape, p.q.Columns = query.Rows, p.shown(m)
	case m >= 0 && (p.s.Fields[m].Role == "sum" || p.Earned(m)):
		p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.Sum, Column: m}
	case m >= 0 && p.s.Fields[m].Quotient():
		p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.Average, Column: m}
	case m >= 0:
		p.q.Shape, p.q.Columns = query.Distinct, []int{m}
	case len(p.found) > 0 || wantsRows && p.Rows():
		p.q.Shape, p.q.Columns = query.Rows, p.shown()
	}
	return p.q.Shape != ""
}

// listing shows rows, or the different values of one column that repeats.
func (p *parser) listing(texts, numbers []int) {
	c := texts[0]
	if len(texts) == 1 && len(numbers) == 0 && (c != p.s.Label || p.s.Fields[c].Kind == sheet.Date) && !p.Sorted() {
		p.q.Shape, p.q.Columns = query.Distinct, []int{c}
		return
	}
	p.q.Shape, p.q.Columns = query.Rows, p.shown(append(texts, numbers...)...)
}
