package llama

import (
	"sync"
	"time"
)

// Counters grow from the start, but for Queued and Running, which are of now.
type Counters struct {
	Queued, Running                   int
	Requests, CacheHits, CachedTokens int64
	Preempted                         int64
	DraftedTokens, AcceptedTokens     int64 // of drafts, and of those how many were right
	PrefillTokens, DecodeTokens       int64
	PrefillTime, DecodeTime           time.Duration
}

// meter counts for whoever asks meanwhile.
type meter struct {
	mu sync.Mutex
	c  Counters
}

func (m *meter) add(f func(c *Counters)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(&m.c)
}

// Counters are the model's counters.
func (m *Model) Counters() Counters {
	m.meter.mu.Lock()
	defer m.meter.mu.Unlock()
	return m.meter.c
}
