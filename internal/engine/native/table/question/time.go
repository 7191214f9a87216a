package question

import (
	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
)

// dates reads times and the words around them.
func (p *parser) dates() {
	for i := range p.ts {
		t := &p.ts[i]
		if t.Used || t.When == nil {
			continue
		}
		w := *t.When
		if w.Bare && p.numberNear(i) {
			continue
		}
		if p.Growth() && p.Spans() >= 2 || p.Compared() && p.Spans() >= 2 {
			continue // the sides of a comparison
		}
		op := query.During
		if j := p.Before(i); j >= 0 && !p.ts[j].Used {
			if o, ok := beforeWord(&p.ts[j]); ok {
				op = o
				p.ts[j].Used = true
			}
		}
		if j := p.After(i); j >= 0 && op == query.During {
			if o, ok := afterWord(&p.ts[j]); ok {
				op = o
				p.ts[j].Used = true
			}
		}
		w = p.inherit(i, w)
		t.Used = p.addCompared(i, op, w)
	}
}

func beforeWord(t *term.Token) (query.Op, bool) {
	switch {
	case t.Is("after"), t.Has("cmp", ">"):
		return query.More, true
	case t.Is("since") && t.Key != "from" && t.Key != "从", t.Has("cmp", ">="):
		return query.AtLeast, true
	case t.Is("before"), t.Has("cmp", "<"):
		return query.Less, true
	case t.Is("until"), t.Has("cmp", "<="):
		return query.AtMost, true
	}
	return "", false
}

func afterWord(t *term.Token) (query.Op, bool) {
	switch {
	case t.Is("postafter"):
		return query.More, true
	case t.Is("postsince"):
		return query.AtLeast, true
	case t.Is("postbefore"):
		return query.Less, true
	case t.Is("post"):
		return query.Op(t.Word("post").Arg(0)), true
	}
	return "", false
}

// inherit gives a month the year that another time of the question names:
// "in March and April 2024".
func (p *parser) inherit(i int, w span.Span) span.Span {
	if w.Year > 0 || w.FirstDay > 0 {
		return w
	}
	for j := i + 1; j < len(p.ts); j++ {
		if o := p.ts[j].When; o != nil && o.Year > 0 {
			w.Year = o.Year
			p.dropYear(j)
			return w
		}
	}
	for j := i - 1; j >= 0; j-- {
		if o := p.ts[j].When; o != nil && o.Year > 0 {
			w.Year = o.Year
			p.dropYear(j)
			return w
		}
	}
	return w
}

// dropYear forgets a condition on a whole year that a finer one now includes.
func (p *parser) dropYear(j int) {
	if w := p.ts[j].When; w.Month+w.Quarter+w.Half > 0 {
		return
	}
	p.ts[j].Used = true
	for k := range p.found {
		if p.found[k].at == j {
			p.found = append(p.found[:k], p.found[k+1:]...)
			return
		}
	}
}

// addSpan adds the time from the begin of a to the end of b.
func (p *parser) addSpan(i int, a, b span.Span) bool {
	col := p.DateColumn(i)
	if col < 0 {
		if col = p.YearColumn(); col >= 0 && a.Year > 0 && b.Year > 0 {
			p.found = append(p.found, found{Cond: query.Cond{Op: query.Between, Column: col, From: float64(a.Year), To: float64(b.Year)}, at: i})
			return true
		}
		return false
	}
	if a.Year == 0 || b.Year == 0 {
		part, from, _ := a.Part()
		last, _, to := b.Part()
		if part != last {
			first, _, one := a.Days()
			_, end, two := b.Days()
			if part, from, to = query.Day, first, end; !one || !two {
				return false
			}
		}
		p.found = append(p.found, found{Cond: query.Cond{Op: query.PartIs, Column: col, Part: part, From: float64(from), To: float64(to), Label: a.String() + " – " + b.String()}, at: i})
		return true
	}
	from, _ := a.Bounds()
	_, to := b.Bounds()
	p.found = append(p.found, found{Cond: query.Cond{Op: query.During, Column: col, From: float64(from), To: float64(to), Label: a.String() + " – " + b.String()}, at: i})
	return true
}

// addCompared adds a condition that a date is in, before or after a time.
func (p *parser) addCompared(i int, op query.Op, w span.Span) bool {
	c, ok := p.spanCond(i, op, w)
	if ok {
		p.found = append(p.found, found{Cond: c, at: i, not: p.negated(i)})
	}
	return ok
}

func (p *parser) spanCond(i int, op query.Op, w span.Span) (query.Cond, bool) {
	col := p.DateColumn(i)
	if y := p.YearColumn(); y >= 0 && w.Year > 0 && w.Month+w.Quarter+w.Half == 0 && (col < 0 || p.Named(y)) {
		if w.Years > 1 && op == query.During {
			return query.Cond{Op: query.Between, Column: y, From: float64(w.Year), To: float64(w.Year + w.Years - 1)}, true
		}
		if op == query.During {
			op = query.Equal
		}
		return query.Cond{Op: op, Column: y, From: float64(w.Year)}, true
	}
	if col < 0 {
		return query.Cond{}, false
	}
	if w.Year == 0 {
		part, from, to := w.Part()
		c := query.Cond{Op: query.PartIs, Column: col, Part: part, From: float64(from), To: float64(to), Label: w.String()}
		switch op {
		case query.More:
			c.From, c.To, c.Label = c.To+1, 9999, "after "+c.Label
		case query.AtLeast:
			c.To, c.Label = 9999, "since "+c.Label
		case query.Less:
			c.From, c.To, c.Label = 0, c.From-1, "before "+c.Label
		case query.AtMost:
			c.From, c.Label = 0, "until "+c.Label
		default:
		}
		return c, true
	}
	from, to := w.Bounds()
	c := query.Cond{Op: op, Column: col, From: float64(from), To: float64(to), Label: w.String()}
	switch op {
	case query.More:
		c.Op, c.From = query.AtLeast, float64(to)
	case query.AtMost:
		c.Op, c.From = query.Less, float64(to)
	default:
	}
	if op != query.During {
		c.Label = string(op) + " " + c.Label
	}
	return c, true
}
