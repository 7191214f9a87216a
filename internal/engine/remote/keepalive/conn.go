package keepalive

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/socket"
)

// conn is a connection to a server. Requests have it one after another.
type conn struct {
	net.Conn
	addr  string
	in    *bufio.Reader
	left  int64     // bytes that may come still
	since time.Time // it is idle
}

const (
	ahead       = 2 << 10 // bytes that are read at once: many streams are open at a time
	longestHead = 1 << 20 // bytes
	mostHints   = 5       // answers that come before the answer, such as 103 Early Hints
)

var (
	errLongHead = errors.New("the head of its answer is over 1 MiB")
	errHints    = errors.New("it says again and again that its answer is to come")
)

func newConn(plain net.Conn, addr string) *conn {
	c := &conn{Conn: socket.Of(plain), addr: addr}
	c.in = bufio.NewReaderSize(c, ahead)
	return c
}

// quiet reports whether an idle connection is open, and its server has sent nothing
// meanwhile: the end of it, or what nobody asked for.
func (c *conn) quiet() bool {
	if quiet, known := socket.Quiet(c.Conn); known {
		return quiet
	}
	return time.Since(c.since) < time.Second // it may be taken for that: it was used a moment ago
}

// Read reads no more than may come.
func (c *conn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errLongHead
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// requests are as they are written: at once, in one packet where they fit into one.
var requests = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// exchange sends a request and reads the answer, without its body.
func (c *conn) exchange(req *http.Request) (*http.Response, error) {
	out := requests.Get().(*bytes.Buffer) // it holds nothing else
	defer requests.Put(out)
	out.Reset()
	if err := write(out, req); err != nil {
		return nil, err
	}
	if _, err := c.Write(out.Bytes()); err != nil {
		return nil, err
	}
	for range mostHints + 1 {
		c.left = longestHead
		if res, ok := read(c.in, req); ok {
			c.left = math.MaxInt64
			return res, nil
		}
		res, err := http.ReadResponse(c.in, req)
		if err != nil {
			return nil, err
		}
		if res.StatusCode >= http.StatusOK {
			c.left = math.MaxInt64
			return res, nil
		}
	}
	return nil, errHints
}

// body is that of an answer. At its end the connection is kept for the next
// request; who leaves before that closes it.
type body struct {
	io.ReadCloser
	conn  *conn
	of    *Transport
	ctx   context.Context //nolint:containedctx // of the request, which is how it is given up
	stop  func() bool     // no longer closes the connection when ctx ends
	last  bool            // the server, or who asks, wants the connection closed after it
	ended atomic.Bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == nil {
		return n, nil
	}
	whole := errors.Is(err, io.EOF)
	if b.end(whole); !whole {
		err = reason(b.ctx, err)
	}
	return n, err
}

func (b *body) Close() error {
	b.end(false)
	return nil
}

// end gives the connection back. What a server sends that was not asked for would be
// the answer to the next request: that has another connection.
func (b *body) end(whole bool) {
	if b.ended.Swap(true) {
		return
	}
	if going := b.stop(); going && whole && !b.last && b.conn.in.Buffered() == 0 {
		b.of.keep(b.conn)
		return
	}
	_ = b.conn.Close()
}
