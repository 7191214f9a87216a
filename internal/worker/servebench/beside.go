package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// What is asked beside a long prompt: short requests of 16 tokens in and 8 out.
const (
	longPrompt   = 4000
	shortPrompt  = 16
	shortAnswer  = 8
	usualRate    = 4               // a second
	fullTime     = 5 * time.Second // … which are asked as fast as they are answered
	fullStreams  = 8
	shareOfShort = 2 // they have at most half of what the machine can do
)

func (s *side) short(ctx context.Context, of, round, i int) (told, error) {
	return s.complete(ctx, prompt(of, round, i, shortPrompt), shortAnswer)
}

// pace chooses how many short requests a second are asked for. More than a machine
// can answer would queue up, however they are scheduled, and say nothing of that.
func pace(ctx context.Context, b *bench, ours, theirs *side) error {
	var can float64
	for try := range 3 {
		watch := newWatch(ours, theirs)
		x, err := full(ctx, ours, try)
		if err != nil {
			return fmt.Errorf("the worker: %w", err)
		}
		y, err := full(ctx, theirs, try)
		if err != nil {
			return fmt.Errorf("llama-server: %w", err)
		}
		can = max(can, min(x, y))
		if watch.others() <= b.busy {
			break
		}
	}
	if b.rate = usualRate; can < shareOfShort*usualRate {
		b.rate = can / shareOfShort
		fmt.Printf("this machine answers %.1f short requests a second: asked at %.2f a second, half of that, instead of %d\n", can, b.rate, usualRate)
		return nil
	}
	fmt.Printf("this machine answers %.1f short requests a second: asked at %d a second\n", can, usualRate)
	return nil
}

// full is how many short requests a second a side answers.
func full(ctx context.Context, s *side, try int) (float64, error) {
	began := time.Now()
	errs, counts := make([]error, fullStreams), make([]int, fullStreams)
	var all sync.WaitGroup
	for i := range fullStreams {
		all.Go(func() {
			for ; time.Since(began) < fullTime && errs[i] == nil; counts[i]++ {
				_, errs[i] = s.short(ctx, ofPace, try, fullStreams*counts[i]+i)
			}
		})
	}
	all.Wait()
	n := 0
	for _, c := range counts {
		n += c
	}
	return float64(n) / time.Since(began).Seconds(), errors.Join(errs...)
}

// beside is how long 99 of 100 short requests wait for their first token, in
// milliseconds, while a long prompt is read.
func beside(ctx context.Context, b *bench, s *side, round int) (float64, error) {
	long := make(chan error, 1)
	go func() {
		_, err := s.complete(ctx, prompt(ofLong, round, 0, longPrompt), shortAnswer)
		long <- err
	}()
	var mu sync.Mutex
	var waits []float64
	var errs []error
	var all sync.WaitGroup
	tick := time.NewTicker(time.Duration(float64(time.Second) / b.rate))
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
				t, err := s.short(ctx, ofShort, round, i)
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
