// Package tally counts uses until they are written: of one client at most one in
// some minutes.
package tally

import (
	"sync"
	"time"
)

// again is how long one client that uses a thing counts once.
const again = 5 * time.Minute

const maxClients = 100_000

// Tally counts the uses of things by id. The zero Tally is empty. It is safe for
// concurrent use.
type Tally[ID comparable] struct {
	mu      sync.Mutex
	new     map[ID]int64
	clients map[client[ID]]time.Time // when they were last counted
}

type client[ID comparable] struct {
	id  ID
	who string
}

// Add counts a use by a client.
func (t *Tally[ID]) Add(id ID, who string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.clients == nil {
		t.clients = map[client[ID]]time.Time{}
	}
	c := client[ID]{id, who}
	if now.Sub(t.clients[c]) < again {
		return
	}
	if len(t.clients) >= maxClients {
		clear(t.clients)
	}
	t.clients[c] = now
	t.count(id, 1)
}

func (t *Tally[ID]) count(id ID, n int64) {
	if t.new == nil {
		t.new = map[ID]int64{}
	}
	t.new[id] += n
}

// Take returns what was counted since it was taken last.
func (t *Tally[ID]) Take() map[ID]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.new
	t.new = nil
	return l
}

// GiveBack adds what was taken and could not be written.
func (t *Tally[ID]) GiveBack(l map[ID]int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, n := range l {
		t.count(id, n)
	}
}
