// Package keepalive sends requests over connections of plain HTTP/1.1 that it keeps,
// in the goroutine of whoever asks. The Transport of net/http has two goroutines for
// each connection: handing a short request to a server nearby over to them costs as
// much as all the rest, and a stream keeps their stacks. It does not speak TLS, nor
// use proxies.
package keepalive

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Transport is an http.RoundTripper. It is safe for concurrent use.
type Transport struct {
	Other http.RoundTripper                     // takes what this one does not: see takes
	Proxy func(*http.Request) (*url.URL, error) // that a request is to go through, and then Other's; nil is none
	Kept  int                                   // the most idle connections to one server
	Most  int                                   // to all of them

	mu       sync.Mutex
	idle     map[string][]*conn // by address; the one that was used last is the last
	count    int                // of idle ones
	sweeping bool
}

const (
	dialTime    = 30 * time.Second
	idleTime    = 90 * time.Second
	longestBody = 64 << 10 // bytes of a request: a server that answers before it has read them is no hindrance
)

// RoundTrip sends a request and returns the answer, whose body must be closed.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.takes(req) {
		return t.Other.RoundTrip(req)
	}
	c, err := t.find(req)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // it was not read
		}
		return nil, err
	}
	ctx := req.Context()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	res, err := c.exchange(req)
	if err != nil {
		stop()
		_ = c.Close()
		return nil, reason(ctx, err)
	}
	b := &body{ReadCloser: res.Body, conn: c, of: t, ctx: ctx, stop: stop, last: res.Close || req.Close}
	if res.Body == http.NoBody {
		b.end(true)
	}
	res.Body = b
	return res, nil
}

// takes reports whether a request goes out in one piece, over plain HTTP and straight.
func (t *Transport) takes(req *http.Request) bool {
	switch {
	case req.URL.Scheme != "http", req.Header["Upgrade"] != nil, req.Header["Expect"] != nil, len(req.TransferEncoding) > 0, req.Trailer != nil:
		return false
	case req.Body != nil && req.Body != http.NoBody && (req.GetBody == nil || req.ContentLength <= 0 || req.ContentLength > longestBody):
		return false
	case t.Proxy == nil:
		return true
	}
	proxy, err := t.Proxy(req)
	return proxy == nil && err == nil
}

// reason prefers why a request was given up.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// find takes an idle connection, or makes one.
func (t *Transport) find(req *http.Request) (*conn, error) {
	addr := req.URL.Host
	if req.URL.Port() == "" {
		addr = net.JoinHostPort(req.URL.Hostname(), "80")
	}
	for c := t.take(addr); c != nil; c = t.take(addr) {
		if c.quiet() {
			got(req, c, true)
			return c, nil
		}
		_ = c.Close()
	}
	plain, err := (&net.Dialer{Timeout: dialTime, KeepAlive: dialTime}).DialContext(req.Context(), "tcp", addr)
	if err != nil {
		return nil, reason(req.Context(), err)
	}
	c := newConn(plain, addr)
	got(req, c, false)
	return c, nil
}

// got tells who listens (httptrace) which connection a request has.
func got(req *http.Request, c *conn, reused bool) {
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: c.Conn, Reused: reused, WasIdle: reused})
	}
}

// take takes the idle connection that was used last; nil is none.
func (t *Transport) take(addr string) *conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.idle[addr]
	if len(l) == 0 {
		return nil
	}
	c := l[len(l)-1]
	l[len(l)-1] = nil
	t.idle[addr] = l[:len(l)-1]
	t.count--
	return c
}

// keep keeps a connection for the next request.
func (t *Transport) keep(c *conn) {
	c.since = time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.idle[c.addr]) >= t.Kept || t.count >= t.Most {
		_ = c.Close()
		return
	}
	if t.idle == nil {
		t.idle = map[string][]*conn{}
	}
	t.idle[c.addr] = append(t.idle[c.addr], c)
	t.count++
	if !t.sweeping {
		t.sweeping = true
		time.AfterFunc(idleTime, t.sweep)
	}
}

// sweep closes connections that have long been idle.
func (t *Transport) sweep() {
	if t.close(idleTime) {
		time.AfterFunc(idleTime, t.sweep)
	}
}

// CloseIdleConnections closes those that no request has.
func (t *Transport) CloseIdleConnections() {
	t.close(0)
	if other, ok := t.Other.(interface{ CloseIdleConnections() }); ok {
		other.CloseIdleConnections()
	}
}

// close closes connections that have been idle for so long. It reports whether
// others are left to be swept.
func (t *Transport) close(idle time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count = 0
	for addr, l := range t.idle {
		l = slices.DeleteFunc(l, func(c *conn) bool {
			old := time.Since(c.since) >= idle
			if old {
				_ = c.Close()
			}
			return old
		})
		if t.idle[addr] = l; len(l) == 0 {
			delete(t.idle, addr)
		}
		t.count += len(l)
	}
	if idle == idleTime {
		t.sweeping = t.count > 0
	}
	return t.count > 0
}
