package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// part is a measurement.
type part struct {
	name, what, unit string
	bar              float64                                                       // 0 is none: it is only told
	most             bool                                                          // the ratio is to be at most the bar, and at least otherwise
	prepare          func(ctx context.Context, b *bench, ours, theirs *side) error // nil is nothing
	run              func(ctx context.Context, b *bench, s *side, round int) (float64, error)
}

// parts are the measurements, in order; each gives a figure for one side.
var parts = []part{
	{"single", "one answer of 128 tokens", "tokens/s", 0.98, false, nil, single},
	{"shared", "8 answers of 64 tokens that share 1,000", "tokens/s", 1.3, false, nil, shared},
	{"beside", "p99 to the first token beside 4,000", "ms", 0.5, true, pace, beside},
	{"start", "the second start, to the first token", "ms", 0, true, nil, again},
}

// prompt is n tokens that are words of the made-up vocabulary, other ones for
// each part, round and request.
func prompt(of, round, i, n int) []int {
	r := rand.New(rand.NewPCG(uint64(of), uint64(round)<<32|uint64(i))) //nolint:gosec // any tokens do
	l := make([]int, n)
	for i := range l {
		l[i] = 1000 + r.IntN(3000)
	}
	return l
}

// The parts that ask.
const (
	waking = iota
	ofSingle
	ofShared
	ofShort
	ofLong
	ofPace
)

// single is how many tokens a second one answer gets, after its first.
func single(ctx context.Context, _ *bench, s *side, round int) (float64, error) {
	const n = 128
	t, err := s.complete(ctx, prompt(ofSingle, round, 0, 16), n)
	if err != nil {
		return 0, err
	}
	return (n - 1) / t.last.Sub(t.first).Seconds(), nil
}

// shared is how many tokens a second 8 answers have together, from the moment
// when they are asked for, whose prompts begin alike and were not seen before.
func shared(ctx context.Context, _ *bench, s *side, round int) (float64, error) {
	const streams, n = 8, 64
	prefix := prompt(ofShared, round, 0, 1000)
	errs := make([]error, streams)
	began := time.Now()
	var all sync.WaitGroup
	for i := range streams {
		all.Go(func() {
			_, errs[i] = s.complete(ctx, slices.Concat(prefix, prompt(ofShared, round, i+1, 8)), n)
		})
	}
	all.Wait()
	return streams * n / time.Since(began).Seconds(), errors.Join(errs...)
}
