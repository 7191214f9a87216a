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
	probing     bool      // one request finds out meanwhile whether it is well again
	busy        time.Time // until when it takes no more, as it said
	why         string    // it failed last
	turn        int       // of the smooth weighted round
	asked, lost int64
	silent      time.Time // until when it is not asked for the usage of a stream, which it does not know how to tell
	seen        time.Time
	glance      *glance // the last look at it; nil is none
}

const (
	mostFailures = 5 // in a row, before a server rests
	shortPause   = time.Second
	longestPause = time.Minute
	mostKnown    = 4096
	silence      = time.Hour
)

func (p *pool) at(c *Connection, url string) *health {
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

// tidy forgets the half of the servers that were not asked for longest.
func (p *pool) tidy() {
	var seen []time.Time
	for _, h := range p.known {
		seen = append(seen, h.seen)
	}
	slices.SortFunc(seen, time.Time.Compare)
	for key, h := range p.known {
		if !h.seen.After(seen[len(seen)/2]) {
			delete(p.known, key)
		}
	}
}

// choose takes one of several servers, those that are not tried yet. Of those that
// are well each gets its share; one that says that it is busy comes last. ok is
// false if none is left; err says that those which are left rest.
func (p *pool) choose(c *Connection, model string, tried []string) (b Backend, ok bool, err error) {
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
		best.rests, best.probing = now.Add(best.pause), true
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

// answers notes that a server has begun to answer: others may ask it again, one by
// one until an answer was whole.
func (p *pool) answers(c *Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at(c, url).busy = time.Time{}
	p.at(c, url).probed()
}

// probed lets the next request find out how a server does.
func (h *health) probed() {
	if h.probing {
		h.probing, h.rests = false, time.Time{}
	}
}

// well notes that a server has given a whole answer.
func (p *pool) well(c *Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	h.failures, h.pause, h.rests, h.busy, h.probing, h.why = 0, 0, time.Time{}, time.Time{}, false, ""
}

// awake ends the rest of a server that was seen to be there. Whether it is well, the
// next request finds out.
func (p *pool) awake(c *Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	h.rests, h.probing = time.Time{}, false
}

// full notes that a server takes no more for a time.
func (p *pool) full(c *Connection, url string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	h.busy = time.Now().Add(max(wait, shortPause))
	h.failures, h.rests, h.probing = 0, time.Time{}, false // it is there
}

// failed notes that a server has failed. Of one request, which again says, only the
// first failure counts; so do not those that were on their way when the server began
// to rest.
func (p *pool) failed(c *Connection, url string, err error, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, url)
	now := time.Now()
	h.lost++
	_, h.why = fault.Of(err)
	if again && !h.probing {
		return
	}
	if h.failures++; h.failures < mostFailures || h.rests.After(now) && !h.probing {
		return
	}
	h.pause = min(max(2*h.pause, shortPause), longestPause)
	h.rests, h.probing = now.Add(h.pause), false
}

// left notes that a request did not tell how a server does: another one may find out.
func (p *pool) left(c *Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at(c, url).probed()
}

// isSilent reports whether a server does not know how to tell the usage of a stream.
func (p *pool) isSilent(c *Connection, url string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at(c, url).silent.After(time.Now())
}

// silence notes it, so that it is not asked for that again for a while.
func (p *pool) silence(c *Connection, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at(c, url).silent = time.Now().Add(silence)
}
