package wicket_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/pipe"
)

// A request whose head has come is one that a server has, though its body comes later.
func TestItEndsWithRequestsOnTheirWay(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kind(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if b, err := io.ReadAll(r.Body); err != nil || string(b) != "xyz" {
					t.Errorf("%q, %v", b, err)
				}
				fmt.Fprint(w, "whole")
			}))
			ln := pipe.New()
			served := make(chan error, 1)
			go func() { served <- s.Serve(ln) }()
			c, err := ln.Dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			for _, said := range []string{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx", "y"} { // the second is taken when the head was read
				if _, err := io.WriteString(c, said); err != nil {
					t.Fatal(err)
				}
			}
			hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := s.Shutdown(hurried); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("it waited for nothing: %v", err)
			}
			if _, err := io.WriteString(c, "z"); err != nil {
				t.Fatal(err)
			}
			if r := read(t, bufio.NewReader(c)); !r.Close {
				t.Error("it does not say that the connection ends")
			}
			if err := s.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if err := <-served; !errors.Is(err, http.ErrServerClosed) {
				t.Error(err)
			}
		})
	}
}

// Requests of a server that is closed are given up, also those that have just come.
func TestAClosedServerGivesItsRequestsUp(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			came, gone := make(chan struct{}), make(chan struct{})
			s := kind(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				close(came)
				<-r.Context().Done()
				close(gone)
			}))
			if _, err := io.WriteString(dial(t, serve(t, s)), asks("/", "", "x")); err != nil {
				t.Fatal(err)
			}
			<-came
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-gone:
			case <-time.After(time.Minute):
				t.Error("the request goes on")
			}
		})
	}
}

// A connection that is net/http's from now on can be closed for writing alone, as net/http
// does after an answer that comes before the request was read.
func TestAConnectionHandedOnIsAConnectionOfTCP(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := serve(t, kind(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				c, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				half, ok := c.(interface{ CloseWrite() error })
				if !ok || half.CloseWrite() != nil {
					t.Errorf("%T cannot be closed for writing alone", c)
					return
				}
				if b, err := io.ReadAll(c); err != nil || string(b) != "more" {
					t.Errorf("after that comes %q, %v", b, err)
				}
			})))
			c := dial(t, addr)
			if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(c); err != nil || len(b) > 0 {
				t.Errorf("%q, %v", b, err)
			}
			if _, err := io.WriteString(c, "more"); err != nil {
				t.Error(err)
			}
			_ = c.(*net.TCPConn).CloseWrite() //nolint:forcetypeassert // it is one
			_, _ = io.Copy(io.Discard, c)     // until the handler is done
		})
	}
}
