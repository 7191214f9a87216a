// Package recall remembers what never changes, so that nobody need be asked again.
package recall

import "sync"

// Recall remembers values by keys: at most Most of them, then it begins anew. It
// is safe for concurrent use.
type Recall[K comparable, V any] struct {
	Most int

	mu sync.Mutex
	m  map[K]V
}

// Find is the value of a key, if it is remembered.
func (r *Recall[K, V]) Find(k K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[k]
	return v, ok
}

// Add remembers a value.
func (r *Recall[K, V]) Add(k K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m == nil || len(r.m) >= r.Most {
		r.m = map[K]V{}
	}
	r.m[k] = v
}
