package remote

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Health is how a server of a connection does.
type Health struct {
	URL     string
	Weight  int
	Only    []string      // models; none is all
	Well    bool          // it answers now
	Took    time.Duration // to do so
	Failure string        // why it does not, or failed last
	Rests   time.Duration // how long it is left alone still
	Asked   int64         // requests since the program has started
	Lost    int64         // those that it failed
}

// looking is how long a server may take to say that it is there.
const looking = 2 * time.Second

// Look asks each server of a connection whether it is there. One that rested and
// is well is asked again from now on.
func (e *Engine) Look(ctx context.Context, conn Connection) []Health {
	all := conn.Backends()
	found := make([]Health, len(all))
	var wg sync.WaitGroup
	for i, b := range all {
		wg.Go(func() { found[i] = e.look(ctx, conn, b) })
	}
	wg.Wait()
	return found
}

// glance is one look at a server, for all who look meanwhile or soon after.
type glance struct {
	key  Secret
	done chan struct{} // closed when the rest is known
	at   time.Time
	took time.Duration
	err  error // why it does not answer
	void bool  // who looked has left before that
	lost int64 // the requests that it had failed by then
}

// How long a look holds: pages and tools look again and again, at all servers that
// everybody has connected.
const (
	glanceHolds = 5 * time.Second
	missHolds   = time.Second // of a server that was not there
)

func (e *Engine) look(ctx context.Context, conn Connection, b Backend) Health {
	var g *glance
	for mine := false; !mine && (g == nil || g.void) && ctx.Err() == nil; {
		if g, mine = e.pool.glance(&conn, b); mine {
			e.glance(ctx, conn, b, g)
			close(g.done)
		}
		select {
		case <-g.done:
		case <-ctx.Done():
		}
	}
	e.pool.mu.Lock()
	h := *e.pool.at(&conn, b.URL)
	e.pool.mu.Unlock()
	out := Health{URL: b.URL, Weight: max(1, b.Weight), Only: b.Only, Failure: h.why, Rests: max(0, time.Until(h.rests)), Asked: h.asked, Lost: h.lost}
	if ctx.Err() != nil {
		return out // nobody hears it
	}
	out.Well, out.Took = g.err == nil, g.took
	if g.err != nil {
		_, said := fault.Of(g.err)
		out.Failure = cmp.Or(said, h.why)
	}
	return out
}

// glance is the look at a server that holds, or a new one that is the caller's to do.
func (p *pool) glance(c *Connection, b Backend) (g *glance, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.at(c, b.URL)
	if g = h.glance; g != nil && g.key == b.Key {
		select {
		case <-g.done:
			holds := glanceHolds
			if g.err != nil {
				holds = missHolds
			}
			if !g.void && g.lost == h.lost && time.Since(g.at) < holds {
				return g, false
			}
		default:
			return g, false
		}
	}
	h.glance = &glance{key: b.Key, done: make(chan struct{}), lost: h.lost}
	return h.glance, true
}

// glance asks a server whether it is there.
func (e *Engine) glance(ctx context.Context, conn Connection, b Backend, g *glance) {
	asks, stop := context.WithTimeoutCause(ctx, looking, fault.New(fault.Unavailable, "it says nothing for %v", looking))
	defer stop()
	c := &call{Engine: e, conn: conn, model: Model{ID: "list of models"}}
	c.conn.BaseURL, c.conn.Key = b.URL, b.Key
	start := time.Now()
	body, err := c.attempt(asks, http.MethodGet, "/models", payload{})
	g.took = time.Since(start)
	if err == nil {
		_ = body.Close() // what it has was asked when it was connected
	}
	if r, ok := errors.AsType[*refusal](err); ok && r.isThere() {
		err = nil // not every server has a list
	}
	if cause := context.Cause(asks); err != nil && cause != nil {
		err = cause
	}
	g.at, g.err, g.void = time.Now(), err, ctx.Err() != nil
	if err == nil {
		e.pool.awake(&conn, b.URL)
	}
}

// isThere reports whether a server refuses its list as one that works may.
func (r *refusal) isThere() bool {
	switch r.code {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden:
		return false // nobody gets on with its key
	case http.StatusNotImplemented:
		return true
	}
	return r.code < http.StatusInternalServerError
}

// Known is how a server of a connection has done since the program started.
type Known struct {
	Owner, Connection, URL string
	Asked, Lost            int64
	Rests                  bool
}

// Known tells of all servers that were asked lately.
func (e *Engine) Known() (l []Known) {
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	for at, h := range e.pool.known {
		if at.url != "" {
			l = append(l, Known{at.owner, at.connection, at.url, h.asked, h.lost, h.rests.After(time.Now())})
		}
	}
	return l
}
