package sketch

import (
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/sketch/descent"
)

// choice is one decision to learn from: the traits of each option and how
// right each is; the rightness sums to one.
type choice struct {
	traits [][]trait
	right  []float64
	weight float64
}

// fitChoices learns weights under which the right options are probable.
func fitChoices(cs []choice, least int, l2 float64, rounds int) *linear {
	count := map[uint32]int{}
	for _, c := range cs {
		for _, o := range c.traits {
			for _, k := range o {
				count[k.key]++
			}
		}
	}
	var keys []uint32
	for k, n := range count {
		if n >= least {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	l := &linear{index: make(map[uint32]int32, len(keys)), w: make([]float64, len(keys))}
	for i, k := range keys {
		l.index[k] = int32(i)
	}
	rows := make([][][]cell, len(cs))
	for r, c := range cs {
		for _, o := range c.traits {
			var row []cell
			for _, k := range o {
				if i, ok := l.index[k.key]; ok {
					row = append(row, cell{i, k.value})
				}
			}
			rows[r] = append(rows[r], row)
		}
	}
	var zs []float64
	descent.Minimise(l.w, rounds, func(w, g []float64) float64 {
		var loss float64
		for i, x := range w {
			g[i] = l2 * x
			loss += l2 * x * x / 2
		}
		for r, c := range cs {
			zs = zs[:0]
			for _, o := range rows[r] {
				zs = append(zs, weigh(w, o))
			}
			total := logSumExp(zs)
			for k, o := range rows[r] {
				loss -= c.weight * c.right[k] * (zs[k] - total)
				d := c.weight * (math.Exp(zs[k]-total) - c.right[k])
				push(g, o, d)
			}
		}
		return loss
	})
	return l
}

// edgeChoices are the decisions of a sample's own tools: who feeds whom.
func edgeChoices(d *Domain, p *prepared, r *reading) []choice {
	var tools []int
	for t, y := range p.has {
		if y {
			tools = append(tools, t)
		}
	}
	s := newScene(d, r, tools)
	var out []choice
	for _, n := range s.needs {
		best, bestFit := 0, -1.0
		for k := range n.options {
			fit := 0.0
			for _, i := range n.feeders(k) {
				if p.edges[[2]int{s.tools[i], s.tools[n.node]}] {
					fit++
				} else {
					fit--
				}
			}
			if fit > bestFit {
				best, bestFit = k, fit
			}
		}
		c := choice{right: make([]float64, len(n.options)), weight: p.weight}
		c.right[best] = 1
		for k := range n.options {
			c.traits = append(c.traits, s.traits(&n, k))
		}
		out = append(out, c)
	}
	return out
}
