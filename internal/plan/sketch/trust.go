package sketch

import (
	"cmp"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/sketch/descent"
)

// trust turns what is known about a ranking into the probability that a draft
// is exactly right: the weights of a logistic regression over trustTraits.
type trust []float64

const trustTraits = 7

func (w trust) of(r *reading, ps []float64, order []int, place, size int) float64 {
	var z float64
	for i, v := range trustOf(r, ps, order, place, size) {
		if i < len(w) {
			z += w[i] * v
		}
	}
	return sigmoid(z)
}

// trustOf lists the traits: the draft's share and its lead, how many steps it
// has, how sure the node model was of each tool, and that the plan is to be as
// gold labels are (with the odds once more, as those may be less sure).
func trustOf(r *reading, ps []float64, order []int, place, size int) [trustTraits]float64 {
	p := min(max(ps[order[place]], 1e-4), 1-1e-4)
	lead := 0.0
	if place+1 < len(order) {
		lead = p - ps[order[place+1]]
	}
	sure := 0.0
	for _, z := range r.logit {
		sure += math.Log1p(math.Exp(-math.Abs(z)))
	}
	odds := math.Log(p / (1 - p))
	return [trustTraits]float64{1, odds, lead, math.Log(float64(size)), sure, 1, odds}
}

// trusted is a ranking whose end is known.
type trusted struct {
	traits [trustTraits]float64
	right  float64
}

func newTrusted(r *reading, ds []draft, ps []float64, p *prepared) trusted {
	order := byChance(ps)
	best := &ds[order[0]]
	t := trusted{traits: trustOf(r, ps, order, 0, len(best.s.tools))}
	if likeness(best, p) > 1-1e-9 {
		t.right = 1
	}
	if !p.gold {
		t.traits[trustTraits-2], t.traits[trustTraits-1] = 0, 0
	}
	return t
}

// byChance lists the drafts by their probability.
func byChance(ps []float64) []int {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ps[b], ps[a]) })
	return order
}

func fitTrust(ts []trusted) trust {
	w := make([]float64, trustTraits)
	descent.Minimise(w, 200, func(w, g []float64) float64 {
		var loss float64
		for i, x := range w {
			g[i] = 0.5 * x
			loss += 0.25 * x * x
		}
		for _, t := range ts {
			var z float64
			for i, v := range t.traits {
				z += w[i] * v
			}
			loss += math.Log1p(math.Exp(-z)) + (1-t.right)*z
			d := sigmoid(z) - t.right
			for i, v := range t.traits {
				g[i] += d * v
			}
		}
		return loss
	})
	return w
}
