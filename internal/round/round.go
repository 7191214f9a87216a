// Package round does work once for all who wait for it.
package round

import "sync"

// Round is work that has to be done after something, by no matter whom: it is
// done in rounds, one after the other, and who comes while one is done waits for
// the next:
//
//	A ── Do ──┐                  ┌── A, B go on
//	B ── Do ──┴─ one round runs ─┘
//	C ── Do, while it runs ── waits for the next one
//
// Its zero value is ready. It is safe for concurrent use.
type Round struct {
	mu   sync.Mutex
	last *result // of the round that has begun last; nil is none
	next *result // of the one that has not begun, if somebody waits for it
}

type result struct {
	done chan struct{}
	err  error
}

// Do returns when work that began after Do was called has ended, with its error.
// It is this work or another caller's, which does the same.
func (r *Round) Do(work func() error) error {
	r.mu.Lock()
	own, before, first := r.next, r.last, r.next == nil
	if first {
		own = &result{done: make(chan struct{})}
		r.next = own
	}
	r.mu.Unlock()
	if !first {
		<-own.done
		return own.err
	}
	if before != nil {
		<-before.done
	}
	r.mu.Lock()
	r.last, r.next = own, nil // those who come from now on wait for another
	r.mu.Unlock()
	defer close(own.done)
	own.err = work()
	return own.err
}

// Rounds are rounds by what they are about. Its zero value is ready. It is safe
// for concurrent use.
type Rounds[K comparable] struct {
	mu sync.Mutex
	m  map[K]*shared
}

type shared struct {
	Round
	users int
}

// Do is Round.Do for the work about k.
func (r *Rounds[K]) Do(k K, work func() error) error {
	r.mu.Lock()
	if r.m == nil {
		r.m = map[K]*shared{}
	}
	s := r.m[k]
	if s == nil {
		s = &shared{}
		r.m[k] = s
	}
	s.users++
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if s.users--; s.users == 0 {
			delete(r.m, k)
		}
	}()
	return s.Do(work)
}
