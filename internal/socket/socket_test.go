package socket_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/socket"
)

// pair are both ends of a connection, as net has them.
func pair(t *testing.T) (c, other *net.TCPConn) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	from, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = from.Close() })
	at, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = at.Close() })
	return at.(*net.TCPConn), from.(*net.TCPConn) //nolint:forcetypeassert // they are of TCP
}

// More than sockets hold goes both ways at once, whole and in order.
func TestMuchGoesBothWays(t *testing.T) {
	t.Parallel()
	plain, other := pair(t)
	c := socket.Of(plain)
	there, back := bytes.Repeat([]byte("there and "), 1<<20), bytes.Repeat([]byte("back again "), 1<<20)
	var wg sync.WaitGroup
	for _, end := range []struct {
		net.Conn
		says, hears []byte
	}{{c, there, back}, {other, back, there}} {
		wg.Go(func() {
			if n, err := end.Write(end.says); n != len(end.says) || err != nil {
				t.Errorf("%d bytes of %d are written: %v", n, len(end.says), err)
			}
		})
		wg.Go(func() {
			got := make([]byte, len(end.hears))
			if _, err := io.ReadFull(end, got); err != nil || !bytes.Equal(got, end.hears) {
				t.Errorf("other bytes come: %v", err)
			}
		})
	}
	wg.Wait()
	if n, err := c.Read(nil); n != 0 || err != nil {
		t.Errorf("nothing is read as %d bytes, %v", n, err)
	}
	if n, err := c.Write(nil); n != 0 || err != nil {
		t.Errorf("nothing is written as %d bytes, %v", n, err)
	}
}

// Failures are told as net tells them.
func TestFailuresAreThoseOfNet(t *testing.T) {
	t.Parallel()
	some := make([]byte, 1<<20)
	for name, meet := range map[string]func(c net.Conn, other *net.TCPConn) error{
		"the other end has said all": func(c net.Conn, other *net.TCPConn) error {
			_ = other.CloseWrite()
			_, err := c.Read(some)
			return err
		},
		"reset, reading": func(c net.Conn, other *net.TCPConn) error {
			_ = other.SetLinger(0)
			_ = other.Close()
			_, err := c.Read(some)
			return err
		},
		"reset, writing": func(c net.Conn, other *net.TCPConn) error {
			_ = other.SetLinger(0)
			_ = other.Close()
			_, _ = c.Read(some)
			_, err := c.Write(some)
			return err
		},
		"closed here": func(c net.Conn, _ *net.TCPConn) error {
			_ = c.Close()
			_, err := c.Read(some)
			_, more := c.Write(some)
			return errors.Join(err, more)
		},
		"closed meanwhile": func(c net.Conn, _ *net.TCPConn) error {
			time.AfterFunc(5*time.Millisecond, func() { _ = c.Close() })
			_, err := c.Read(some)
			return err
		},
		"its time is up, reading": func(c net.Conn, _ *net.TCPConn) error {
			_ = c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
			_, err := c.Read(some)
			return err
		},
		"its time is up, writing": func(c net.Conn, _ *net.TCPConn) error {
			_ = c.SetWriteDeadline(time.Now().Add(5 * time.Millisecond))
			for {
				if _, err := c.Write(some); err != nil {
					return err
				}
			}
		},
	} {
		c, other := pair(t)
		got := meet(socket.Of(c), other)
		c, other = pair(t)
		want := meet(c, other)
		for _, is := range []error{io.EOF, net.ErrClosed, os.ErrDeadlineExceeded, syscall.ECONNRESET, syscall.EPIPE} {
			if errors.Is(got, is) != errors.Is(want, is) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		if of, ok := errors.AsType[*net.OpError](want); ok {
			if o, ok := errors.AsType[*net.OpError](got); !ok || o.Op != of.Op || o.Timeout() != of.Timeout() || o.Err.Error() != of.Err.Error() {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
	}
}

// A connection is quiet until something comes over it, or its end.
func TestQuiet(t *testing.T) {
	t.Parallel()
	for _, of := range []func(net.Conn) net.Conn{socket.Of, func(c net.Conn) net.Conn { return c }} {
		c, other := pair(t)
		if quiet, known := socket.Quiet(of(c)); !known {
			continue // as on other systems
		} else if !quiet {
			t.Error("a new connection is not quiet")
		}
		loud := func(what string) {
			for start := time.Now(); ; {
				if quiet, _ := socket.Quiet(of(c)); !quiet {
					return
				}
				if time.Since(start) > time.Minute {
					t.Fatalf("after %s it is quiet", what)
				}
			}
		}
		if _, err := other.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		loud("a byte")
		if _, err := c.Read(make([]byte, 2)); err != nil {
			t.Fatal(err)
		}
		if quiet, _ := socket.Quiet(of(c)); !quiet {
			t.Error("it is not quiet after the byte was read")
		}
		_ = other.Close()
		loud("its end")
		_ = c.Close()
		loud("it was closed here")
	}
}

// What is not of TCP stays what it is.
func TestOtherConnectionsStay(t *testing.T) {
	t.Parallel()
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	if socket.Of(a) != a {
		t.Error("a pipe became another")
	}
	if _, known := socket.Quiet(a); known {
		t.Error("whether a pipe is quiet is known")
	}
}
