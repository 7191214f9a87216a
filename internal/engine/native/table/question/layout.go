package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// layout reads questions about the table itself: which columns it has, how
// many there are. Nothing of the table may be named beside.
func (p *parser) layout() bool {
	at := p.Any("layout")
	if at < 0 || p.Any("by") >= 0 || p.Any("agg") >= 0 || p.Any("sup") >= 0 {
		return false
	}
	if slices.ContainsFunc(p.ts, func(t term.Token) bool {
		return len(t.Cols) > 0 && !t.Is("layout") && !t.Is("row") || len(t.Values) > 0 || t.Num != nil || t.When != nil
	}) {
		return false
	}
	if p.Any("wh") < 0 && p.Any("list") < 0 && p.Any("howmany") < 0 && p.Any("stop") < 0 && len(p.ts) > 2 {
		return false
	}
	p.q.Shape = query.Layout
	return true
}

// gaps reads conditions that a column has no value: "without a phone", 没有成绩.
func (p *parser) gaps() {
	for i := range p.ts {
		if p.ts[i].Used || !p.ts[i].Is("missing") {
			continue
		}
		col, at := p.gapColumn(i)
		if col < 0 || p.s.Fields[col].Yes != "" {
			continue
		}
		c := query.Cond{Op: query.Missing, Column: col}
		loose := slices.Contains([]string{"no", "没有", "无"}, p.ts[i].Key)
		if loose && p.s.Fields[col].Kind == sheet.Number && slices.Contains(p.s.Fields[col].Num, 0) { // no discount is also one of 0
			c = query.Cond{Op: query.Any, Column: col, Sub: []query.Cond{c, {Op: query.Equal, Column: col}}}
		} else if loose && !p.s.Gappy(col) {
			continue
		}
		p.use(i)
		p.Claim(at)
		p.found = append(p.found, found{Cond: c, at: i})
		return
	}
}

// gapColumn finds the column that a word of lack at token i is about: the one
// after "no", the one before "is missing".
func (p *parser) gapColumn(i int) (col, at int) {
	for j := i + 1; j < len(p.ts) && j <= i+4; j++ {
		t := &p.ts[j]
		if len(t.Values) > 0 || t.Num != nil || t.When != nil || t.Is("cmp") {
			return -1, -1
		}
		if c := p.gapPick(j); c >= 0 {
			return c, j
		}
		if !t.Filler() {
			break
		}
	}
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if c := p.gapPick(j); c >= 0 {
			return c, j
		}
		if !p.ts[j].Filler() {
			break
		}
	}
	return -1, -1
}

func (p *parser) gapPick(j int) int {
	for _, k := range []sheet.Kind{sheet.Number, sheet.Date, sheet.Text} {
		if c := p.Pick(j, k); c >= 0 && c != p.s.Label {
			return c
		}
	}
	return -1
}
