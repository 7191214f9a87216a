package reader

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// least is how well a token must meet a term to count at all.
const least = 0.3

// judge fills in how each unit meets the question.
func (p *page) judge(ctx context.Context, q *query) error {
	known, liked := make([]map[string]float64, len(q.terms)), make([]map[string]float32, len(q.terms))
	for k := range known {
		known[k], liked[k] = map[string]float64{}, map[string]float32{}
	}
	for i, u := range p.units {
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		u.hits = make([][]hit, len(q.terms))
		u.best = make([]float64, len(q.terms))
		u.like = make([][]float32, len(q.terms))
		for k := range u.like {
			u.like[k] = make([]float32, len(u.tokens))
		}
		for at, t := range u.tokens {
			if !t.IsWord() && t.Kind != words.Number {
				continue
			}
			for k := range q.terms {
				by, ok := known[k][t.Norm]
				if !ok {
					by = p.meets(q.terms[k], t, u.stems[at])
					known[k][t.Norm] = by
					liked[k][t.Norm] = float32(max(by, p.likes(q.terms[k], t)))
				}
				u.like[k][at] = liked[k][t.Norm]
				if by >= least {
					u.hits[k] = append(u.hits[k], hit{at, by})
					u.best[k] = max(u.best[k], by)
				}
			}
		}
		u.likeness = vector.Cosine(q.vec, p.sense(u.tokens))
	}
	p.discount(q)
	for _, u := range p.units {
		u.met = q.share(u.best)
	}
	return nil
}

// discount takes weight from the words that much of the text has.
func (p *page) discount(q *query) {
	q.total = 0
	for k := range q.terms {
		n := 0
		for _, u := range p.units {
			if u.best[k] >= 0.85 {
				n++
			}
		}
		if len(p.units) > 3 {
			q.terms[k].weight *= 1 - 0.7*min(1, 1.5*float64(n)/float64(len(p.units)))
		}
		q.total += q.terms[k].weight
	}
}

// share is the part of the question's weight that is met.
func (q *query) share(met []float64) float64 {
	if q.total == 0 {
		return 0
	}
	sum := 0.0
	for k, m := range met {
		sum += q.terms[k].weight * m
	}
	return sum / q.total
}

// meets is how well a token meets a term, in [0, 1].
func (p *page) meets(x term, t words.Token, stem string) float64 {
	if stem == x.stem {
		return 1
	}
	if thesaurus.Meet(x.senses, thesaurus.Senses(stem)) {
		return 0.9
	}
	if t.Kind == words.Number || x.vec == nil {
		return 0
	}
	by := 0.0
	if t.Kind == words.Han {
		by = alike(x.norm, t.Norm)
	} else if n := min(len(x.norm), len(t.Norm)); n > 4 && x.norm[:5] == t.Norm[:5] {
		by = 0.7
	}
	if words.Function(t) || x.name {
		return by
	}
	if c := vector.Cosine(x.vec, p.vec(t)); c > 0.4 {
		by = max(by, min(0.9, (c-0.3)/0.6))
	}
	return by
}

// likes is how near in meaning a token is to a term.
func (p *page) likes(x term, t words.Token) float64 {
	if words.Function(t) || x.vec == nil {
		return 0
	}
	return max(0, vector.Cosine(x.vec, p.vec(t)))
}

// alike is how much of their characters two Chinese words share.
func alike(a, b string) float64 {
	if len(a) > 3 && len(b) > 3 && (strings.Contains(a, b) || strings.Contains(b, a)) {
		return 0.85
	}
	same := 0
	for _, r := range a {
		if strings.ContainsRune(b, r) {
			same++
		}
	}
	return 0.8 * float64(same*3) / float64(max(len(a), len(b), 3))
}
