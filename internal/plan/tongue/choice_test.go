package tongue_test

import (
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
)

// learnChoice fits weights so that of each group the right one comes out on
// top, by adaptive gradient steps, in a fixed order. A group without a right
// one, or without a wrong one, teaches nothing, nor does a trait seen once.
func learnChoice(groups [][]example) lore.Weights {
	const rounds, rate, decay = 20, 0.05, 5e-3
	index, names, count := map[string]int{}, []string{}, []float64{}
	rows := make([][][]int, len(groups))
	for i, group := range groups {
		right := func(e example) bool { return e.asked }
		if !slices.ContainsFunc(group, right) || !slices.ContainsFunc(group, func(e example) bool { return !e.asked }) {
			continue
		}
		for _, e := range group {
			var row []int
			for _, t := range e.traits {
				k, ok := index[t]
				if !ok {
					k = len(names)
					index[t], names, count = k, append(names, t), append(count, 0)
				}
				count[k]++
				row = append(row, k)
			}
			rows[i] = append(rows[i], row)
		}
	}
	w, squares := make([]float64, len(names)), make([]float64, len(names))
	for range rounds {
		for i, group := range groups {
			if rows[i] == nil {
				continue
			}
			for k, g := range pulls(group, rows[i], w) {
				if math.Abs(g) < 1e-3 {
					continue
				}
				for _, t := range rows[i][k] {
					if count[t] < 2 {
						continue
					}
					d := g + decay*w[t]
					squares[t] += d * d
					w[t] -= rate * d / math.Sqrt(squares[t]+1e-2)
				}
			}
		}
	}
	learned := lore.Weights{}
	for k, name := range names {
		learned[name] = w[k]
	}
	return learned
}

// pulls are the gradients of the scores of a group: how much of the
// probability each has, and how much of it it should have.
func pulls(group []example, rows [][]int, w []float64) []float64 {
	scores, most := make([]float64, len(group)), math.Inf(-1)
	for k, e := range group {
		scores[k] = e.prior
		for _, t := range rows[k] {
			scores[k] += w[t]
		}
		most = max(most, scores[k])
	}
	sum, right := 0.0, 0.0
	for k, e := range group {
		scores[k] = math.Exp(scores[k] - most)
		sum += scores[k]
		if e.asked {
			right += scores[k]
		}
	}
	for k, e := range group {
		p := scores[k] / sum
		if e.asked {
			p -= scores[k] / right
		}
		scores[k] = p
	}
	return scores
}
