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

func (e *Engine) look(ctx context.Context, conn Connection, b Backend) Health {
	ctx, stop := context.WithTimeoutCause(ctx, looking, fault.New(fault.Unavailable, "it says nothing for %v", looking))
	defer stop()
	c := &call{Engine: e, conn: conn, model: Model{ID: "list of models"}}
	c.conn.BaseURL, c.conn.Key = b.URL, b.Key
	start := time.Now()
	body, err := c.attempt(ctx, http.MethodGet, "/models", payload{})
	took := time.Since(start)
	if err == nil {
		_ = body.Close() // what it has was asked when it was connected
	}
	if r, ok := errors.AsType[*refusal](err); ok && r.isThere() {
		err = nil // not every server has a list
	}
	if err == nil {
		e.pool.awake(conn, b.URL)
	}
	e.pool.mu.Lock()
	h := *e.pool.at(conn, b.URL)
	e.pool.mu.Unlock()
	out := Health{URL: b.URL, Weight: max(1, b.Weight), Only: b.Only, Well: err == nil, Took: took, Failure: h.why, Rests: max(0, time.Until(h.rests)), Asked: h.asked, Lost: h.lost}
	if err != nil {
		_, said := fault.Of(err)
		out.Failure = cmp.Or(said, h.why)
		if cause := context.Cause(ctx); cause != nil {
			_, out.Failure = fault.Of(cause)
		}
	}
	return out
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
