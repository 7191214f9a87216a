package question

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// gaps reads conditions that a column has no value: "without a phone", 没有成绩.
func (p *parser) gaps() {
	for i := range p.ts {
		if p.ts[i].Used || !p.ts[i].Is("missing") {
			continue
		}
		col, at := p.GapColumn(i)
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

// negated reports whether a word of denial reaches token i, over other values
// joined to it.
func (p *parser) negated(i int) bool {
	for j := i - 1; j >= 0; j-- {
		t := &p.ts[j]
		switch {
		case t.Is("not") && (t.Key != "no" || i-j <= 1):
			p.denials = append(p.denials, j)
			return true
		case t.Is("and") && lexicon.Chinese(t.Key), t.Is("or"), t.Filler(), t.Key == ",":
		case t.Used && len(t.Values) > 0 && j+1 < i:
		case len(t.Cols) > 0 && i-j < 3 && len(t.Values) == 0:
		case t.Is("and"):
		default:
			return false
		}
	}
	return false
}
