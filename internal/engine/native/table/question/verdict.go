package question

import (
	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/rival"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// decide answers a comparison of two things.
func (p *parser) decide(agg query.Agg) bool {
	if p.rival == nil {
		return false
	}
	sides, rest := p.sides()
	m := p.measureOf(p.rival, agg)
	p.q.Shape, p.q.Where, p.q.Sides = query.Difference, rest, sides
	p.q.Measure = p.figure(agg, m)
	switch {
	case len(sides) == 2:
	case len(p.NumbersNamed()) == 2:
		cols := p.NumbersNamed()
		p.q.Sides, p.q.Where = []query.Cond{{}, {}}, p.where(nil)
		p.q.Measure = p.figure(agg, cols[0])
		other := p.figure(agg, cols[1])
		p.q.Against = &other
	default:
		return false
	}
	if p.guessed >= 0 && p.s.Strange(p.ts) { // what is compared was not understood
		p.err = p.s.Unread(p.ts, p.zh)
		return true
	}
	if p.rival.Yes {
		p.q.Verdict = p.rival.Op
	}
	p.q.Percent = p.rival.Percent
	p.use(p.rival.Words...)
	for i := range p.ts {
		t := &p.ts[i]
		if t.Key == "是否" {
			t.Used = true
		}
		if p.rival.Percent && (t.Is("share") || t.Is("howmany")) {
			t.Used = true
		}
	}
	return true
}

// measureOf is the column by which two things are compared; -1 counts rows.
func (p *parser) measureOf(r *rival.Rivalry, agg query.Agg) int {
	if m := p.measure(); m >= 0 {
		return m
	}
	if r.Concept != "" {
		if m := p.s.WithConcept(r.Concept); m >= 0 {
			return m
		}
	}
	if agg == query.Count || p.Any("howmany") >= 0 && !r.Percent {
		return -1
	}
	if at := r.Words[0]; agg == "" && !lexicon.Chinese(p.ts[at].Key) && p.CountsAfter(at) {
		return -1
	}
	return p.main()
}

// head reads "the first 3 rows", 前三行: rows as they stand in the table, or of
// things that happen, such as orders, as they stand in time.
func (p *parser) head() bool {
	if len(p.q.Keys) > 0 || p.Sorted() || len(p.NumbersNamed()) > 0 {
		return false
	}
	for i := range p.ts {
		t := &p.ts[i]
		last, placed := lexicon.Places[t.Key]
		if !placed || t.Used {
			continue
		}
		row := p.rowAfter(i)
		if row < 0 {
			continue
		}
		n := p.CountNear(i, i+1, i+2)
		if n == 0 {
			continue
		}
		t.Used = true
		p.q.Shape, p.q.Limit, p.q.Tail = query.Rows, n, last
		for c := range p.s.Fields {
			p.q.Columns = append(p.q.Columns, c)
		}
		if d := p.s.KindOf(sheet.Date); d >= 0 && lexicon.Events[p.ts[row].Key] {
			p.q.Order, p.q.Tail = &query.Order{Column: d, Desc: last}, false
		}
		return true
	}
	return false
}

// rowAfter finds the word for rows behind the number that follows token i.
func (p *parser) rowAfter(i int) int {
	number := false
	for j := i + 1; j < len(p.ts) && j <= i+4; j++ {
		t := &p.ts[j]
		switch {
		case t.Num != nil && !number:
			number = true
		case number && t.Is("row") && t.Key != "名" && t.Key != "位":
			return j
		case number && len(t.Cols) > 0 && t.Cols[0].Col == p.s.Label: // the first two teams
			return j
		case !t.Filler() && len(t.Values) == 0:
			return -1
		}
	}
	return -1
}
