package sketch

import (
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/sketch/descent"
)

type cell struct {
	i int32
	v float32
}

// row is a sample as the learner of nodes sees it.
type row struct {
	clauses [][]cell
	whole   []cell
}

func fitNodes(ps []*prepared, tools int, o Options) *nodeModel {
	index, whole := vocabulary(ps, o.MinCount)
	rows := make([]row, len(ps))
	for r, p := range ps {
		for _, c := range p.clauses {
			rows[r].clauses = append(rows[r].clauses, cells(index, c.traits))
		}
		rows[r].whole = cells(index, p.merged)
		if p.gold {
			rows[r].whole = append(rows[r].whole, cell{index[goldKey], 1})
		}
	}
	m := &nodeModel{index: index, tools: tools, w: make([]float32, len(index)*tools)}
	parallel(tools, func(t int) {
		w := make([]float64, len(index))
		descent.Minimise(w, o.Rounds, func(w, g []float64) float64 {
			return nodeLoss(ps, rows, t, w, g, whole, o)
		})
		for i, x := range w {
			m.w[i*tools+t] = float32(x)
		}
	})
	return m
}

// vocabulary numbers the traits that are in at least least samples, and says
// which of them are of the whole request.
func vocabulary(ps []*prepared, least int) (map[uint32]int32, []bool) {
	count, whole := map[uint32]int{}, map[uint32]bool{goldKey: true}
	for _, p := range ps {
		seen := map[uint32]bool{}
		for _, c := range p.clauses {
			for _, f := range c.traits {
				if !seen[f.key] {
					seen[f.key] = true
					count[f.key]++
				}
			}
		}
		for _, f := range p.merged {
			count[f.key]++
			whole[f.key] = true
		}
	}
	keys := []uint32{goldKey}
	for k, c := range count {
		if c >= least {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	index, isWhole := make(map[uint32]int32, len(keys)), make([]bool, len(keys))
	for i, k := range keys {
		index[k], isWhole[i] = int32(i), whole[k]
	}
	return index, isWhole
}

func cells(index map[uint32]int32, fs []feature) []cell {
	var out []cell
	for _, f := range fs {
		if i, ok := index[f.key]; ok {
			out = append(out, cell{i, f.value})
		}
	}
	return out
}

func nodeLoss(ps []*prepared, rows []row, t int, w, g []float64, whole []bool, o Options) float64 {
	var loss float64
	for i, x := range w {
		l := o.L2Clause
		if whole[i] {
			l = o.L2Whole
		}
		g[i] = l * x
		loss += l * x * x / 2
	}
	var soft []float64
	for r := range rows {
		soft = soft[:0]
		for _, c := range rows[r].clauses {
			soft = append(soft, weigh(w, c))
		}
		z := weigh(w, rows[r].whole)
		if len(soft) > 0 {
			l := logSumExp(soft)
			z += l - usual
			for i := range soft {
				soft[i] = math.Exp(soft[i] - l)
			}
		}
		d := sigmoid(z)
		if ps[r].has[t] {
			loss += ps[r].weight * math.Log1p(math.Exp(-z))
			d--
		} else {
			loss += ps[r].weight * math.Log1p(math.Exp(z))
		}
		if d *= ps[r].weight; math.Abs(d) < 1e-6 {
			continue
		}
		push(g, rows[r].whole, d)
		for k, c := range rows[r].clauses {
			if dk := d * soft[k]; math.Abs(dk) > 1e-7 {
				push(g, c, dk)
			}
		}
	}
	return loss
}

func weigh(w []float64, cs []cell) float64 {
	var z float64
	for _, c := range cs {
		z += w[c.i] * float64(c.v)
	}
	return z
}

func push(g []float64, cs []cell, d float64) {
	for _, c := range cs {
		g[c.i] += d * float64(c.v)
	}
}
