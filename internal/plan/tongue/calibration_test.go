package tongue_test

import (
	"math"
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
)

// verdict is whether the best plan of a request is right, with what the
// confidence is learned on.
type verdict struct {
	example
	fold int
	id   string
}

// right reports whether a request was answered as it should be.
func right(g gold, plans []plan.Plan) bool {
	switch {
	case g.Cannot:
		return refused(plans)
	case g.Ask:
		return len(plans) > 0 && plans[0].Question != ""
	}
	return len(plans) > 0 && equal(g.Graph, plans[0].Graph)
}

// judge plans every request with weights that were learned on the other folds.
func judge(t *testing.T, p *tongue.Planner, requests, extra []gold, folds int) []verdict {
	t.Helper()
	var l []verdict
	for k := range folds {
		rest := slices.DeleteFunc(slices.Clone(requests), func(g gold) bool { return fold(g, folds) == k })
		learned := teach(p, weighty(t, rest), extra)
		l = append(l, verdicts(t, p.With(learned.weights, learned.hints), requests, folds, k)...)
	}
	return l
}

// verdicts are those of one fold of requests.
func verdicts(t *testing.T, p *tongue.Planner, requests []gold, folds, k int) []verdict {
	t.Helper()
	var l []verdict
	for _, g := range requests {
		if fold(g, folds) != k {
			continue
		}
		req := plan.Request{Text: g.Text, Given: g.Given}
		plans, err := p.Plan(t.Context(), req, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !refused(plans) {
			l = append(l, verdict{example{p.Doubts(req), 0, right(g, plans)}, k, g.ID})
		}
	}
	return l
}

func confidence(w lore.Weights, traits []string) float64 {
	var s float64
	for _, t := range traits {
		s += w[t]
	}
	return 1 / (1 + math.Exp(-s))
}

// calibrate learns the confidence from the verdicts of other folds and returns
// the expected calibration error over ten bins.
func calibrate(l []verdict, folds int) float64 {
	var sum, hit, n [10]float64
	for k := range folds {
		var rest []example
		for _, v := range l {
			if v.fold != k {
				rest = append(rest, v.example)
			}
		}
		w := learn(rest)
		for _, v := range l {
			if v.fold != k {
				continue
			}
			c := confidence(w, v.traits)
			b := min(int(c*10), 9)
			sum[b] += c
			n[b]++
			if v.asked {
				hit[b]++
			}
		}
	}
	var e float64
	for b := range n {
		e += math.Abs(sum[b]-hit[b]) / float64(len(l))
	}
	return e
}

// TestCalibration measures the confidence on requests that neither the weights
// nor the confidence were learned on.
func TestCalibration(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	const folds = 2
	l := judge(t, p, known(t), append(lessons(t), wishes(t)...), folds) // without those put together, to be quicker
	e := report(t, l, folds)
	if e > 0.05 {
		t.Errorf("expected calibration error %.3f, at most 0.05", e)
	}
}

// report says how many of the requests over folds were right, and returns the
// expected calibration error.
func report(t *testing.T, l []verdict, folds int) float64 {
	t.Helper()
	e := calibrate(l, folds)
	var all, plain, odd tally
	for _, v := range l {
		all.add(v.asked)
		if collected(v.id) {
			odd.add(v.asked)
		} else {
			plain.add(v.asked)
		}
	}
	t.Logf("%d requests over %d folds: %.1f %% right (practice and develop %.1f %%, collected %.1f %%), expected calibration error %.3f",
		len(l), folds, 100*all.share(), 100*plain.share(), 100*odd.share(), e)
	return e
}
