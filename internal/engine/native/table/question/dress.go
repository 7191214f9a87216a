package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/sequel"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// dress gives the answer the looks that the question asks for, and names those
// that it cannot have.
func (p *parser) dress(only []int) {
	if c := p.SoldFor(p.q.Measure); c >= 0 && p.q.Shape == query.Value && len(p.q.Also) == 0 {
		p.q.Also = []query.Measure{{Agg: query.Sum, Column: c}}
	}
	if c := p.SoldFor(p.q.Measure); c >= 0 && p.q.Shape == query.Groups && len(p.q.Also) == 0 && p.q.Limit == 0 && !p.q.Percent && !p.q.Mean {
		quantity := p.q.Measure
		p.q.Measure, p.q.Also, p.other = query.Measure{Agg: query.Sum, Column: c}, []query.Measure{quantity}, quantity.Column
		if k := p.q.Keys[0].Column; slices.Contains([]string{"product", "category", "brand"}, p.s.Fields[k].Concept) {
			p.q.Measure, p.q.Also, p.other = quantity, []query.Measure{p.q.Measure}, c
		}
	}
	if c := p.Never(p.q); p.how.Never && c.Op != query.Always {
		p.q.Where, p.denials = c, append(p.denials, p.Any("not"))
	}
	if len(only) > 1 && p.q.Shape == query.Distinct {
		p.q.Shape = query.Rows
	}
	if len(only) > 0 && p.q.Shape == query.Rows {
		p.q.Columns, p.q.Exact = only, true
	}
	figures := p.q.Shape == query.Value || p.q.Shape == query.Groups || p.q.Shape == query.Difference
	switch n := p.how.Decimals; {
	case n >= 0 && figures:
		p.q.Round = &n
	case n >= 0:
		p.note("Not used: rounding, since these are cells as they stand.", "没有用到：取舍位数，因为这里列出的是原样的单元格。")
	}
	if q := &p.q; q.Shape == query.Value && q.Measure.Agg == query.Count && q.Where.Op != query.Always && p.s.Label >= 0 && p.s.Fields[p.s.Label].Kind == sheet.Text && p.s.Fields[p.s.Label].Concept != "order" {
		q.Columns = []int{p.s.Label}
	}
	if !p.how.Cross {
		return
	}
	if s := p.q.Shape; (s == query.Rows || s == query.Distinct || s == query.Value) && p.q.Limit == 0 && len(p.textsNamed()) > 1 {
		m := p.measure()
		if m < 0 {
			m = p.main()
		}
		p.q = query.Query{Shape: query.Groups, Where: p.q.Where, Measure: p.figure(p.Aggregate(), m), Keys: []query.Key{{Column: p.textsNamed()[0]}}}
	}
	for _, c := range p.textsNamed() {
		if p.q.Shape == query.Groups && len(p.q.Keys) == 1 && !p.s.Fields[c].Unique && p.s.Fields[c].Kind == sheet.Text {
			p.q.Keys = append(p.q.Keys, query.Key{Column: c})
		}
	}
	if p.q.Cross = p.q.Shape == query.Groups && len(p.q.Keys) == 2 && len(p.q.Also) == 0 && p.q.Per == 0; !p.q.Cross {
		p.note("Not used: the cross table, which needs two columns to group by and one figure.", "没有用到：交叉表，它需要两个分组列和一个数值。")
	}
}

// turn is a question as one that goes on to the next, or from the one before.
func (p *parser) turn() *sequel.Turn {
	if p == nil {
		return nil
	}
	t := &sequel.Turn{Clause: p.Clause, Query: p.q, Guessed: p.guessed}
	if p.guessed >= 0 {
		t.Guess = p.guess()
	}
	for _, f := range p.found {
		t.Own = append(t.Own, f.Column)
	}
	return t
}
