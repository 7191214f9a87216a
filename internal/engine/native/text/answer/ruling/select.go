package ruling

import (
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// both is add, once more for the language alone.
func (q *question) both(add adder) adder {
	return func(name string, x float64) {
		add(name, x)
		add(q.lang()+name, x)
	}
}

// selects tells add what speaks for a unit as the one that answers.
func (p *page) selects(q *question, v *view, add adder) {
	u, both := v.u, q.both(add)
	cl := u.clauses[v.focus]
	prev := 0.0
	if u.at > 0 {
		prev = p.units[u.at-1].met
	}
	both("met", u.met)
	both("met2", u.met*u.met)
	p.ofClause(q, v, both)
	both("before met", prev*(1-u.met))
	both("like", max(0, vector.Cosine(q.vec, u.sense)))
	if p.looked {
		both("mass", math.Log(u.mass+1e-4))
	}
	both("lead like", max(0, vector.Cosine(q.vec, p.saying(u).lead)))
	p.ranks(u, both)
	if u.title {
		both("title", 1)
	}
	if p.quotes(q, u) {
		both("ruled", 1)
		if q.ruling != 0 {
			add("ruled with a verdict", 1)
		}
	}
	if n := len(u.tokens); n < 4 {
		both("short", 1)
	} else {
		both("length", math.Log(float64(n)))
	}
	p.ofTerms(q, u, add)
	p.ofKind(q, v, add)
	if v.no["in"] > 0 {
		both("denies", 1)
	}
	if only.MatchString(p.text[cl.start:cl.end]) {
		both("limits", 1)
	}
	if strings.HasSuffix(p.text[u.start:u.end], "?") || strings.HasSuffix(p.text[u.start:u.end], "？") {
		both("asks", 1)
	}
}

// ofClause tells what speaks for the clause among those of its unit.
func (p *page) ofClause(q *question, v *view, both adder) {
	u := v.u
	cl := u.clauses[v.focus]
	both("clause met", cl.met)
	most := 0.0
	for _, o := range u.clauses {
		most = max(most, o.met)
	}
	both("clause less", most-cl.met)
	if v.focus > 0 {
		both("clause before", u.clauses[v.focus-1].met)
	} else {
		both("clause first", 1)
	}
	if v.focus == len(u.clauses)-1 {
		both("clause last", 1)
	} else {
		both("clause after", u.clauses[v.focus+1].met)
	}
	both("clause like", max(0, vector.Cosine(q.vec, p.sense(u.tokens[cl.from:cl.to]))))
	both("clause words", math.Log(float64(1+cl.to-cl.from)))
	both("clauses", math.Log(float64(len(u.clauses))))
	both("clause", 1)
}

// ranks tells whether a unit has most of the question.
func (p *page) ranks(u *unit, both adder) {
	most, second := 0.0, 0.0
	for _, o := range p.units {
		if o == u {
			continue
		}
		if o.met > most {
			most, second = o.met, most
		} else if o.met > second {
			second = o.met
		}
	}
	switch {
	case u.met > most:
		both("first", 1)
		both("first by", u.met-most)
	case u.met > second:
		both("second", 1)
	}
}

// ofTerms tells which words of the question stand in this unit alone.
func (p *page) ofTerms(q *question, u *unit, add adder) {
	both := q.both(add)
	for k, x := range q.terms {
		if u.best[k] >= 0.95 {
			only := true
			for _, o := range p.units {
				only = only && (o == u || o.best[k] < 0.85)
			}
			if only {
				add("alone has", x.weight)
			}
			if x.name {
				both("has name", 1)
			}
		}
	}
}

// ofKind tells whether a unit speaks of numbers, days and axes of which the question does.
func (p *page) ofKind(q *question, v *view, add adder) {
	u := v.u
	kinds := map[string]bool{}
	for _, a := range q.quantities {
		for _, s := range v.quantities {
			zone := v.zoneAt(s.start + u.start)
			if h := compare(a, s); h != "" && !kinds[zone+h] {
				kinds[zone+h] = true
				add("number "+zone+h, 1)
				if a.kind == s.kind && a.kind != "" && !kinds[zone+a.kind] {
					kinds[zone+a.kind] = true
					add("number of kind "+zone, 1)
					add("number of kind*met "+zone, u.met)
				}
			}
		}
	}
	if h := overlap(q.days, v.days); h != "" {
		add("days "+h, 1)
	}
	if h := overlap(q.months, v.months); h != "" {
		add("months "+h, 1)
	}
	asked := map[string]bool{}
	for _, h := range q.poles {
		asked[h.axis] = true
	}
	for a := range asked {
		for _, zone := range []string{"in", "by"} {
			for b, s := range v.poles[zone] {
				if s != 0 {
					add("axis "+a+"*"+b+" "+zone, 1)
				}
			}
		}
		add("axis "+a+" in*met", boolean(v.poles["in"][a] != 0)*u.met)
	}
}

// none tells add what speaks for a text that does not say.
func (p *page) none(q *question, add adder) {
	lang, both := q.lang(), q.both(add)
	both("none", 1)
	most, like, mass := 0.0, 0.0, 0.0
	best := make([]float64, len(q.terms))
	for _, u := range p.units {
		most, like, mass = max(most, u.met), max(like, vector.Cosine(q.vec, u.sense)), max(mass, u.mass)
		for k, b := range u.best {
			best[k] = max(best[k], b)
		}
	}
	both("none met", most)
	both("none like", like)
	if p.looked {
		both("none mass", math.Log(mass+1e-4))
		both("none network", max(-12, p.reading.None))
	}
	missing, lost := 0.0, 0.0
	for k, x := range q.terms {
		if best[k] < 0.6 {
			missing += x.weight
			lost++
			if !x.verb {
				both("none noun", 1)
			}
		}
	}
	if q.total > 0 {
		missing /= q.total
	}
	both("none missing", missing)
	both("none lost", lost)
	if q.ruled != "" {
		both("none ruled", 1)
	}
	both("none units", math.Log(float64(1+len(p.units))))
	both("none terms", float64(len(q.terms)))
	for _, h := range q.poles {
		add("none asks "+h.axis, 1)
	}
	for _, t := range q.tokens {
		if t.Kind != words.Mark {
			add(lang+"none ? "+stem(t), 0.5)
		}
	}
}
