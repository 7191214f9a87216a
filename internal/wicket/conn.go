package wicket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/socket"
)

// conn is a connection that requests come over one after another.
type conn struct {
	net.Conn
	plain net.Conn // the same, as it was accepted
	of    *Server
	ctx   context.Context //nolint:containedctx // of the connection: requests are part of it
	addr  string
	in    []byte    // what was read and not taken yet
	ends  time.Time // when reading does; zero is never
	doing atomic.Int32
	watch watch

	sends   atomic.Int64 // when writing ends, in nanoseconds as time.Time has them; 0 is never
	endless atomic.Bool  // it is not to end

	// For the next request and its answer to take over.
	asked           http.Request // without a context
	said            http.Header
	head, text, out []byte
}

// What a connection does, so that one that does nothing is closed at once when the server ends.
// It answers a request from when it has read the head.
const (
	waits int32 = iota
	answers
	left
)

const (
	ahead  = 4 << 10          // bytes that are read at once
	slack  = 10 * time.Second // by which an idle connection may be closed late: to set that for each request takes time
	twoMin = 2 * time.Minute

	promptly = time.Second // in which a body comes
)

func newConn(base context.Context, s *Server, plain net.Conn) *conn {
	c := &conn{Conn: socket.Of(plain), plain: plain, of: s, addr: plain.RemoteAddr().String(), in: make([]byte, 0, ahead)}
	c.ctx = context.WithValue(base, http.LocalAddrContextKey, plain.LocalAddr())
	c.watch.conn = c
	return c
}

// serve answers requests until the connection ends, or one comes that is not the wicket's:
// then it returns the connection, with what was read of it.
func (c *conn) serve() (rest net.Conn) {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	c.ctx = ctx
	for idle := c.of.Rest.ReadHeaderTimeout; ; idle = c.of.idle() {
		err := c.next(idle)
		if errors.Is(err, errOdd) && c.SetDeadline(time.Time{}) == nil {
			return &handed{c.plain, c.in}
		}
		if err != nil || !c.respond() {
			_ = c.Close()
			return nil
		}
	}
}

func (s *Server) idle() time.Duration {
	if s.Rest.IdleTimeout > 0 {
		return s.Rest.IdleTimeout
	}
	return twoMin
}

// errOdd says that a request is not the wicket's.
var errOdd = errors.New("the request is of another form")

// next reads the request that is asked. Nothing may come for as long as idle.
func (c *conn) next(idle time.Duration) error {
	if now := time.Now(); c.ends.Sub(now) < idle {
		if err := c.until(now.Add(idle + slack)); err != nil {
			return err
		}
	}
	for begun := false; ; {
		if len(c.in) > 0 {
			switch size, is := c.of.parse(c.in, &c.asked); {
			case is == odd:
				return errOdd
			case is == simple && !c.doing.CompareAndSwap(waits, answers):
				return net.ErrClosed
			case is == simple:
				return c.body(&c.asked, size)
			case !begun:
				begun = true
				if err := c.until(time.Now().Add(c.of.Rest.ReadHeaderTimeout)); err != nil {
					return err
				}
			}
		}
		if err := c.fill(); err != nil {
			return err
		}
	}
}

// until sets when reading ends.
func (c *conn) until(t time.Time) error {
	c.ends = t
	return c.SetReadDeadline(t)
}

// fill reads what is there, or waits for it.
func (c *conn) fill() error {
	if len(c.in) == cap(c.in) {
		c.in = append(make([]byte, 0, 2*cap(c.in)), c.in...)
	}
	n, err := c.Read(c.in[len(c.in):cap(c.in)])
	c.in = c.in[:len(c.in)+n]
	if n > 0 {
		return nil
	}
	return err
}

// body reads the body of a request, whose head has so many bytes, and takes both. One that
// comes slowly is net/http's to read: there a request that nobody may make is refused before
// its body is there, and nothing is kept for it.
func (c *conn) body(r *http.Request, head int) error {
	b := make([]byte, r.ContentLength)
	n := copy(b, c.in[head:])
	if n < len(b) {
		more, err := c.rest(b[n:])
		if errors.Is(err, errOdd) {
			c.in = append(c.in, b[n:n+more]...)
		}
		if err != nil {
			return err
		}
	}
	c.in = c.in[:copy(c.in, c.in[head+n:])]
	r.Body = http.NoBody
	if len(b) > 0 {
		r.Body = &body{*bytes.NewReader(b)}
	}
	if cap(c.in) > ahead && len(c.in) <= ahead { // its head was long
		c.in = append(make([]byte, 0, ahead), c.in...)
	}
	return nil
}

// rest fills b with the rest of a body. It is errOdd if that does not come soon, unless the
// server ends, which answers what it has.
func (c *conn) rest(b []byte) (n int, err error) {
	if err := c.until(time.Now().Add(promptly)); err != nil {
		return 0, err
	}
	n, err = io.ReadFull(c, b)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return n, err
	}
	if !c.of.ending.Load() {
		return n, errOdd
	}
	if err := c.until(time.Time{}); err != nil {
		return n, err
	}
	more, err := io.ReadFull(c, b[n:])
	return n + more, err
}

// body is that of a request, which is in memory.
type body struct{ bytes.Reader }

// Close ends reading.
func (b *body) Close() error {
	b.Reset(nil)
	return nil
}

// respond handles the request that is asked. It reports whether another may come.
func (c *conn) respond() bool {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	c.asked.RemoteAddr = c.addr
	r := c.asked.WithContext(ctx) // a copy
	w := newAnswer(c, cancel)
	c.watch.begin(cancel)
	whole := c.handle(w, r)
	alive := c.watch.end()
	again := whole && w.finish() && alive
	return c.doing.CompareAndSwap(answers, waits) && again && !c.of.ending.Load()
}

// handle reports whether the handler has come to its end.
func (c *conn) handle(w http.ResponseWriter, r *http.Request) (whole bool) {
	defer func() {
		if said := recover(); said != nil && said != http.ErrAbortHandler { //nolint:errorlint // as net/http has it
			c.logf("http: panic serving %v: %v\n%s", c.addr, said, debug.Stack())
		}
	}()
	c.of.Rest.Handler.ServeHTTP(w, r)
	return true
}

func (c *conn) logf(format string, args ...any) {
	if l := c.of.Rest.ErrorLog; l != nil {
		l.Printf(format, args...)
		return
	}
	log.Printf(format, args...)
}

// leave closes a connection that waits for a request.
func (c *conn) leave() {
	if c.doing.CompareAndSwap(waits, left) {
		_ = c.Close()
	}
}

// handed is a connection of which something was read.
type handed struct {
	net.Conn
	read []byte
}

func (h *handed) Read(p []byte) (int, error) {
	if len(h.read) == 0 {
		return h.Conn.Read(p)
	}
	n := copy(p, h.read)
	if h.read = h.read[n:]; len(h.read) == 0 {
		h.read = nil
	}
	return n, nil
}

// CloseWrite ends what is sent alone: net/http does so before it closes a connection on which
// more may come, since a client may lose the answer otherwise.
func (h *handed) CloseWrite() error {
	if c, ok := h.Conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return errors.ErrUnsupported
}

// ReadFrom lets the system send a file.
func (h *handed) ReadFrom(r io.Reader) (int64, error) { return io.Copy(h.Conn, r) }
