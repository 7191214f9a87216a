// Package vigil notices what takes too long, with one timer for all that it watches. A timer
// for each of thousands of short things in a second wakes a thread of Go's scheduler for
// each, which takes more than many of them do.
package vigil

import (
	"sync"
	"sync/atomic"
	"time"
)

// Vigil watches. It is safe for concurrent use.
//
// Time goes by in rounds of a step. A watch notes in which round it moved last; the timer
// runs only while there is one.
type Vigil struct {
	step  time.Duration
	steps int64
	round atomic.Int64

	mu    sync.Mutex
	kept  map[*Watch]struct{}
	timer *time.Timer
	on    bool // the timer runs
}

// New returns a vigil over what may take so long, or a step longer, of which so many are in that.
func New(most time.Duration, steps int) *Vigil {
	return &Vigil{step: max(1, most/time.Duration(steps)), steps: int64(steps), kept: map[*Watch]struct{}{}}
}

// Watch is of one thing after another.
type Watch struct {
	of    *Vigil
	moved atomic.Int64 // the round
	late  func()
}

// Begin begins w: late is called if it does not move for too long, once, and must not wait
// for anything. w must have ended, or be new.
func (v *Vigil) Begin(w *Watch, late func()) {
	w.of, w.late = v, late
	w.Moved()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept[w] = struct{}{}
	switch {
	case v.on:
		return
	case v.timer == nil:
		v.timer = time.AfterFunc(v.step, v.look)
	default:
		v.timer.Reset(v.step)
	}
	v.on = true
}

// Moved lets it begin to wait anew.
func (w *Watch) Moved() { w.moved.Store(w.of.round.Load()) }

// End ends it. What it calls may be called still.
func (w *Watch) End() {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	delete(w.of.kept, w)
}

func (v *Vigil) look() {
	for _, late := range v.late() {
		late()
	}
}

// late is what is to be called.
func (v *Vigil) late() (l []func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.round.Add(1)
	for w := range v.kept {
		if now-w.moved.Load() > v.steps {
			l = append(l, w.late)
			delete(v.kept, w)
		}
	}
	if v.on = len(v.kept) > 0; v.on {
		v.timer.Reset(v.step)
	}
	return l
}
