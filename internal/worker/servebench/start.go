package main

import (
	"context"
	"time"
)

// again is how long one more of the program of a side takes from its start to its
// first token, in milliseconds. Its model was loaded before: what of the file is in
// memory still, it need not read.
func again(ctx context.Context, b *bench, s *side, _ int) (float64, error) {
	began := time.Now()
	one, err := s.another(ctx)
	if err != nil {
		return 0, err
	}
	defer one.stop()
	return float64(time.Since(began).Microseconds()) / 1000, nil
}
