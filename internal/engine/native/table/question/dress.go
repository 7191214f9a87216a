package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// dress gives the answer the looks that the question asks for, and names those
// that it cannot have.
func (p *parser) dress(only []int) {
	if c := p.SoldFor(p.q.Measure); c >= 0 && p.q.Shape == query.Value && len(p.q.Also) == 0 {
		p.q.Also = []query.Measure{{Agg: query.Sum, Column: c}}
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

// goesOn makes of a question the one that a later sentence goes on to: what
// that leaves out is the first one's. It reports whether it can.
func (p *parser) goesOn(next *parser, said []term.Token) bool {
	has := func(class string) bool {
		return slices.ContainsFunc(said, func(t term.Token) bool { return t.Is(class) })
	}
	names := slices.ContainsFunc(said, func(t term.Token) bool { return t.When != nil || len(t.Values) > 0 })
	switch {
	case next == nil && p.q.Limit == 1 && !slices.ContainsFunc(said, func(t term.Token) bool { return !t.Filler() }):
		return true // …, and what is it: the figure stands in the answer
	case has("share") && !names:
		return p.shared()
	case !names && !has("sup") && p.q.Limit == 1 && (has("quantity") || has("howmuch") || has("howmany")) && !slices.ContainsFunc(said, func(t term.Token) bool { return t.Is("agg") && !t.Has("agg", "sum") }):
		return true // the figure stands in the answer
	case p.q.Shape == query.Difference && !names && !has("sup"):
		return true // so does the difference
	case next != nil:
		p.takesOver(next)
		return true
	case p.q.Where.Op != query.Always && (has("wh") || has("list")):
		p.q = query.Query{Shape: query.Rows, Columns: p.shown(), Where: p.q.Where}
		return true
	}
	return false
}

// shared asks for the share that the answer has of the whole.
func (p *parser) shared() bool {
	switch q := &p.q; {
	case q.Shape == query.Groups:
		q.Percent = true
	case q.Shape == query.Difference:
		q.Percent = true
	case q.Shape == query.Value && q.Where.Op != query.Always && len(q.Also) == 0 && (q.Measure.Agg == query.Count || q.Measure.Agg == query.Sum):
		q.Shape, q.Part, q.Where = query.Share, q.Where, query.Cond{}
	case q.Shape == query.Rows && q.Where.Op != query.Always && q.Limit == 0:
		*q = query.Query{Shape: query.Share, Part: q.Where, Measure: query.Measure{Agg: query.Count, Column: -1}}
	default:
		return false
	}
	return true
}

// takesOver makes p the next question, within the conditions of the one before on
// other columns, of the figure that it took.
func (p *parser) takesOver(next *parser) {
	own := map[int]bool{}
	for _, f := range next.found {
		own[f.Column] = true
	}
	kept := p.where(func(f found) bool {
		return !own[f.Column] && !slices.Contains(next.q.Keys, query.Key{Column: f.Column})
	})
	column := p.q.Measure.Column
	if p.q.Order != nil && p.q.Order.Column >= 0 && p.q.Shape == query.Rows {
		column = p.q.Order.Column
	}
	if listed := next.q.Shape == query.Distinct || next.q.Shape == query.Rows && next.q.Order == nil && next.q.Limit == 0; listed && len(own) == 0 && (p.q.Shape == query.Rows || p.q.Shape == query.Distinct) {
		p.q.Shape = query.Rows
		for _, c := range next.q.Columns { // who supplies them: each of the rows with its own
			if !slices.Contains(p.q.Columns, c) {
				p.q.Columns = append(p.q.Columns, c)
			}
		}
		return
	}
	if c, ok := p.belongs(next); ok && len(own) == 0 {
		p.q.Keys = append(p.q.Keys, query.Key{Column: c})
		return
	}
	q := next.q
	if q.Where = query.Join(kept, q.Where); next.guessed >= 0 && q.Measure.Column == next.guessed && column >= 0 {
		q.Measure.Column = column
		q.Notes = slices.DeleteFunc(q.Notes, func(s string) bool { return s == next.guess() })
	}
	if figure := p.q.Shape == query.Groups || p.q.Shape == query.Value; figure && q.Shape == query.Groups && q.Order != nil && next.guessed >= 0 && next.Any("agg") < 0 {
		q.Measure = p.q.Measure // which class is the highest: by the average that was asked for
		q.Notes = slices.DeleteFunc(q.Notes, func(s string) bool { return s == next.guess() })
	}
	p.q = q
}
