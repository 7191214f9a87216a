package choice

import (
	"math"
	"math/rand/v2"
	"slices"
)

// growth is how trees are grown.
type growth struct {
	trees, depth, least, bins int     // least: rows in a leaf
	rate, calm                float64 // calm: what is added to a leaf's weight
	rows, columns             float64 // the shares that a tree sees
}

// grown learns trees by gradient boosting, from rows and how right each is.
func grown(names []string, rows [][]float64, right []float64, g growth) *forest {
	r := rand.New(rand.NewPCG(3, 5))
	f := &forest{Names: names}
	n, m := len(rows), len(names)
	cuts, at := make([][]float64, m), make([][]uint8, m)
	for k := range m {
		cuts[k], at[k] = binned(rows, k, g.bins)
	}
	mean := 0.0
	for _, y := range right {
		mean += y / float64(n)
	}
	f.Base = math.Log(mean / (1 - mean))
	score, slope, bend := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range score {
		score[i] = f.Base
	}
	for range g.trees {
		for i, s := range score {
			p := 1 / (1 + math.Exp(-s))
			slope[i], bend[i] = right[i]-p, p*(1-p)
		}
		inner := 1<<g.depth - 1
		t := tree{Of: make([]int, inner), Cuts: make([]float64, inner), Leaves: make([]float64, inner+1)}
		of := r.Perm(m)[:int(float64(m)*g.columns)]
		var in []int
		for i := range n {
			if r.Float64() < g.rows {
				in = append(in, i)
			}
		}
		t.grow(0, in, of, cuts, at, slope, bend, g)
		for i := range t.Leaves {
			t.Leaves[i] = math.Round(t.Leaves[i]*g.rate*1e4) / 1e4
		}
		f.Trees = append(f.Trees, t)
		for i := range score {
			score[i] += t.at(rows[i])
		}
	}
	return f
}

// binned are the cuts of a column, and between which of them each row lies.
func binned(rows [][]float64, k, bins int) (cuts []float64, at []uint8) {
	all := make([]float64, len(rows))
	for i, r := range rows {
		all[i] = r[k]
	}
	slices.Sort(all)
	for b := 1; b < bins; b++ {
		i := b * len(all) / bins
		for i > 0 && i < len(all) && all[i] == all[i-1] {
			i++ // the end of equals
		}
		if i >= len(all) {
			continue
		}
		if c := math.Round((all[i-1]+all[i])*5e3) / 1e4; len(cuts) == 0 || c > cuts[len(cuts)-1] {
			cuts = append(cuts, c)
		}
	}
	// the lowest of a column that is mostly one value
	if i := slices.IndexFunc(all, func(v float64) bool { return v > all[0] }); i > 0 {
		if c := math.Round((all[0]+all[i])*5e3) / 1e4; len(cuts) == 0 || c < cuts[0] {
			cuts = slices.Insert(cuts, 0, c)
		}
	}
	at = make([]uint8, len(rows))
	for i, r := range rows {
		b, _ := slices.BinarySearch(cuts, r[k])
		at[i] = uint8(b)
	}
	return cuts, at
}

// grow finds the best question for the rows in a node, and those below it.
func (t *tree) grow(node int, in, of []int, cuts [][]float64, at [][]uint8, slope, bend []float64, g growth) {
	sum, weight := 0.0, g.calm
	for _, i := range in {
		sum += slope[i]
		weight += bend[i]
	}
	if node >= len(t.Of) {
		t.Leaves[node-len(t.Of)] = sum / weight
		return
	}
	most, by, cut := 1e-6, -1, 0
	for _, k := range of {
		var slopes, bends, counts [64]float64
		for _, i := range in {
			b := at[k][i]
			slopes[b] += slope[i]
			bends[b] += bend[i]
			counts[b]++
		}
		s, w, c := 0.0, g.calm, 0.0
		for b := range cuts[k] {
			s, w, c = s+slopes[b], w+bends[b], c+counts[b]
			if c < float64(g.least) || float64(len(in))-c < float64(g.least) {
				continue
			}
			rest := weight - w + g.calm
			if gain := s*s/w + (sum-s)*(sum-s)/rest - sum*sum/weight; gain > most {
				most, by, cut = gain, k, b
			}
		}
	}
	if by < 0 { // a leaf: all that is below it is the same
		t.Of[node], t.Cuts[node] = 0, 1e9
		t.grow(2*node+1, in, of, cuts, at, slope, bend, g)
		return
	}
	t.Of[node], t.Cuts[node] = by, cuts[by][cut]
	var left, right []int
	for _, i := range in {
		if int(at[by][i]) <= cut {
			left = append(left, i)
		} else {
			right = append(right, i)
		}
	}
	t.grow(2*node+1, left, of, cuts, at, slope, bend, g)
	t.grow(2*node+2, right, of, cuts, at, slope, bend, g)
}
