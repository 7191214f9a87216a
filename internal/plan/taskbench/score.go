package taskbench

import (
	"fmt"
	"io"
	"math"
)

// Score counts hits. Its figures are those of TaskBench: micro F1 over the
// sets of tools, and of edges, of every request.
type Score struct {
	Requests, Exact  int
	nodeHit, nodeSum int
	edgeHit, edgeSum int
}

// NodeF1 is in percent.
func (s Score) NodeF1() float64 { return 200 * float64(s.nodeHit) / float64(max(1, s.nodeSum)) }

// EdgeF1 is in percent.
func (s Score) EdgeF1() float64 { return 200 * float64(s.edgeHit) / float64(max(1, s.edgeSum)) }

// ExactGraphs is the share of graphs that are right in every node and edge, in percent.
func (s Score) ExactGraphs() float64 { return 100 * float64(s.Exact) / float64(max(1, s.Requests)) }

// add scores a predicted graph and reports whether it is exactly right.
func (s *Score) add(gold, got Case) bool {
	gn, ge := gold.graph()
	pn, pe := got.graph()
	nodes, edges := both(gn, pn), both(ge, pe)
	s.Requests++
	s.nodeHit += nodes
	s.nodeSum += len(gn) + len(pn)
	s.edgeHit += edges
	s.edgeSum += len(ge) + len(pe)
	right := nodes == len(gn) && nodes == len(pn) && edges == len(ge) && edges == len(pe)
	if right {
		s.Exact++
	}
	return right
}

func both[K comparable](a, b map[K]bool) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// Splits are the kinds of graphs that are scored apart.
var splits = []string{"all", "single", "chain", "dag"}

// Report is what a run over a file of cases gives.
type Report struct {
	Scores map[string]*Score // by split
	// CalibrationError is the expected calibration error of the confidence
	// that a graph is exactly right, over ten bins of equal width.
	CalibrationError float64
	// ChanceError is what chance alone would give for as many plans, were
	// every confidence true.
	ChanceError float64
	P50, P99    float64 // milliseconds per plan

	trusts []trusted
	millis []float64
}

type trusted struct {
	confidence float64
	right      bool
}

func (r *Report) add(gold, got Case, confidence, millis float64) {
	if r.Scores == nil {
		r.Scores = map[string]*Score{}
		for _, k := range splits {
			r.Scores[k] = &Score{}
		}
	}
	right := r.Scores["all"].add(gold, got)
	if s, ok := r.Scores[gold.Type]; ok {
		s.add(gold, got)
	}
	r.trusts = append(r.trusts, trusted{confidence, right})
	r.millis = append(r.millis, millis)
}

func (r *Report) finish() {
	r.CalibrationError, r.ChanceError = calibrationError(r.trusts)
	r.P50, r.P99 = quantile(r.millis, 0.5), quantile(r.millis, 0.99)
}

const bins = 10

// calibrationError is the mean distance between confidence and truth over ten
// bins of equal width, weighted by how many plans are in each, and what chance
// alone would give.
func calibrationError(ts []trusted) (found, chance float64) {
	var gap, spread [bins]float64
	for _, t := range ts {
		b := min(int(t.confidence*bins), bins-1)
		gap[b] += t.confidence
		spread[b] += t.confidence * (1 - t.confidence)
		if t.right {
			gap[b]--
		}
	}
	for b := range bins {
		found += math.Abs(gap[b])
		chance += math.Sqrt(spread[b] * 2 / math.Pi)
	}
	n := float64(max(1, len(ts)))
	return found / n, chance / n
}

func quantile(xs []float64, q float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	xs = sortedBy(xs, func(x float64) float64 { return x })
	return xs[min(len(xs)-1, int(q*float64(len(xs))))]
}

// Write prints the report as a table under a title.
func (r *Report) Write(w io.Writer, title string) error {
	if _, err := fmt.Fprintf(w, "%s\n", title); err != nil {
		return err
	}
	for _, k := range splits {
		s := r.Scores[k]
		if s == nil || s.Requests == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "  %-7s n=%4d  node F1 %5.1f  edge F1 %5.1f  exact graph %5.1f\n", k, s.Requests, s.NodeF1(), s.EdgeF1(), s.ExactGraphs()); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "  calibration error %.3f (chance alone %.3f)  p50 %.2f ms  p99 %.2f ms per plan\n", r.CalibrationError, r.ChanceError, r.P50, r.P99)
	return err
}
