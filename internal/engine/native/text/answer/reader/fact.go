package reader

import (
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// facts are how a candidate stands to the question. What its own words meet does
// not count: it is to say what the question does not.
type facts struct {
	clause, unit, context, label, heading float64 // the share of the question that each meets
	back                                  float64 // the share of the label that the question has
	left, right                           float64 // how near the words that meet the question stand on either side
	nearest                               int     // tokens to the word that meets it best, negative on the left; 0 for none
	repeats                               float64 // the share of its words that the question has
	own                                   float64 // the share of the question that it has itself
	verbs, names                          float64 // the shares of the question's verbs and names that the unit meets
	window, head                          float64 // likeness of the words around it, and its own to what is asked for
	align, alignClause, alignNear         float64 // how near in meaning the question's words find one in the unit, the clause, and close by
	pairs                                 float64 // the share of the pairs of characters
	alone                                 bool    // the only one of its kind
	first                                 bool    // of its kind in its unit
	leads                                 bool    // nearest of its kind in the text
	kin                                   int     // how many of its kind there are
}

// place is a kind in a unit.
type place struct {
	kind string
	unit int
}

// learn fills in the facts of the candidates.
func (p *page) learn(q *query, all []candidate) {
	type kin struct {
		n    int
		near float64
	}
	kinds, inUnit := map[string]kin{}, map[place]int{}
	for i := range all {
		c := &all[i]
		p.weigh(q, c)
		k := kinds[c.kind]
		kinds[c.kind] = kin{k.n + 1, max(k.near, c.nearness())}
		key := place{c.kind, c.u.at}
		if at, ok := inUnit[key]; !ok || c.from < at {
			inUnit[key] = c.from
		}
	}
	for i := range all {
		c := &all[i]
		k := kinds[c.kind]
		c.kin, c.alone = k.n, k.n == 1
		c.leads = c.nearness() >= k.near-1e-9
		c.first = inUnit[place{c.kind, c.u.at}] == c.from
	}
}

// nearness says how near all that the question names stands.
func (c *candidate) nearness() float64 { return c.left + c.right + 0.5*c.context }

func (p *page) weigh(q *query, c *candidate) {
	u := c.u
	n := len(q.terms)
	in, clause, label, context := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	own := make([]float64, n)
	var verbs, names, allVerbs, allNames float64
	c.nearest = 0
	strongest := 0.0
	for k, x := range q.terms {
		bestLeft, bestRight := 0.0, 0.0
		for _, h := range u.hits[k] {
			if h.at >= c.from && h.at < c.end {
				own[k] = max(own[k], h.by)
				continue
			}
			in[k] = max(in[k], h.by)
			if u.clause[h.at] >= u.clause[c.from] && u.clause[h.at] <= u.clause[c.end-1] {
				clause[k] = max(clause[k], h.by)
			}
			if h.at < u.label && c.from >= u.label {
				label[k] = max(label[k], h.by)
			}
			d, left := h.at-c.end+1, false
			if h.at < c.from {
				d, left = c.from-h.at, true
			}
			v := h.by / (1 + (float64(d-1)+u.bars(min(h.at, c.end-1), max(h.at, c.from)))/4)
			if left {
				bestLeft = max(bestLeft, v)
			} else {
				bestRight = max(bestRight, v)
			}
			if s := x.weight * v; s > strongest {
				strongest = s
				c.nearest = d
				if left {
					c.nearest = -d
				}
			}
		}
		if q.total > 0 {
			if bestLeft >= bestRight {
				c.left += x.weight * bestLeft / q.total
			} else {
				c.right += x.weight * bestRight / q.total
			}
		}
		context[k] = max(in[k], p.around(u, k))
		switch {
		case x.verb:
			allVerbs += x.weight
			verbs += x.weight * in[k]
		case x.name:
			allNames += x.weight
			names += x.weight * max(in[k], context[k])
		}
	}
	c.clause, c.unit, c.context, c.label, c.own = q.share(clause), q.share(in), q.share(context), q.share(label), q.share(own)
	if u.heading >= 0 {
		c.heading = q.share(p.units[u.heading].best)
	}
	c.verbs, c.names = ratio(verbs, allVerbs), ratio(names, allNames)
	if u.label > 0 && c.from >= u.label {
		c.back = u.backed(q)
	}
	c.repeats = u.repeats(q, c.from, c.end)
	p.compare(q, c)
	u.aligns(q, c)
}

// aligns fills in how near in meaning the words of the question find one.
func (u *unit) aligns(q *query, c *candidate) {
	for k, x := range q.terms {
		var all, clause, near float64
		for i := range u.tokens {
			if i >= c.from && i < c.end {
				continue
			}
			v := float64(u.like[k][i])
			if v <= 0 {
				continue
			}
			all = max(all, v)
			if u.clause[i] >= u.clause[c.from] && u.clause[i] <= u.clause[c.end-1] {
				clause = max(clause, v)
			}
			near = max(near, v/(1+float64(max(c.from-i, i-c.end+1))/8))
		}
		c.align += x.weight * all
		c.alignClause += x.weight * clause
		c.alignNear += x.weight * near
	}
	if q.total > 0 {
		c.align, c.alignClause, c.alignNear = c.align/q.total, c.alignClause/q.total, c.alignNear/q.total
	}
}

// around is how well the units beside u and its heading meet term k.
func (p *page) around(u *unit, k int) float64 {
	best := 0.0
	for back, by := range []float64{0.7, 0.55, 0.4} {
		if i := u.at - 1 - back; i >= 0 {
			best = max(best, by*p.units[i].best[k])
		}
	}
	if u.at+1 < len(p.units) {
		best = max(best, 0.4*p.units[u.at+1].best[k])
	}
	if u.heading >= 0 {
		best = max(best, 0.7*p.units[u.heading].best[k])
	}
	return max(best, 0.4*p.units[0].best[k])
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// bars weighs the marks between two tokens.
func (u *unit) bars(from, to int) float64 {
	sum := 0.0
	for i := from + 1; i < to; i++ {
		switch u.tokens[i].Text {
		case ",", "，", ";", "；", "、", "(", "（", "|":
			sum += 3
		case "and", "but", "和", "并", "或", "or":
			sum++
		}
	}
	return sum
}

// backed is the share of the label of u that the question has.
func (u *unit) backed(q *query) float64 {
	met, all := 0.0, 0.0
	for i, t := range u.tokens[:u.label] {
		if !t.IsWord() || words.Function(t) {
			continue
		}
		best := 0.0
		for _, hits := range u.hits {
			for _, h := range hits {
				if h.at == i {
					best = max(best, h.by)
				}
			}
		}
		w := 0.25 + words.Rarity(t)
		all += w
		if q.stems[u.stems[i]] {
			best = 1
		}
		met += w * best
	}
	return ratio(met, all)
}

// repeats is the share of the words from first up to end that the question has.
func (u *unit) repeats(q *query, first, end int) float64 {
	same, all := 0.0, 0.0
	for i := first; i < end; i++ {
		t := u.tokens[i]
		if t.Kind == words.Mark || t.Kind != words.Number && words.Function(t) {
			continue
		}
		all++
		if q.stems[u.stems[i]] {
			same++
		}
	}
	return ratio(same, all)
}

// compare fills in the likenesses of c.
func (p *page) compare(q *query, c *candidate) {
	u := c.u
	from, to := max(0, c.from-5), min(len(u.tokens), c.end+5)
	around := append(append([]words.Token{}, u.tokens[from:c.from]...), u.tokens[c.end:to]...)
	c.window = vector.Cosine(q.vec, p.sense(around))
	if q.head != nil && c.end-c.from <= 6 {
		c.head = vector.Cosine(q.head, p.sense(u.tokens[c.from:c.end]))
	}
	if !q.chinese || len(q.pairs) == 0 {
		return
	}
	from, to = c.from, c.end
	for from > 0 && u.clause[from-1] == u.clause[c.from] {
		from--
	}
	for to < len(u.tokens) && u.clause[to] == u.clause[c.end-1] {
		to++
	}
	said := []rune(strings.ToLower(p.text[u.tokens[from].Start:u.tokens[c.from].Start] + "|" + p.text[u.tokens[c.end-1].End:u.tokens[to-1].End]))
	seen := map[string]bool{}
	for i := 0; i+1 < len(said); i++ {
		if s := string(said[i : i+2]); q.pairs[s] {
			seen[s] = true
		}
	}
	c.pairs = math.Sqrt(float64(len(seen)) / float64(len(q.pairs)))
}
