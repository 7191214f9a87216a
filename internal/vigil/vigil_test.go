package vigil_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/vigil"
)

const (
	most  = 8 * time.Second
	steps = 8
	step  = most / steps
)

// What does not move is told once, in time; what moves, or has ended, is not.
func TestWhatTakesTooLongIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		moves int // with three quarters of the time between
		ends  bool
	}{"it moves never": {0, false}, "it moves twice": {2, false}, "it ends": {0, true}, "it moves and ends": {2, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				v := vigil.New(most, steps)
				for _, begun := range []time.Duration{0, step / 3, 100 * time.Hour} { // one is watched already, or none is any more
					<-time.After(begun)
					var w vigil.Watch
					var told []time.Time
					v.Begin(&w, func() { told = append(told, time.Now()) })
					moved := time.Now()
					for range c.moves {
						<-time.After(most / 4 * 3)
						w.Moved()
						moved = time.Now()
					}
					if c.ends {
						w.End()
					}
					<-time.After(10 * most)
					synctest.Wait()
					switch {
					case c.ends && len(told) > 0, !c.ends && len(told) != 1:
						t.Fatalf("it is told %d times", len(told))
					case c.ends:
					case told[0].Sub(moved) < most || told[0].Sub(moved) > most+step:
						t.Errorf("it is told after %v", told[0].Sub(moved))
					}
					w.End() // that it has is no mistake
				}
			})
		})
	}
}

// Many begin and end at once, one after another, and one that stalls among them is told.
func TestMany(t *testing.T) {
	t.Parallel()
	v := vigil.New(20*time.Millisecond, 1)
	told := make(chan struct{})
	var stalls vigil.Watch
	v.Begin(&stalls, func() { close(told) })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var w vigil.Watch
			for {
				v.Begin(&w, func() {})
				w.Moved()
				w.End()
				select {
				case <-told:
					return
				default:
				}
			}
		})
	}
	wg.Wait()
}
