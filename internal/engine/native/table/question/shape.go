package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// shape decides what the question asks for, from what the conditions left.
// It reports whether it found anything.
func (p *parser) shape() bool {
	p.addTwins()
	p.q.Where = p.where(nil)
	p.keys()
	sup, desc := p.superlative()
	agg := p.aggregate()
	switch {
	case p.difference(agg):
	case p.share(agg):
	case sup >= 0:
		if !p.extreme(sup, desc, agg) {
			return false
		}
	case len(p.q.Keys) > 0:
		p.groups(agg)
	case p.q.Having != nil:
		col, _ := p.askedKey()
		p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: col}}, p.q.Having.Measure
	case p.count(agg):
	default:
		return p.plain(agg)
	}
	p.order()
	return p.q.Shape != ""
}

// addTwins repeats a comparison for the other column of "A and B are both".
func (p *parser) addTwins() {
	for _, tw := range p.twins {
		for _, f := range p.found {
			if f.Column == tw[0] {
				f.Column = tw[1]
				p.found = append(p.found, f)
				break
			}
		}
	}
}

// keys finds what the question groups by.
func (p *parser) keys() {
	add := func(k query.Key) {
		if !slices.Contains(p.q.Keys, k) {
			p.q.Keys = append(p.q.Keys, k)
		}
	}
	for i := range p.ts {
		t := &p.ts[i]
		if t.used || p.claimed[i] {
			continue
		}
		date := p.s.kind(sheet.Date)
		if w := t.word("by"); w.arg(0) != "" && (date >= 0 || len(t.cols) == 0) {
			if date >= 0 {
				add(query.Key{Column: date, Part: query.DatePart(w.arg(0))})
				t.used = true
			}
			continue
		}
		if !p.grouping(i) {
			continue
		}
		if w := t.word("part"); w != nil && date >= 0 {
			add(query.Key{Column: date, Part: query.DatePart(w.arg(0))})
			t.used = true
		} else if c := p.pick(i, sheet.Text); c >= 0 {
			add(query.Key{Column: c})
			t.used = true
		} else if c := p.pick(i, sheet.Date); c >= 0 {
			add(query.Key{Column: c})
			t.used = true
		} else if c := p.pick(i, sheet.Number); c >= 0 && p.s.fields[c].role == "none" {
			add(query.Key{Column: c})
			t.used = true
		}
	}
}

// superlative finds the word that asks for the most, least, first or last,
// and how many of them are wanted.
func (p *parser) superlative() (at int, desc bool) {
	for i := range p.ts {
		t := &p.ts[i]
		w := t.word("top")
		n := 0
		if w != nil {
			if n = p.countNear(i, i+1, i+2); n == 0 {
				w = nil
			}
		}
		if w == nil {
			w = t.word("sup")
			if w != nil {
				n = p.countNear(i, i-1, i+1, i+2, i+3)
			}
		}
		if w == nil || t.used {
			continue
		}
		if w.arg(1) == "count" && p.s.withConcept("quantity") >= 0 && t.key == "人最多" {
			continue
		}
		p.limit = max(n, 1)
		if n == 0 && p.orderWord() {
			continue
		}
		return i, w.arg(0) == "max"
	}
	return -1, false
}

func (p *parser) orderWord() bool { return p.any("order") >= 0 && p.any("wh") < 0 }

// countNear takes a small whole number from one of the tokens.
func (p *parser) countNear(from int, at ...int) int {
	for _, j := range at {
		if j < 0 || j >= len(p.ts) || p.ts[j].used {
			continue
		}
		if q := p.ts[j].num; q != nil && q.by == 1 && q.value >= 1 && q.value <= 10_000 && q.value == float64(int(q.value)) {
			p.ts[j].used = true
			return int(q.value)
		}
		if !p.ts[j].filler() && len(p.ts[j].cols) == 0 && j > from {
			break
		}
	}
	return 0
}

// aggregate finds the figure that the question names.
func (p *parser) aggregate() query.Agg {
	found := query.Agg("")
	for i := range p.ts {
		if w := p.ts[i].word("agg"); w != nil && !p.ts[i].used && (len(p.ts[i].cols) == 0 || w.arg(0) != "count") {
			a := query.Agg(w.arg(0))
			if found == "" || found == query.Sum || found == query.Count {
				found = a
			}
		}
	}
	return found
}

// numbersNamed are the number columns that the question names, outside its
// conditions, in order.
func (p *parser) numbersNamed() (cols []int) {
	for j := range p.ts {
		if c := p.pick(j, sheet.Number); c >= 0 && !p.claimed[j] && len(p.ts[j].values) == 0 && !slices.Contains(cols, c) && p.s.fields[c].role != "none" {
			cols = append(cols, c)
		}
	}
	return cols
}

// named columns of text, or dates, that are not part of a condition.
func (p *parser) textsNamed() (cols []int) {
	for j := range p.ts {
		c := p.pick(j, sheet.Text)
		if c < 0 {
			c = p.pick(j, sheet.Date)
		}
		if c < 0 {
			if c = p.pick(j, sheet.Number); c < 0 || p.s.fields[c].role != "none" {
				continue
			}
		}
		if !p.claimed[j] && !p.owned(j, c) && !slices.Contains(cols, c) && !slices.Contains(p.q.Keys, query.Key{Column: c}) {
			cols = append(cols, c)
		}
	}
	return cols
}

// measure is the column that a figure is taken of: one that is named, one
// that a verb speaks of, the money when the question asks how much.
func (p *parser) measure() int {
	if cols := p.numbersNamed(); len(cols) > 0 {
		return cols[0]
	}
	if p.any("units") >= 0 {
		if c := p.s.withConcept("quantity"); c >= 0 {
			return c
		}
	}
	for j := range p.ts {
		if c := p.hinted(j); c >= 0 && !p.ts[j].used && !p.claimed[j] && p.ts[j].has("hint", "sold") {
			return c
		}
	}
	if p.any("howmuch") >= 0 {
		for j := range p.ts {
			if c := p.hinted(j); c >= 0 {
				return c
			}
		}
		if c := p.s.withConcept("amount", "pay", "price"); c >= 0 {
			return c
		}
		return p.mainMeasure()
	}
	for j := range p.ts {
		if c := p.hinted(j); c >= 0 && !p.claimed[j] {
			return c
		}
	}
	return -1
}

// figure completes a measure: what the question leaves open comes from the
// role of the column.
func (p *parser) figure(agg query.Agg, col int) query.Measure {
	switch {
	case col < 0 && (agg == query.Sum || agg == query.Average || agg == query.Median) && p.mainMeasure() >= 0 && p.any("howmany") < 0:
		return query.Measure{Agg: agg, Column: p.mainMeasure()}
	case col < 0 || agg == query.Count:
		return query.Measure{Agg: query.Count, Column: -1}
	case agg == "" || agg == query.Different:
		if p.s.fields[col].role == "avg" {
			return query.Measure{Agg: query.Average, Column: col}
		}
		return query.Measure{Agg: query.Sum, Column: col}
	}
	return query.Measure{Agg: agg, Column: col}
}

func (p *parser) groups(agg query.Agg) {
	p.q.Shape = query.Groups
	if agg == query.Different || p.any("howmany") >= 0 && len(p.numbersNamed()) == 0 {
		p.q.Measure = query.Measure{Agg: query.Count, Column: -1}
		if cols := p.textsNamed(); len(cols) > 0 && (agg == query.Different || !p.s.fields[cols[0]].unique && p.s.fields[cols[0]].Kind == sheet.Text) {
			p.q.Measure = query.Measure{Agg: query.Different, Column: cols[0]}
		}
		return
	}
	p.q.Measure = p.figure(agg, p.measure())
	p.q.Percent = p.any("share") >= 0
}

// count reads "how many".
func (p *parser) count(agg query.Agg) bool {
	at := p.any("howmany")
	if at < 0 && agg == query.Count {
		at = slices.IndexFunc(p.ts, func(t token) bool { return t.has("agg", "count") })
	}
	q := p.any("quantity")
	if at < 0 && q >= 0 && len(p.numbersNamed()) == 0 && p.any("howmuch") < 0 && !p.verbs() && agg == "" {
		at = q
	}
	if at < 0 && agg == query.Different {
		at = slices.IndexFunc(p.ts, func(t token) bool { return t.has("agg", "distinct") })
		if p.any("list") >= 0 || p.any("wh") >= 0 {
			return false
		}
	}
	if at < 0 {
		return false
	}
	if cols := p.numbersNamed(); len(cols) > 0 && (agg == "" || agg == query.Sum) {
		c := cols[0]
		p.q.Shape, p.q.Measure = query.Value, p.figure(agg, c)
		return true
	}
	if agg == query.Average || agg == query.Median || p.any("units") >= 0 {
		return false
	}
	p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.Count, Column: -1}
	for _, c := range p.textsNamed() {
		f := p.s.fields[c]
		if f.Kind == sheet.Text && (agg == query.Different || !f.unique && c != p.s.label) {
			p.q.Measure = query.Measure{Agg: query.Different, Column: c}
			break
		}
	}
	if p.q.Measure.Column < 0 && p.hintSold() && p.s.withConcept("quantity") >= 0 && !p.rows() {
		p.q.Measure = query.Measure{Agg: query.Sum, Column: p.s.withConcept("quantity")}
	}
	return true
}

func (p *parser) hintSold() bool {
	return slices.ContainsFunc(p.ts, func(t token) bool { return t.has("hint", "sold") })
}

// verbs reports whether a verb speaks of a column.
func (p *parser) verbs() bool {
	for j := range p.ts {
		if p.hinted(j) >= 0 && !p.claimed[j] {
			return true
		}
	}
	return false
}

// rows reports whether the question speaks of rows by a word such as orders.
func (p *parser) rows() bool {
	return slices.ContainsFunc(p.ts, func(t token) bool { return t.is("row") && !t.used && !t.is("hint") })
}

// order reads how groups and rows are to be sorted.
func (p *parser) order() {
	if p.q.Order != nil || p.q.Shape != query.Groups && p.q.Shape != query.Rows {
		return
	}
	i := p.any("order")
	if i < 0 && p.any("sortby") < 0 {
		return
	}
	desc := i < 0
	if i >= 0 {
		desc = p.ts[i].word("order").arg(0) == "desc"
	}
	if p.q.Shape == query.Groups {
		p.q.Order = &query.Order{Column: -1, Desc: desc}
		return
	}
	for _, cols := range [][]int{p.numbersNamed(), p.textsNamed()} {
		for _, c := range cols {
			if c == p.s.label {
				continue
			}
			if i < 0 && p.s.fields[c].Kind != sheet.Number {
				desc = false
			}
			p.q.Order = &query.Order{Column: c, Desc: desc}
			return
		}
	}
}
