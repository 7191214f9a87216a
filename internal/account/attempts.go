package account

import (
	"net/netip"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Attempts at a password that may fail before others have to wait, in a window.
const (
	window     = 15 * time.Minute
	failsPair  = 10  // for one user from one address
	failsUser  = 100 // for one user from everywhere
	failsAddr  = 50  // from one address for anybody
	maxTracked = 50_000
)

// attempts counts wrong passwords. An attempt counts from its start, so that
// many at once are not free, and is taken back when it succeeds.
type attempts struct {
	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// begin takes an attempt of addr to be user, or refuses it. The fault is
// Exhausted and says how long to wait.
func (a *attempts) begin(user, addr string, now time.Time) (succeed func(), err error) {
	addr = network(addr)
	most := map[string]int{"p " + user + " " + addr: failsPair, "u " + user: failsUser, "a " + addr: failsAddr}
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Sub(a.since) >= window || len(a.count) > maxTracked {
		a.since, a.count = now, map[string]int{}
	}
	for key, n := range most {
		if a.count[key] >= n {
			wait := a.since.Add(window).Sub(now).Round(time.Second)
			return nil, fault.New(fault.Exhausted, "too many wrong passwords: try again in %v, or use a token", wait)
		}
	}
	counted := a.count // of this window
	for key := range most {
		counted[key]++
	}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		for key := range most {
			counted[key]--
		}
	}, nil
}

// network is an address as far as one person has it: a /64 of IPv6.
func network(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil || ip.Unmap().Is4() {
		return addr
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return addr
	}
	return p.String()
}
