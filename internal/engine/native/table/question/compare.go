package question

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// difference reads "how much more than", "difference between A and B", "A比B多".
func (p *parser) difference(agg query.Agg) bool {
	diff, growth, ratio := p.Any("diff"), p.Any("growth"), p.Any("ratio")
	if diff < 0 && growth < 0 && ratio < 0 {
		return false
	}
	sides, rest := p.sides()
	if len(sides) != 2 {
		if sups := p.Extremes(); diff >= 0 && sups {
			m := p.measure()
			if m < 0 {
				m = p.main()
			}
			p.q.Shape, p.q.Measure = query.Value, query.Measure{Agg: query.RangeWidth, Column: m}
			return m >= 0
		}
		return false
	}
	m := p.measure()
	if m < 0 && p.Any("howmany") < 0 && agg != query.Count {
		m = p.main()
	}
	p.q.Shape, p.q.Where, p.q.Sides = query.Difference, rest, sides
	p.q.Measure = p.figure(agg, m)
	if p.Any("howmany") >= 0 && len(p.NumbersNamed()) == 0 {
		p.q.Measure = query.Measure{Agg: query.Count, Column: -1}
	}
	share := p.Any("share")
	p.q.Versus = growth < 0 && share < 0 && p.Versus()
	p.q.Percent, p.q.Ratio = growth >= 0 || share >= 0, ratio >= 0
	a, b := sides[0], sides[1]
	times := a.Op != query.Is && a.Op == b.Op
	if ratio < 0 && (p.q.Percent && times && a.From < b.From || growth >= 0 && diff < 0 && !times) { // from the first to the second
		slices.Reverse(p.q.Sides)
	}
	for i := range p.ts {
		if t := &p.ts[i]; t.Is("growth") || t.Is("share") {
			t.Used = true
		}
	}
	return true
}

// sides finds the two sets of rows that are compared: two values of one
// column or two times. The other conditions hold for both.
func (p *parser) sides() (sides []query.Cond, rest query.Cond) {
	var times []found
	for i, t := range p.ts {
		if t.When != nil && !t.Used {
			if c, ok := p.spanCond(i, query.During, p.inheritPeer(i, *t.When)); ok {
				times = append(times, found{Cond: c, at: i})
			}
		}
	}
	if len(times) == 2 {
		return []query.Cond{times[0].Cond, times[1].Cond}, p.where(nil)
	}
	for _, f := range p.found {
		var same []found
		for _, g := range p.found {
			if g.Op == query.Is && f.Op == query.Is && g.Column == f.Column && !g.not {
				same = append(same, g)
			}
		}
		if len(same) == 2 {
			col := f.Column
			return []query.Cond{same[0].Cond, same[1].Cond}, p.where(func(g found) bool { return g.Op != query.Is || g.Column != col })
		}
	}
	return nil, query.Cond{}
}

// inheritPeer gives a time without a year the year of another one.
func (p *parser) inheritPeer(i int, w span.Span) span.Span {
	for j, t := range p.ts {
		if w.Year == 0 && j != i && t.When != nil {
			w.Year = t.When.Year
		}
	}
	return w
}

// contest reads "who earns more, Ann or Bob" and 牛奶和面包哪个卖得多: a figure of
// each of the things named, the winner first.
func (p *parser) contest(agg query.Agg) bool {
	wh, at := p.Any("wh"), -1
	desc := true
	for i := range p.ts {
		t := &p.ts[i]
		if w := t.Word("rel"); w != nil && !t.Used {
			at, desc = i, w.Arg(0) == ">"
		}
		for _, a := range lexicon.Adjectives {
			if wh >= 0 && i > wh && at < 0 && strings.HasPrefix(t.Key, a.Words) && (t.Unknown() || t.Is("stop")) && !t.Used {
				at, desc = i, a.Op == ">"
			}
		}
	}
	if wh < 0 || at < 0 {
		return false
	}
	sides, rest := p.sides()
	if len(sides) != 2 || sides[0].Op != query.Is {
		return p.firstOf(at, desc, agg)
	}
	m := p.measure()
	if w := p.ts[at].Word("rel"); m < 0 && w.Arg(1) != "" {
		if m = p.s.WithConcept(w.Arg(1)); m < 0 && w.Arg(1) == "visits" {
			agg = query.Count
		}
	}
	if m < 0 && p.CountsBefore(at) {
		agg = query.Count
	}
	if m < 0 && p.Any("howmany") < 0 && agg != query.Count {
		m = p.main()
	}
	p.ts[at].Used = true
	p.q.Shape, p.q.Where = query.Groups, query.Join(rest, p.where(func(f found) bool { return f.Op == query.Is && f.Column == sides[0].Column }))
	p.q.Keys, p.q.Measure = []query.Key{{Column: sides[0].Column}}, p.figure(agg, m)
	p.q.Order = &query.Order{Column: query.ByFigure, Desc: desc}
	return true
}

// firstOf reads 哪个班平均分高: which of all the things of a column comes first.
func (p *parser) firstOf(at int, desc bool, agg query.Agg) bool {
	m := p.measure()
	c := p.target(m, false)
	if m < 0 || c < 0 || p.s.Fields[c].Unique || p.s.Fields[c].Kind != sheet.Text || !lexicon.Chinese(p.ts[at].Key) || len(p.q.Keys) > 0 {
		return false
	}
	p.ts[at].Used = true
	p.q.Shape, p.q.Keys, p.q.Measure = query.Groups, []query.Key{{Column: c}}, p.figure(agg, m)
	p.q.Order, p.q.Limit = &query.Order{Column: query.ByFigure, Desc: desc}, 1
	return true
}

// share reads "what percentage of A is B", "B占A的比例".
func (p *parser) share(agg query.Agg) bool {
	at := p.Any("share")
	if at < 0 || len(p.q.Keys) > 0 {
		return false
	}
	part := p.parts(at)
	if len(part) == 0 {
		return false
	}
	in := func(f found) bool { return slices.Contains(part, f.at) }
	if c := p.where(in); c.Op == query.Is && len(c.Texts) > 1 && len(part) > 1 && len(c.Texts) == p.s.Variety(c.Column) { // 男女比例
		p.q.Keys, p.q.Where = []query.Key{{Column: c.Column}}, p.where(func(f found) bool { return !in(f) })
		p.groups(agg)
		p.q.Percent = true
		return true
	}
	p.q.Shape = query.Share
	p.q.Part, p.q.Where = p.where(in), p.where(func(f found) bool { return !in(f) })
	p.q.Measure = query.Measure{Agg: query.Count, Column: -1}
	m := p.measure()
	if m < 0 && agg == query.Sum && p.Any("howmany") < 0 && !p.Rows() {
		m = p.main() // a share of the total
	}
	if m >= 0 && agg != query.Count && p.s.Fields[m].Role == "sum" {
		p.q.Measure = query.Measure{Agg: query.Sum, Column: m}
	}
	return true
}

// parts chooses the conditions of the part: those after the verb in English,
// before 占 in Chinese, never a time alone beside others.
func (p *parser) parts(at int) (part []int) {
	verb := len(p.ts)
	for j := at + 1; j < len(p.ts); j++ {
		switch p.ts[j].Key {
		case "is", "are", "was", "were", "came", "come", "from", "did", "went", "go", "have", "has", "made", "do", "work", "belong":
			verb = min(verb, j)
		}
	}
	after, before := []int{}, []int{}
	for _, f := range p.found {
		counts := f.Op != query.During && f.Op != query.PartIs || !p.solid()
		switch {
		case f.at > verb && verb < len(p.ts) && counts:
			after = append(after, f.at)
		case f.at < at && counts:
			before = append(before, f.at)
		}
		if counts {
			part = append(part, f.at)
		}
	}
	switch {
	case len(after) > 0:
		return after
	case len(before) > 0:
		return before
	}
	return part
}

// solid reports whether there is a condition that is no time.
func (p *parser) solid() bool {
	return slices.ContainsFunc(p.found, func(f found) bool { return f.Op != query.During && f.Op != query.PartIs })
}
