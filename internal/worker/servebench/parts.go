package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// prompt is n tokens that are words of the made-up vocabulary.
func prompt(seed uint64, n int) []int {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // any tokens do
	l := make([]int, n)
	for i := range l {
		l[i] = 1000 + r.IntN(3000)
	}
	return l
}

// single is how many tokens a second one answer gets, after its first.
func single(ctx context.Context, s *side, round int) (float64, error) {
	const n = 128
	t, err := s.complete(ctx, prompt(uint64(1000+round), 16), n) //nolint:gosec // small
	if err != nil {
		return 0, err
	}
	return (n - 1) / t.last.Sub(t.first).Seconds(), nil
}

// shared is how many tokens a second 8 answers have together, from the moment
// when they are asked for, whose prompts begin alike and were not seen before.
func shared(ctx context.Context, s *side, round int) (float64, error) {
	const streams, n = 8, 64
	prefix := prompt(uint64(2000+round), 1000) //nolint:gosec // small
	errs := make([]error, streams)
	began := time.Now()
	var all sync.WaitGroup
	for i := range streams {
		all.Go(func() {
			own := prompt(uint64(3000+100*round+i), 8) //nolint:gosec // small
			_, errs[i] = s.complete(ctx, slices.Concat(prefix, own), n)
		})
	}
	all.Wait()
	return streams * n / time.Since(began).Seconds(), errors.Join(errs...)
}

// beside is how long 99 of 100 short requests wait for their first token, in
// milliseconds: 16 tokens in, 8 out, 4 a second, while a prompt of 4,000 is read.
func beside(ctx context.Context, s *side, round int) (float64, error) {
	long := make(chan error, 1)
	go func() {
		_, err := s.complete(ctx, prompt(uint64(5000+round), 4000), 8) //nolint:gosec // small
		long <- err
	}()
	var mu sync.Mutex
	var waits []float64
	var errs []error
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / 4)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case err := <-long:
			all.Wait()
			return p99(waits), errors.Join(append(errs, err)...)
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-tick.C:
			all.Go(func() {
				t, err := s.complete(ctx, prompt(uint64(6000+100*round+i), 16), 8) //nolint:gosec // small
				mu.Lock()
				defer mu.Unlock()
				waits, errs = append(waits, float64(t.first.Sub(t.asked).Microseconds())/1000), append(errs, err)
			})
		}
	}
}

func p99(l []float64) float64 {
	if len(l) == 0 {
		return 0
	}
	slices.Sort(l)
	return l[(len(l)*99+99)/100-1]
}
