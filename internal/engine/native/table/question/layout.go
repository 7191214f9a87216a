package question

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
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

// capital reports whether token i is written with a capital inside a sentence.
func (p *parser) capital(i int) bool {
	return i > 0 && p.ts[i].Text != strings.ToLower(p.ts[i].Text)
}
