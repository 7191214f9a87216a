package mirror

import (
	"context"
	"sync"
	"time"
)

// Rate is how fast something may come. One may be shared.
type Rate struct {
	perSecond int64 // bytes
	mu        sync.Mutex
	next      time.Time
}

// NewRate returns a rate of so many bytes a second; nil, which has no limit, for 0.
func NewRate(perSecond int64) *Rate {
	if perSecond <= 0 {
		return nil
	}
	return &Rate{perSecond: perSecond}
}

// wait waits until n bytes more may come.
func (r *Rate) wait(ctx context.Context, n int) {
	if r == nil {
		return
	}
	r.mu.Lock()
	now := time.Now()
	if r.next.Before(now) {
		r.next = now
	}
	r.next = r.next.Add(time.Duration(float64(n) / float64(r.perSecond) * float64(time.Second)))
	until := r.next.Sub(now)
	r.mu.Unlock()
	timer := time.NewTimer(until)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
