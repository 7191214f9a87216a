package remote

import (
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Backend is a server of a connection.
type Backend struct {
	URL    string   `json:"url" toml:"url"`
	Key    Secret   `json:"key,omitempty" toml:"key,omitempty"`
	Weight int      `json:"weight,omitempty" toml:"weight,omitempty"` // its share of the requests; 0 is 1
	Only   []string `json:"only,omitempty" toml:"only,omitempty"`     // the models that it has, as it calls them; none is all of the connection's
}

// Backends are all servers of a connection, the first one first.
func (c Connection) Backends() []Backend {
	first := Backend{c.BaseURL, c.Key, c.Weight, c.Only}
	if len(c.More) == 0 {
		return []Backend{first}
	}
	return append([]Backend{first}, c.More...)
}

func (b Backend) has(model string) bool { return len(b.Only) == 0 || slices.Contains(b.Only, model) }

// pool remembers how servers do, and chooses among them. A server that fails
// several times in a row rests, longer each time; after that one request finds
// out whether it is well again.
type pool struct {
	mu    sync.Mutex
	known map[place]*health
}

// place is a server as one connection reaches it: what one user's connection
// meets there says nothing of another's.
type place struct{ owner, connection, url string }

type health struct {
	failures    int       // in a row
	rests       time.Time // until when it is not asked
	pause       time.Duration
	busy        time.Time // until when it takes no more, as it said
	why         string    // it failed last
	turn        int       // of the smooth weighted round
	asked, lost int64
	silent      bool // it does not know how to tell the usage of a stream
	seen        time.Time
}

const (
	mostFailures = 5 // in a row, before a server rests
	shortPause   = time.Second
	longestPause = time.Minute
	mostKnown    = 4096
)

func (p *pool) at(c Connection, url string) *health {
	key := place{c.Owner, c.Name, url}
	h := p.known[key]
	if h == nil {
		if len(p.known) >= mostKnown {
			p.tidy()
		}
		h = &health{}
		p.known[key] = h
	}
	h.seen = time.Now()
	return h
}

// tidy forgets servers that nobody has asked for an hour.
func (p *pool) tidy() {
	for key, h := range p.known {
		if time.Since(h.seen) > time.Hour {
			delete(p.known, key)
		}
	}
}

// choose takes one of several servers, those that are not tried yet. Of those that
// are well each gets its share; one that says that it is busy comes last. ok is
// false if none is left; err says that those which are left rest.
func (p *pool) choose(c Connection, model string, tried []string) (b Backend, ok bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	var best *health
	var soonest time.Time
	var why string
	total := 0
	for _, one := range c.Backends() {
		if !one.has(model) || slices.Contains(tried, one.URL) {
			continue
		}
		h := p.at(c, one.URL)
		if h.rests.After(now) {
			if soonest.IsZero() || h.rests.Before(soonest) {
				soonest, why = h.rests, h.why
			}
			continue
		}
		share := max(1, one.Weight)
		total += share
		h.turn += share
		if best == nil || h.before(best, now) {
			best, b = h, one
		}
	}
	switch {
	case best == nil && !soonest.IsZero():
		after := soonest.Sub(now)
		return b, false, &fault.Error{
			Kind: fault.Unavailable, Subject: "connection " + c.Name, After: after,
			Msg: "it failed again and again, and is left alone for " + after.Round(time.Millisecond).String() + "; at last: " + why,
		}
	case best == nil:
		return b, false, nil
	}
	best.turn -= total
	best.asked++
	if best.failures >= mostFailures { // this request finds out; others do not
		best.rests = now.Add(best.pause)
	}
	return b, true, nil
}

// before reports whether h is to be asked rather than o.
func (h *health) before(o *health, now time.Time) bool {
	if busy, other := h.busy.After(now), o.busy.After(now); busy != other {
		return other
	}
	return h.turn > o.turn
}

// well notes that a server has answered.
func (p *pool) well(c Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	h.failures, h.pause, h.rests, h.busy, h.why = 0, 0, time.Time{}, time.Time{}, ""
}

// full notes that a server takes no more for a time.
func (p *pool) full(c Connection, url string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	h.busy = time.Now().Add(max(wait, shortPause))
	h.failures, h.rests = 0, time.Time{} // it is there
}

// failed notes that a server has failed.
func (p *pool) failed(c Connection, url string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	h.failures++
	h.lost++
	_, h.why = fault.Of(err)
	if h.failures >= mostFailures {
		h.pause = min(max(2*h.pause, shortPause), longestPause)
		h.rests = time.Now().Add(h.pause)
	}
}

// left notes that a request did not tell how a server does: another one may find out.
func (p *pool) left(c Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.at(c, url); h.failures >= mostFailures {
		h.rests = time.Time{}
	}
}

// tellsNoUsage reports whether the servers of a connection do not know how to tell
// the usage of a stream.
func (p *pool) tellsNoUsage(c Connection) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at(c, "").silent
}

// doesNotTellUsage notes it, so that they are not asked for it again.
func (p *pool) doesNotTellUsage(c Connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at(c, "").silent = true
}
