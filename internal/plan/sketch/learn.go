package sketch

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// Sample is a request with its graph, to learn from.
type Sample struct {
	Text   string
	Tools  []string
	Edges  [][2]string // from, to
	Weight float64
	Gold   bool // labelled as the plans are to be
}

// Options tunes learning.
type Options struct {
	// How dear a weight is: of words in a clause, of words anywhere in the
	// request, of the traits of an edge, and of a whole draft.
	L2Clause, L2Whole, L2Edge, L2Rank float64

	GoldWeight float64 // what a gold sample counts for, where others count 1
	Rate       float64 // how fast node weights move
	Temper     float64 // how much only the drafts nearest to the truth count as right
	MinCount   int     // in how many samples a trait must be
	Rounds     int     // passes over the samples
	Folds      int     // parts for learning a stage from what the one before says of unseen samples
}

// DefaultOptions were found by cross-validation on TaskBench.
func DefaultOptions() Options {
	return Options{
		L2Clause: 0.3, L2Whole: 5, L2Edge: 3, L2Rank: 5,
		GoldWeight: 1.5, Rate: 1, Temper: 30, MinCount: 2, Rounds: 7, Folds: 8,
	}
}

// Learn learns a model of d from samples. It takes minutes for thousands.
func Learn(ctx context.Context, d Domain, samples []Sample, o Options) (*Model, error) {
	if len(samples) < 2*o.Folds {
		return nil, fmt.Errorf("learn %s: %d samples are too few", d.Name, len(samples))
	}
	l := newLearner(&d, samples, o)
	if err := l.nodes(ctx); err != nil {
		return nil, fmt.Errorf("learn %s: %w", d.Name, err)
	}
	l.edges()
	l.ranks()
	return l.m, nil
}

// learner keeps what one stage of learning leaves to the next. A stage learns
// from readings by earlier stages that had not seen the sample, as it will be
// in earnest.
type learner struct {
	d     *Domain
	match *matcher
	o     Options
	ps    []*prepared
	m     *Model
	rs    []*reading // out of fold
	ds    [][]draft  // out of fold
}

func newLearner(d *Domain, samples []Sample, o Options) *learner {
	l := &learner{d: d, match: newMatcher(d), o: o, ps: prepare(d, samples, o), m: &Model{column: d.index()}}
	l.rs, l.ds = make([]*reading, len(l.ps)), make([][]draft, len(l.ps))
	return l
}

// without returns the samples outside a fold; fold -1 is outside of all.
func (l *learner) without(fold int) []int {
	var in []int
	for i := range l.ps {
		if i%l.o.Folds != fold {
			in = append(in, i)
		}
	}
	return in
}

func pick[T any](all []T, at []int) []T {
	out := make([]T, len(at))
	for k, i := range at {
		out[k] = all[i]
	}
	return out
}

func (l *learner) nodes(ctx context.Context) error {
	l.m.common = fitCommon(l.d, l.match, l.ps)
	parallel(len(l.ps), func(i int) { l.ps[i].match = l.m.matches(l.match, l.ps[i].an, l.ps[i].clauses) })
	for f := range l.o.Folds {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := fitNodes(pick(l.ps, l.without(f)), len(l.d.Tools), l.o)
		for i := f; i < len(l.ps); i += l.o.Folds {
			l.rs[i] = m.read(l.ps[i].an, l.ps[i].match)
		}
	}
	l.m.node = fitNodes(l.ps, len(l.d.Tools), l.o)
	return ctx.Err()
}

func (l *learner) edges() {
	choices := make([][]choice, len(l.ps))
	for i, p := range l.ps {
		choices[i] = edgeChoices(l.d, p, l.rs[i])
	}
	fit := func(fold int) *linear {
		return fitChoices(slices.Concat(pick(choices, l.without(fold))...), 2, l.o.L2Edge, 60)
	}
	parallel(l.o.Folds+1, func(f int) {
		if f == l.o.Folds {
			l.m.edge = fit(-1)
			return
		}
		edge := fit(f)
		for i := f; i < len(l.ps); i += l.o.Folds {
			l.ds[i] = drafts(l.d, l.rs[i], edge)
		}
	})
}

func (l *learner) ranks() {
	choices := make([]choice, len(l.ps))
	parallel(len(l.ps), func(i int) { choices[i] = rankChoice(l.ds[i], l.ps[i], l.o.Temper) })
	ranks := make([]*linear, l.o.Folds+1)
	parallel(l.o.Folds+1, func(f int) {
		ranks[f] = fitChoices(pick(choices, l.without(f)), 3, l.o.L2Rank, 60)
	})
	l.m.rank = ranks[l.o.Folds]
	var trusts []trusted
	for i, p := range l.ps {
		trusts = append(trusts, newTrusted(l.rs[i], l.ds[i], rank(l.ds[i], ranks[i%l.o.Folds]), p))
	}
	l.m.trust = fitTrust(trusts)
}

type prepared struct {
	an      *analysis
	clauses []clause
	merged  []feature // each key once, sorted
	match   [][]float64
	has     []bool
	edges   map[[2]int]bool
	weight  float64
	gold    bool
}

func merge(fs []feature) []feature {
	m := slices.Clone(fs)
	slices.SortFunc(m, func(a, b feature) int { return int(int64(a.key) - int64(b.key)) })
	return slices.CompactFunc(m, func(a, b feature) bool { return a.key == b.key })
}

func prepare(d *Domain, samples []Sample, o Options) []*prepared {
	id := d.index()
	ps := make([]*prepared, len(samples))
	parallel(len(samples), func(k int) {
		s := samples[k]
		p := &prepared{an: analyse(s.Text), has: make([]bool, len(d.Tools)), edges: map[[2]int]bool{}, gold: s.Gold, weight: s.Weight}
		p.clauses = p.an.cut()
		p.merged = merge(p.an.traits())
		for _, t := range s.Tools {
			if i, ok := id[t]; ok {
				p.has[i] = true
			}
		}
		for _, e := range s.Edges {
			p.edges[[2]int{id[e[0]], id[e[1]]}] = true
		}
		if p.weight == 0 {
			p.weight = 1
		}
		if p.gold {
			p.weight *= o.GoldWeight
		}
		ps[k] = p
	})
	return ps
}

func parallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	wg.Wait()
}

// goldKey is a trait of every request that is labelled as plans are to be,
// ownKey weighs how well a tool's own words fit a clause.
var goldKey, ownKey = hash("gold"), hash("own")
