package ruling

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// adder takes a feature and its value.
type adder func(name string, value float64)

var axes = []string{"leave", "need", "cost", "have", "open", "done", "part", "back", "same", "more", "all", "self", "far", "good"}

// weigh tells add what speaks for a unit as the one that answers, and verdict what
// speaks for yes there, or less than nothing for no.
func (p *page) weigh(q *question, v *view, add, verdict adder) {
	lang := q.lang()
	p.selects(q, v, add)
	verdict("yes", 1)
	verdict(lang+"yes", 1)
	verdict(lang+"form "+q.form, 1)
	parity := v.parity(q, verdict)
	v.repeats(q, parity, verdict)
	p.binds(q, v, parity, verdict)
	asked := map[string]float64{}
	for _, h := range q.poles {
		asked[h.axis] += h.sign
	}
	v.meets(q, asked, parity, verdict)
	if r := p.reading.Verdict; p.looked {
		verdict("network", math.Log((r[1]+1e-3)/(r[2]+1e-3)))
		verdict(lang+"network", math.Log((r[1]+1e-3)/(r[2]+1e-3)))
	}
	if q.ruling != 0 {
		verdict("ruled", q.ruling)
		verdict(lang+"ruled "+q.how, q.ruling)
		verdict("ruled "+q.how, q.ruling)
		if p.quotes(q, v.u) {
			verdict("ruled here", q.ruling)
		}
	}
	p.exceptions(q, v, lang, parity, verdict)
	p.numbers(q, v, parity, asked, verdict)
	p.times(v, q, parity, verdict)
	p.compares(q, v, lang, parity, verdict)
	p.lexical(q, v, lang, verdict)
	p.siblings(q, v, parity, verdict)
}

// parity tells what is denied, and is -1 where the clause denies.
func (v *view) parity(q *question, verdict adder) float64 {
	lang, met := q.lang(), v.u.clauses[v.focus].met
	parity, asked := 1.0, 1.0
	if v.no["in"]%2 == 1 {
		parity = -1
	}
	if q.no%2 == 1 {
		asked = -1
		verdict(lang+"asked no", 1)
		verdict(lang+"asked no*parity", parity)
	}
	verdict("parity", parity)
	verdict(lang+"parity", parity)
	verdict("parity*met", parity*met)
	verdict("parity*asked", parity*asked)
	verdict(lang+"parity*asked*met", parity*asked*met)
	if v.no["in"] > 1 {
		verdict(lang+"denied twice", 1)
	}
	if v.no["by"] > 0 {
		verdict(lang+"denied beside", 1)
	}
	if v.no["lead"] > 0 {
		verdict(lang+"denied before", 1)
	}
	return parity
}

// repeated is the share of the question that stands in a unit word for word.
func (q *question) repeated(u *unit) (same float64) {
	for _, x := range q.terms {
		if slices.Contains(u.stems, x.stem) {
			same += x.weight
		}
	}
	return same / max(q.total, 1e-9)
}

// repeats tells how much of the question stands in the unit word for word, where what is denied tells most.
func (v *view) repeats(q *question, parity float64, verdict adder) {
	u, whole := v.u, 1.0
	if (v.no["in"]+v.no["by"])%2 == 1 {
		whole = -1
	}
	same := q.repeated(u)
	verdict("repeated*parity", same*parity)
	verdict("repeated*whole", same*whole)
	for _, least := range []float64{0.5, 0.7, 0.85, 0.99} {
		if same >= least {
			name := "repeated " + strconv.FormatFloat(least, 'f', 2, 64)
			verdict(name+" whole", whole)
			verdict(q.lang()+name+" whole", whole)
			verdict(name+" parity", parity)
			verdict(name, 1)
			if q.ruling != 0 {
				verdict(name+" ruled "+q.how, q.ruling)
			}
		}
	}
}

// meets tells the ends of axes that are asked against those that are said.
func (v *view) meets(q *question, asked map[string]float64, parity float64, verdict adder) {
	lang := q.lang()
	for _, zone := range []string{"in", "by", "lead"} {
		for _, b := range axes {
			s := sign(v.poles[zone][b])
			if s == 0 {
				continue
			}
			verdict(zone+" "+b, s)
			verdict(lang+zone+" "+b, s)
			if zone == "in" {
				verdict(q.kind+" in "+b, s)
			}
			if s < 0 {
				verdict(zone+" no "+b, 1)
			}
			for _, a := range axes {
				if x := sign(asked[a]); x != 0 {
					verdict(zone+" "+b+"*"+a, s*x)
					if zone == "in" {
						verdict(lang+b+"*"+a, s*x)
					}
				}
			}
		}
	}
	for _, a := range axes {
		if x := sign(asked[a]); x != 0 {
			verdict(lang+"asks "+a, x)
			verdict("asks "+a+"*parity", x*parity)
		}
	}
	verdict(lang+q.kind+" yes", 1)
	verdict(lang+q.kind+" parity", parity)
	verdict(q.kind+" parity", parity)
}

// lang is what the features of one language begin with.
func (q *question) lang() string {
	if q.chinese {
		return "zh "
	}
	return "en "
}

// lexical are the words of the question and of the unit.
func (p *page) lexical(q *question, v *view, lang string, verdict adder) {
	u := v.u
	asks := map[string]bool{}
	for _, t := range q.tokens {
		if s := lang + "? " + stem(t); t.Kind != words.Mark && !asks[s] {
			asks[s] = true
			verdict(s, 0.5)
		}
	}
	seen := map[string]bool{}
	for c, cl := range u.clauses {
		zone := v.zone[c]
		last := ""
		for i := cl.from; i < cl.to; i++ {
			t := u.tokens[i]
			if t.Kind == words.Number {
				continue
			}
			w := u.stems[i]
			for _, name := range []string{lang + zone + ": " + w, lang + ": " + w, lang + zone + ": " + last + " " + w, lang + q.kind + zone + ": " + w} {
				if t.Kind != words.Mark && !seen[name] {
					seen[name] = true
					verdict(name, 0.5)
				}
			}
			last = w
		}
	}
}

// quotes reports whether what rules answered stands in u.
func (p *page) quotes(q *question, u *unit) bool {
	said := strings.TrimRight(lower(words.Simplify(q.ruled)), ".。;； ")
	return len(said) > 3 && strings.Contains(strings.Join(strings.Fields(p.text[u.start:u.end]), " "), said)
}

func sign(x float64) float64 { return max(-1, min(1, x)) }

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
