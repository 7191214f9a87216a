// Package idle keeps what takes long to start and that nobody uses just now, for
// who comes next.
package idle

import (
	"slices"
	"sync"
	"time"
)

// Idle keeps things by what they are for, at most Most of them and each for a time.
// Then End ends them. It is safe for concurrent use.
type Idle[K comparable, V any] struct {
	Most int
	For  time.Duration
	End  func(V)

	mu sync.Mutex
	l  []*thing[K, V] // the one that came last is the last one
}

type thing[K comparable, V any] struct {
	k    K
	v    V
	late *time.Timer
}

// Take is the thing for k that was kept last, if there is one. It is the caller's.
func (i *Idle[K, V]) Take(k K) (v V, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for at, t := range slices.Backward(i.l) {
		if t.k == k {
			t.late.Stop()
			i.l = slices.Delete(i.l, at, at+1)
			return t.v, true
		}
	}
	return v, false
}

// Keep keeps a thing, in the place of the one that came first if there are enough.
func (i *Idle[K, V]) Keep(k K, v V) {
	t := &thing[K, V]{k: k, v: v}
	i.mu.Lock()
	var first *thing[K, V]
	if len(i.l) >= i.Most {
		first = i.l[0]
	}
	t.late = time.AfterFunc(i.For, func() { i.end(t) })
	i.l = append(i.l, t)
	i.mu.Unlock()
	if first != nil {
		i.end(first)
	}
}

// end ends a thing, unless somebody has taken it.
func (i *Idle[K, V]) end(t *thing[K, V]) {
	i.mu.Lock()
	at := slices.Index(i.l, t)
	if at >= 0 {
		t.late.Stop()
		i.l = slices.Delete(i.l, at, at+1)
	}
	i.mu.Unlock()
	if at >= 0 {
		i.End(t.v)
	}
}
