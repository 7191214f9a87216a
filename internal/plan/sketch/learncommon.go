package sketch

import (
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/sketch/descent"
)

// held is what the traits count for until samples say otherwise: a phrase that
// somebody wrote down for a tool is a good sign of it.
var held = [matchTraits]float64{isPhrase: 4, isLongPhrase: 0.5}

// fitCommon learns how much each way of matching a tool's own words counts,
// over all tools alike.
func fitCommon(d *Domain, m *matcher, ps []*prepared) []float64 {
	type pair struct {
		clauses [][matchTraits]float64
		right   float64
		weight  float64
	}
	pairs := make([]pair, len(ps)*len(d.Tools))
	parallel(len(ps), func(i int) {
		p := ps[i]
		for t, clauses := range m.traits(p.an, p.clauses) {
			x := pair{clauses: clauses, weight: p.weight}
			if p.has[t] {
				x.right = 1
			}
			pairs[i*len(d.Tools)+t] = x
		}
	})
	w := slices.Clone(held[:])
	descent.Minimise(w, 60, func(w, g []float64) float64 {
		var loss float64
		for i, x := range w {
			g[i] = x - held[i]
			loss += g[i] * g[i] / 2
		}
		var zs []float64
		for _, x := range pairs {
			zs = zs[:0]
			for _, c := range x.clauses {
				var z float64
				for i, v := range c {
					z += w[i] * v
				}
				zs = append(zs, z)
			}
			z := pool(zs)
			loss += x.weight * (math.Log1p(math.Exp(-z)) + (1-x.right)*z)
			e := x.weight * (sigmoid(z) - x.right)
			if len(zs) == 0 || math.Abs(e) < 1e-5 {
				continue
			}
			total := logSumExp(zs)
			for k, c := range x.clauses {
				ek := e * math.Exp(zs[k]-total)
				for i, v := range c {
					g[i] += ek * v
				}
			}
		}
		return loss
	})
	return w
}
