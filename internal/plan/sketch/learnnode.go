package sketch

import (
	"math"
	"math/rand/v2"
	"slices"
)

type cell struct {
	i int32
	v float32
}

// row is a sample as the learner of nodes sees it.
type row struct {
	clauses [][]cell
	whole   []cell
	match   [][]float64 // by tool, then clause
}

func fitNodes(ps []*prepared, tools int, o Options) *nodeModel {
	index, whole := vocabulary(ps, o.MinCount)
	rows := make([]row, len(ps))
	for r, p := range ps {
		for _, c := range p.clauses {
			rows[r].clauses = append(rows[r].clauses, cells(index, c.traits))
		}
		rows[r].whole = cells(index, p.merged)
		rows[r].match = p.match
		if p.gold {
			rows[r].whole = append(rows[r].whole, cell{index[goldKey], 1})
		}
	}
	m := &nodeModel{index: index, tools: tools, w: make([]float32, len(index)*tools)}
	parallel(tools, func(t int) {
		f := newFollower(whole, index[ownKey], o)
		for epoch := range o.Rounds {
			for _, r := range rand.New(rand.NewPCG(1, uint64(epoch))).Perm(len(rows)) {
				f.learn(&rows[r], t, ps[r].has[t], ps[r].weight)
			}
		}
		for i, x := range f.w {
			m.w[i*tools+t] = float32(x)
		}
	})
	return m
}

// follower learns one tool's weights sample by sample: "follow the regularised
// leader", with a step of its own for each weight.
type follower struct {
	w, z, n []float64
	l2      []float64
	rate    float64
	own     int32 // the place of ownKey
	soft    []float64
}

func newFollower(whole []bool, own int32, o Options) *follower {
	k := len(whole)
	f := &follower{w: make([]float64, k), z: make([]float64, k), n: make([]float64, k), l2: make([]float64, k), rate: o.Rate, own: own}
	for i, all := range whole {
		f.l2[i] = o.L2Clause * float64(o.Rounds)
		if all {
			f.l2[i] = o.L2Whole * float64(o.Rounds)
		}
	}
	return f
}

func (f *follower) learn(r *row, t int, has bool, weight float64) {
	f.soft = f.soft[:0]
	for k, c := range r.clauses {
		f.soft = append(f.soft, weigh(f.w, c)+f.w[f.own]*r.match[t][k])
	}
	z := weigh(f.w, r.whole)
	if len(f.soft) > 0 {
		l := logSumExp(f.soft)
		z += l - usual
		for i := range f.soft {
			f.soft[i] = math.Exp(f.soft[i] - l)
		}
	}
	d := sigmoid(z)
	if has {
		d--
	}
	if d *= weight; math.Abs(d) < 0.003 {
		return
	}
	f.push(r.whole, d)
	for k, c := range r.clauses {
		if dk := d * f.soft[k]; math.Abs(dk) > 0.001 {
			f.push(c, dk)
			f.push([]cell{{f.own, float32(r.match[t][k])}}, dk)
		}
	}
}

func (f *follower) push(cs []cell, d float64) {
	for _, c := range cs {
		i, g := c.i, d*float64(c.v)
		root := math.Sqrt(f.n[i])
		f.n[i] += g * g
		next := math.Sqrt(f.n[i])
		f.z[i] += g - (next-root)/f.rate*f.w[i]
		f.w[i] = -f.z[i] / ((1+next)/f.rate + f.l2[i])
	}
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
	keys := []uint32{goldKey, ownKey}
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
