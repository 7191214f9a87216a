// Package wicket serves the short requests that models are called by, of HTTP/1.1 and of
// a simple form, over connections of TCP: in one goroutine for each connection, which
// reads a request whole before it is handled. A connection on which anything else comes
// is net/http's from there on, with all that was read of it; what handlers see is the same.
package wicket

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/vigil"
)

// Server is a server of net/http with a wicket before it. Its handler, its times and its log
// are those of Rest, which must have a handler and a ReadHeaderTimeout.
type Server struct {
	Rest  *http.Server
	Takes func(path string) bool // which addresses the wicket is for

	mu     sync.Mutex
	conns  map[*conn]struct{}
	ending atomic.Bool
	done   sync.WaitGroup // the connections
	now    atomic.Pointer[second]
	late   *vigil.Vigil // requests that are not answered soon
}

// Serve answers on ln until the server is shut down or closed; then it returns
// http.ErrServerClosed.
func (s *Server) Serve(ln net.Listener) error {
	handed := &handing{Listener: ln, to: make(chan net.Conn), closed: make(chan struct{})}
	base := context.Background()
	if s.Rest.BaseContext != nil {
		base = s.Rest.BaseContext(ln)
	}
	base = context.WithValue(base, http.ServerContextKey, s.Rest)
	s.late = vigil.New(soon, 1)
	failed := make(chan error, 1)
	go func() { failed <- s.accept(base, ln, handed) }()
	err := s.Rest.Serve(handed)
	if broken := <-failed; !errors.Is(err, http.ErrServerClosed) && broken != nil {
		return broken
	}
	return err
}

const (
	shortRest = 5 * time.Millisecond // after a failure that passes, such as too many open files
	longRest  = time.Second
)

// accept takes connections until the listener is closed.
func (s *Server) accept(base context.Context, ln net.Listener, rest *handing) error {
	defer rest.Close()
	pause := shortRest
	for {
		c, err := ln.Accept()
		if err == nil {
			pause = shortRest
			s.begin(base, c, rest)
			continue
		}
		if passing, ok := errors.AsType[net.Error](err); !ok || !passing.Temporary() { //nolint:staticcheck // as net/http does
			return err
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, longRest)
		case <-rest.closed:
			return err
		}
	}
}

func (s *Server) begin(base context.Context, plain net.Conn, rest *handing) {
	c := newConn(base, s, plain)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending.Load() {
		_ = plain.Close()
		return
	}
	if s.conns == nil {
		s.conns = map[*conn]struct{}{}
	}
	s.conns[c] = struct{}{}
	s.done.Go(func() { //nolint:contextcheck // requests have that of the connection
		over := c.serve()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
		if over != nil {
			rest.hand(over)
		}
	})
}

// Shutdown takes no more requests and waits until those that it has are answered, or ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	s.end(func(c *conn) { c.leave() })
	if err := s.Rest.Shutdown(ctx); err != nil {
		return err
	}
	gone := make(chan struct{})
	go func() { s.done.Wait(); close(gone) }()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close cuts all connections off.
func (s *Server) Close() error {
	s.end(func(c *conn) { _ = c.Close() })
	return s.Rest.Close()
}

func (s *Server) end(each func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending.Store(true)
	for c := range s.conns {
		each(c)
	}
}

// handing is the listener of the server behind the wicket.
type handing struct {
	net.Listener
	to     chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (h *handing) hand(c net.Conn) {
	select {
	case h.to <- c:
	case <-h.closed:
		_ = c.Close()
	}
}

// Accept waits for a connection that is handed on.
func (h *handing) Accept() (net.Conn, error) {
	select {
	case c := <-h.to:
		return c, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// Close closes the listener before the wicket too.
func (h *handing) Close() (err error) {
	h.once.Do(func() {
		close(h.closed)
		err = h.Listener.Close()
	})
	return err
}
