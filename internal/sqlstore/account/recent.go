package account

import (
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
)

// recent remembers tokens that were just shown: programs send one with each of
// thousands of requests in a second. What this process changes counts at once, and
// what another one does after fresh.
type recent struct {
	mu      sync.Mutex
	version int // goes up with each change
	known   map[string]shown
}

type shown struct {
	token account.Token
	user  account.User
	at    time.Time
}

const (
	fresh = time.Second
	many  = 10_000
)

// find returns what a token was, and the version that it was read in.
func (r *recent) find(hash string) (s shown, version int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok = r.known[hash]
	return s, r.version, ok && time.Since(s.at) < fresh
}

// keep remembers a token, unless something has changed since it began to be read.
func (r *recent) keep(hash string, s shown, version int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if version != r.version {
		return
	}
	if r.known == nil || len(r.known) >= many {
		r.known = map[string]shown{}
	}
	r.known[hash] = s
}

// forget is called before a change is promised to anybody.
func (r *recent) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.version++
	r.known = nil
}
