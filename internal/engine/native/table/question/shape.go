package question

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// shape decides what the question asks for, from what the conditions left.
// It reports whether it found anything.
func (p *parser) shape() bool {
	p.addTwins()
	p.q.Where = p.where(nil)
	p.keys()
	if p.head() {
		return true
	}
	sup, desc := p.superlative()
	agg := p.Aggregate()
	switch {
	case p.decide(agg):
	case p.difference(agg):
	case p.share(agg):
	case p.contest(agg):
	case p.changes(agg):
	case p.several(agg):
	case p.ranked(agg):
	case sup >= 0:
		if !p.extreme(sup, desc, agg) {
			return false
		}
	case len(p.q.Keys) > 0:
		p.groups(agg)
	case p.q.Having != nil:
		col, _ := p.askedKey()
		if col < 0 {
			return false
		}
		p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: col}}, p.q.Having.Measure
	case p.count(agg):
	case !p.plain(agg):
		return false
	}
	p.order()
	return p.q.Shape != ""
}

// addTwins repeats a comparison for the other column of "A and B are both".
func (p *parser) addTwins() {
	for _, tw := range p.twins {
		for i, f := range p.found {
			if f.Column == tw[0] && p.either {
				other := f.Cond
				other.Column = tw[1]
				p.found[i].Cond = query.Cond{Op: query.Any, Column: f.Column, Sub: []query.Cond{f.Cond, other}}
				break
			}
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
		if t.Used || p.claimed[i] || p.sortColumn(i) {
			continue
		}
		date := p.s.KindOf(sheet.Date)
		if w := t.Word("by"); w.Arg(0) != "" && (date >= 0 || len(t.Cols) == 0 || w.Arg(0) == "month") {
			if p.Timely(w.Arg(0)) {
				t.Used = true // the monthly fee per month
			} else if date >= 0 {
				add(query.Key{Column: date, Part: query.DatePart(w.Arg(0))})
				t.Used = true
			} else if c := p.s.Calendar(w.Arg(0)); c >= 0 {
				add(query.Key{Column: c})
				t.Used = true
			}
			continue
		}
		if c := p.KindAt(i); c >= 0 {
			add(query.Key{Column: c})
			t.Used = true
		}
		if !p.Grouping(i) {
			continue
		}
		if c := p.s.WithConcept("person", "seller"); c >= 0 && len(t.Cols)+len(t.Values) == 0 && t.Is("row") && (t.Key == "人" || t.Key == "person") && !p.s.Fields[c].Unique {
			add(query.Key{Column: c})
			t.Used = true
			continue
		}
		if w := t.Word("part"); w != nil && p.Timely(w.Arg(0)) {
			t.Used = true
		} else if w != nil && date >= 0 {
			add(query.Key{Column: date, Part: query.DatePart(w.Arg(0))})
			t.Used = true
		} else if c := p.Pick(i, sheet.Text); c >= 0 && p.s.Fields[c].Unique && p.Any("agg") >= 0 && p.s.Table.Rows > 1 {
			p.Claim(i) // the average per order is the average over the rows
		} else if c >= 0 {
			add(query.Key{Column: c})
			t.Used = true
		} else if c := p.Pick(i, sheet.Date); c >= 0 {
			add(query.Key{Column: c})
			t.Used = true
		} else if c := p.Pick(i, sheet.Number); c >= 0 && p.s.Fields[c].Role == "none" {
			add(query.Key{Column: c})
			t.Used = true
		}
	}
	at := slices.IndexFunc(p.ts, func(t term.Token) bool { return t.Key == "各" || t.Key == "各自" || t.Key == "分别" })
	if len(p.q.Keys) == 0 || len(p.q.Keys) == 1 && at > 0 && len(p.ts[at-1].Values) > 0 { // 每栋楼的照明和空调各用多少
		p.apart(add)
	}
}

// apart groups by what is named twice and asked for one by one: the averages
// of May and June respectively.
func (p *parser) apart(add func(query.Key)) {
	at := p.Any("apart")
	if at < 0 {
		at = slices.IndexFunc(p.ts, func(t term.Token) bool {
			return slices.Contains([]string{"each", "every", "各", "各自", "各个", "每"}, t.Key)
		})
	}
	if at < 0 {
		return
	}
	for i, f := range p.found {
		if f.not && f.Op == query.Is { // each of the others
			add(query.Key{Column: f.Column})
			p.ts[at].Used = true
			return
		}
		for _, g := range p.found[:i] {
			if f.Column != g.Column || f.Op != g.Op {
				continue
			}
			switch f.Op {
			case query.Is:
				add(query.Key{Column: f.Column})
			case query.PartIs:
				add(query.Key{Column: f.Column, Part: f.Part})
			case query.During:
				add(query.Key{Column: f.Column, Part: p.ts[f.at].When.Grain()})
			default:
				continue
			}
			p.ts[at].Used = true
			return
		}
	}
}

// superlative finds the word that asks for the most, least, first or last,
// and how many of them are wanted.
func (p *parser) superlative() (at int, desc bool) {
	for i := range p.ts {
		t := &p.ts[i]
		w := t.Word("top")
		n := 0
		if w != nil {
			if n = p.CountNear(i, i+1, i+2); n == 0 {
				w = nil
			}
		}
		if w == nil {
			w = t.Word("sup")
			if w != nil {
				if n = p.CountNear(i, i-1, i+1, i+2, i+3); n == 0 {
					n = p.CountAsked()
				}
			}
		}
		if w == nil || t.Used {
			continue
		}
		if w.Arg(1) == "count" && p.s.WithConcept("quantity") >= 0 && t.Key == "人最多" {
			continue
		}
		if n == 0 && p.ts[i].Is("sup") {
			if n = p.CountBehind(i); n == 0 {
				n = p.CountAhead(i)
			}
		}
		p.limit = max(n, 1)
		p.nth(i, n)
		if n == 0 && p.OrderWord() {
			continue
		}
		return i, w.Arg(0) == "max"
	}
	return p.nthAlone()
}

// named columns of text, or dates, that are not part of a condition.
func (p *parser) textsNamed() (cols []int) {
	for j := range p.ts {
		c := p.Pick(j, sheet.Text)
		if c < 0 {
			c = p.Pick(j, sheet.Date)
		}
		if c < 0 {
			if c = p.Pick(j, sheet.Number); c < 0 || p.s.Fields[c].Role != "none" {
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
	if cols := p.NumbersNamed(); len(cols) > 0 {
		return cols[0]
	}
	if c, ok := p.s.OfUnit(p.ts); ok {
		return c
	}
	if p.Any("units") >= 0 {
		if c := p.s.WithConcept("quantity"); c >= 0 {
			return c
		}
	}
	for j := range p.ts {
		if c := p.Hinted(j); c >= 0 && !p.ts[j].Used && !p.claimed[j] && p.ts[j].Has("hint", "sold") {
			return c
		}
	}
	if p.Any("howmuch") >= 0 {
		for j := range p.ts {
			if c := p.Hinted(j); c >= 0 {
				return c
			}
		}
		if c := p.s.WithConcept("amount", "pay", "price"); c >= 0 {
			return c
		}
		return p.main()
	}
	for j := range p.ts {
		if c := p.Hinted(j); c >= 0 && !p.claimed[j] {
			return c
		}
	}
	return -1
}

// figure completes a measure: what the question leaves open comes from the
// role of the column.
func (p *parser) figure(agg query.Agg, col int) query.Measure {
	switch {
	case col < 0 && (agg == query.Sum || agg == query.Average || agg == query.Median) && p.MainMeasure() >= 0 && p.Any("howmany") < 0:
		return query.Measure{Agg: agg, Column: p.main()}
	case col < 0 || agg == query.Count:
		return query.Measure{Agg: query.Count, Column: -1}
	case agg == "" || agg == query.Different:
		if p.s.Fields[col].Role == "avg" && !p.Earned(col) {
			return query.Measure{Agg: query.Average, Column: col}
		}
		return query.Measure{Agg: query.Sum, Column: col}
	}
	return query.Measure{Agg: agg, Column: col}
}

func (p *parser) groups(agg query.Agg) {
	p.q.Shape = query.Groups
	if at := p.Any("howmany"); agg == query.Different || at >= 0 && (len(p.NumbersNamed()) == 0 || p.CountsRows(at)) {
		p.q.Measure = query.Measure{Agg: query.Count, Column: -1}
		p.q.Percent = p.Any("share") >= 0
		for j := range p.ts { // what each row has one of: the number of reviews
			if c := p.Pick(j, sheet.Text); c >= 0 && p.s.Fields[c].Unique {
				p.ts[j].Used = true
			}
		}
		if cols := p.textsNamed(); len(cols) > 0 && (agg == query.Different || !p.s.Fields[cols[0]].Unique && p.s.Fields[cols[0]].Kind == sheet.Text) {
			p.q.Measure = query.Measure{Agg: query.Different, Column: cols[0]}
		}
		return
	}
	m := p.measure()
	if p.q.Mean = len(p.q.Keys) == 1 && agg == query.Average && m >= 0 && p.s.Fields[m].Role == "sum" && p.MeanOfTimes(); p.q.Mean {
		agg = query.Sum
	}
	p.q.Percent = p.Any("share") >= 0
	if p.q.Percent && m < 0 && agg == "" && !p.Rows() && p.s.WithConcept("amount") >= 0 {
		m = p.main() // shares of the money
	}
	p.q.Measure = p.figure(agg, m)
}

// count reads "how many".
func (p *parser) count(agg query.Agg) bool {
	at := p.Any("howmany")
	if at >= 0 && p.claimed[at] {
		at = -1 // 数量 is a column that a condition has
	}
	if at < 0 && agg == query.Count {
		at = slices.IndexFunc(p.ts, func(t term.Token) bool { return t.Has("agg", "count") })
	}
	q := p.Any("quantity")
	if at < 0 && q >= 0 && len(p.NumbersNamed()) == 0 && p.Any("howmuch") < 0 && !p.Verbs() && agg == "" {
		at = q
	}
	if at < 0 && agg == query.Different {
		at = slices.IndexFunc(p.ts, func(t term.Token) bool { return t.Has("agg", "distinct") })
		if p.Any("list") >= 0 || p.Any("wh") >= 0 {
			return false
		}
	}
	if at < 0 {
		return false
	}
	if cols := p.NumbersNamed(); len(cols) > 0 && (agg == "" || agg == query.Sum) && !p.CountsRows(at) {
		c := cols[0]
		p.q.Shape, p.q.Measure = query.Value, p.figure(agg, c)
		return true
	}
	if agg == query.Average || agg == query.Median || p.Any("units") >= 0 {
		return false
	}
	if c, ok := p.s.OfUnit(p.ts); ok {
		p.q.Shape, p.q.Measure = query.Value, p.figure(agg, c)
		return true
	}
	p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.Count, Column: -1}
	for _, c := range p.textsNamed() {
		f := p.s.Fields[c]
		if f.Kind == sheet.Text && !strings.ContainsAny(p.ts[at].Key, "条笔次行") && (agg == query.Different || !f.Unique && c != p.s.Label) {
			p.q.Measure = query.Measure{Agg: query.Different, Column: c}
			break
		}
	}
	if p.q.Measure.Column < 0 && p.HintSold() && p.s.WithConcept("quantity") >= 0 && !p.Rows() && !p.CountsSales(at) {
		p.q.Measure = query.Measure{Agg: query.Sum, Column: p.s.WithConcept("quantity")}
	}
	return true
}
