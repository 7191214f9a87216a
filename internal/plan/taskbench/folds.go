package taskbench

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/sketch"
)

// tooNear is the share of common word triples from which on two requests
// count as the same, so that one may not teach for the other.
const tooNear = 0.7

// Learn learns a domain from gold cases and labelled ones.
func Learn(ctx context.Context, d sketch.Domain, gold, labelled []Case) (*sketch.Model, error) {
	var samples []sketch.Sample
	for _, c := range gold {
		samples = append(samples, c.Sample(true))
	}
	for _, c := range labelled {
		samples = append(samples, c.Sample(false))
	}
	return sketch.Learn(ctx, d, samples, sketch.DefaultOptions())
}

// CrossValidate learns from the labelled cases and all but one part of the
// gold ones, measures on that part, and so on around. Requests that are nearly
// the same as a measured one do not teach.
func CrossValidate(ctx context.Context, d sketch.Domain, gold, labelled []Case, parts int) (Report, error) {
	var r Report
	for f := range parts {
		var teach, measure []Case
		for i, c := range gold {
			if i%parts == f {
				measure = append(measure, c)
			} else {
				teach = append(teach, c)
			}
		}
		m, err := Learn(ctx, d, apart(teach, measure), apart(labelled, measure))
		if err != nil {
			return r, err
		}
		part, _, err := Run(ctx, sketch.New(d, m), measure)
		if err != nil {
			return r, err
		}
		r.merge(part)
	}
	r.finish()
	return r, nil
}

// Pooled is the expected calibration error over the plans of several reports
// together, and what chance alone would give.
func Pooled(rs ...Report) (found, chance float64) {
	var ts []trusted
	for _, r := range rs {
		ts = append(ts, r.trusts...)
	}
	return calibrationError(ts)
}

func (r *Report) merge(part Report) {
	if r.Scores == nil {
		r.Scores = map[string]*Score{}
	}
	for k, s := range part.Scores {
		t := r.Scores[k]
		if t == nil {
			t = &Score{}
			r.Scores[k] = t
		}
		t.Requests += s.Requests
		t.Exact += s.Exact
		t.nodeHit += s.nodeHit
		t.nodeSum += s.nodeSum
		t.edgeHit += s.edgeHit
		t.edgeSum += s.edgeSum
	}
	r.trusts = append(r.trusts, part.trusts...)
	r.millis = append(r.millis, part.millis...)
}

// apart returns the cases that are not nearly one of the measured.
func apart(teach, measure []Case) []Case {
	var seen []map[string]bool
	for _, c := range measure {
		seen = append(seen, triples(c.Request))
	}
	var out []Case
	for _, c := range teach {
		t, near := triples(c.Request), false
		for _, s := range seen {
			n := both(s, t)
			near = near || float64(n) >= tooNear*float64(max(1, len(s)+len(t)-n))
		}
		if !near {
			out = append(out, c)
		}
	}
	return out
}

func triples(s string) map[string]bool {
	w := strings.Fields(strings.ToLower(s))
	m := map[string]bool{}
	for i := range max(1, len(w)-2) {
		m[strings.Join(w[i:min(len(w), i+3)], " ")] = true
	}
	return m
}
