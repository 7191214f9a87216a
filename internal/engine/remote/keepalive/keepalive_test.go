package keepalive_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/remote/keepalive"
)

// elsewhere counts the requests that are another transport's.
type elsewhere struct{ n atomic.Int64 }

func (e *elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	e.n.Add(1)
	return &http.Response{StatusCode: http.StatusTeapot, Body: http.NoBody, Request: r}, nil
}

func transport(t *testing.T) *keepalive.Transport {
	t.Helper()
	tr := &keepalive.Transport{Other: &elsewhere{}, Kept: 4, Most: 8}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// ask sends a request and returns the answer with its text, and whether it went over
// a connection that was there.
func ask(t *testing.T, tr http.RoundTripper, method, url, body string) (res *http.Response, said string, reused bool) {
	t.Helper()
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }})
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, r)
	if err != nil {
		t.Fatal(err)
	}
	res, err = tr.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return res, string(b), reused
}

func serve(t *testing.T, f http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s.URL
}

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		switch r.URL.Path {
		case "/long":
			for range 100 {
				fmt.Fprint(w, strings.Repeat("long ", 1000))
				w.(http.Flusher).Flush() // it is one
			}
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/early":
			w.Header().Set("Link", "</a>")
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Del("Link")
		}
		fmt.Fprintf(w, "%s %s %s", r.Method, r.Header.Get("X-Said"), b)
	})
	tr := transport(t)
	for i, c := range []struct{ method, path, body, said string }{
		{http.MethodPost, "/", "hello", "POST  hello"},
		{http.MethodGet, "/", "", "GET  "},
		{http.MethodHead, "/", "", ""},
		{http.MethodGet, "/empty", "", ""},
		{http.MethodGet, "/early", "", "GET  "},
		{http.MethodPost, "/long", "a", strings.Repeat("long ", 100_000) + "POST  a"},
		{http.MethodPost, "/", strings.Repeat("b", 64<<10), "POST  " + strings.Repeat("b", 64<<10)},
	} {
		res, said, reused := ask(t, tr, c.method, at+c.path, c.body)
		if said != c.said || res.StatusCode/100 != 2 || reused != (i > 0) {
			t.Errorf("%s %s: %d with %d bytes, %v", c.method, c.path, res.StatusCode, len(said), reused)
		}
	}
}

// What it does not send itself, and what it is told to send by a proxy, another does.
func TestTheRestGoesElsewhere(t *testing.T) {
	t.Parallel()
	at := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("it was asked") })
	other := &elsewhere{}
	tr := &keepalive.Transport{Other: other, Proxy: func(r *http.Request) (*url.URL, error) {
		if r.URL.Path == "/proxied" {
			return url.Parse("http://proxy.example")
		}
		return nil, nil //nolint:nilnil // no proxy
	}}
	send := func(url string, body io.Reader, change func(*http.Request)) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, body)
		if err != nil {
			t.Fatal(err)
		}
		change(req)
		res, err := tr.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusTeapot {
			t.Errorf("%s: %s", url, res.Status)
		}
	}
	nothing := func(*http.Request) {}
	send(strings.Replace(at, "http", "https", 1), nil, nothing)
	send(at+"/proxied", nil, nothing)
	send(at, strings.NewReader(strings.Repeat("b", 64<<10+1)), nothing)
	send(at, struct{ io.Reader }{strings.NewReader("of no length")}, nothing)
	send(at, nil, func(r *http.Request) { r.Header.Set("Upgrade", "websocket") })
	if n := other.n.Load(); n != 5 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

// script answers one request on each connection with what it is to say. Then it
// closes it, or waits until its client does; closed hears of that.
func script(t *testing.T, waits bool, says ...string) (url string, closed <-chan struct{}) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = ln.Close(); wg.Wait() })
	ends := make(chan struct{}, len(says))
	wg.Go(func() {
		for _, said := range says {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			in := bufio.NewReader(c)
			if r, err := http.ReadRequest(in); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(c, said)
			}
			if waits {
				_, _ = io.Copy(io.Discard, in)
			}
			_ = c.Close()
			ends <- struct{}{}
		}
	})
	return "http://" + ln.Addr().String(), ends
}

const short = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// A connection that its server has closed meanwhile, or on which more came than was
// asked for, is no other request's.
func TestAConnectionThatCannotBeKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first string
		waits bool // the server has no reason to close it
	}{
		"closed by the server": {short, false},
		"to be closed":         {strings.Replace(short, "\r\n", "\r\nConnection: close\r\n", 1), true},
		"of HTTP/1.0":          {strings.Replace(short, "1.1", "1.0", 1), true},
		"answers twice":        {short + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother", true},
		"ends with its body":   {"HTTP/1.1 200 OK\r\n\r\nok", false},
		"has trailers":         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n", false},
	} {
		at, closed := script(t, c.waits, c.first, strings.Replace(short, "ok", "so", 1))
		tr := transport(t)
		if _, said, _ := ask(t, tr, http.MethodPost, at, "x"); said != "ok" {
			t.Errorf("%s: %q", name, said)
		}
		<-closed
		if _, said, reused := ask(t, tr, http.MethodPost, at, "x"); said != "so" || reused {
			t.Errorf("%s: %q then, by the same connection: %v", name, said, reused)
		}
		tr.CloseIdleConnections()
	}
}

func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{
		"nothing": "", "no HTTP": "220 smtp ready\r\n\r\n", "half a head": "HTTP/1.1 200 OK\r\nContent-",
		"a long head": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2<<20) + "\r\n\r\n",
		"only hints":  strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 50),
		"half a body": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",
	} {
		at, _ := script(t, false, said, short)
		tr := transport(t)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		res, err := tr.RoundTrip(req)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			_ = res.Body.Close()
		}
		if err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if _, said, reused := ask(t, tr, http.MethodPost, at, "x"); said != "ok" || reused {
			t.Errorf("%s: then %q, by the same connection: %v", name, said, reused)
		}
	}
}

func TestACallerGivesUp(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{}, 2)
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // who has sent all is seen to leave
		if r.URL.Path == "/stream" {
			fmt.Fprint(w, "first")
			w.(http.Flusher).Flush() // it is one
		} else {
			cancel(enough) // both have come
		}
		<-r.Context().Done()
		gone <- struct{}{}
	})
	tr := transport(t)
	send := func(path string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, at+path, bytes.NewReader([]byte("x")))
		if err != nil {
			t.Fatal(err)
		}
		return tr.RoundTrip(req)
	}
	res, err := send("/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadFull(res.Body, make([]byte, 5)); err != nil {
		t.Fatalf("the first piece does not come alone: %v", err)
	}
	if res, err := send("/"); !errors.Is(err, enough) {
		t.Errorf("before the answer: %v", err)
		_ = res.Body.Close()
	}
	if _, err := res.Body.Read(make([]byte, 1)); !errors.Is(err, enough) {
		t.Errorf("within the answer: %v", err)
	}
	for range 2 {
		<-gone // the server hears of it
	}
}

// Who closes an answer before its end ends the connection: a stream goes on for nobody.
func TestClosedEarly(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "first")
		w.(http.Flusher).Flush() // it is one
		<-r.Context().Done()
		close(gone)
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := transport(t).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	<-gone
}

// Many requests at once have their own answers, and no more connections are kept than
// there may be.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	var open atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		default:
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	tr := transport(t)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for n := range 50 {
				want := fmt.Sprintf("%d of %d", n, i)
				if _, said, _ := ask(t, tr, http.MethodPost, s.URL, want); said != want {
					t.Errorf("%q is answered %q", want, said)
				}
			}
		})
	}
	wg.Wait()
	settles(t, &open, func(n int64) bool { return n <= 4 })
	tr.CloseIdleConnections()
	settles(t, &open, func(n int64) bool { return n == 0 })
}

func settles(t *testing.T, n *atomic.Int64, good func(int64) bool) {
	t.Helper()
	deadline, tick := time.After(time.Minute), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !good(n.Load()) {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%d connections are open", n.Load())
		}
	}
}
