package main

import (
	"fmt"
	"slices"
)

// result is what the pairs of one part have given.
type result struct {
	part
	packed               string // how the weights are
	mine, theirs, ratios []float64
	void                 int
}

func (r *result) add(mine, theirs float64) {
	r.mine, r.theirs, r.ratios = append(r.mine, mine), append(r.theirs, theirs), append(r.ratios, mine/theirs)
}

// decided says whether more than half of so many pairs are on one side of the bar.
func (r *result) decided(pairs int) bool {
	good := 0
	for _, ratio := range r.ratios {
		if r.reached(ratio) {
			good++
		}
	}
	return max(good, len(r.ratios)-good) > pairs/2
}

// reached says whether a ratio is what it is to be.
func (p part) reached(ratio float64) bool {
	return p.bar == 0 || p.most && ratio <= p.bar || !p.most && ratio >= p.bar
}

// tell prints the result, and says whether the bar is reached.
func (r *result) tell(pairs int, busy float64) bool {
	if len(r.ratios) < pairs && !r.decided(pairs) {
		fmt.Printf("%-5s %-42s VOID: other programs had more than %.0f %% of the machine in %d pairs\n", r.packed, r.what, 100*busy, r.void)
		return false
	}
	ratio, verdict := median(r.ratios), "ok"
	ok := r.reached(ratio)
	if !ok {
		verdict = "NOT REACHED"
	}
	bar := "no bar"
	if r.bar != 0 {
		sign := "≥"
		if r.most {
			sign = "≤"
		}
		bar = fmt.Sprintf("%s %.2f", sign, r.bar)
	}
	fmt.Printf("%-5s %-42s tenon %8.1f   llama-server %8.1f %-8s  ratio %.3f (%s)   %d of %d pairs, %d void   %s\n",
		r.packed, r.what, median(r.mine), median(r.theirs), r.unit, ratio, bar, len(r.ratios), pairs, r.void, verdict)
	return ok
}

func median(l []float64) float64 {
	l = slices.Clone(l)
	slices.Sort(l)
	return (l[(len(l)-1)/2] + l[len(l)/2]) / 2
}
