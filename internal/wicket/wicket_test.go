package wicket_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/wicket"
)

// server is what both kinds of servers are to the tests.
type server interface {
	Serve(ln net.Listener) error
	Shutdown(ctx context.Context) error
	Close() error
}

// kinds are the servers that must do the same.
var kinds = map[string]func(http.Handler) server{
	"net/http": func(h http.Handler) server { return plain(h) },
	"wicket":   func(h http.Handler) server { return behind(h) },
}

func plain(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
}

func behind(h http.Handler) *wicket.Server {
	return &wicket.Server{Rest: plain(h), Takes: func(path string) bool { return path != "/not" }}
}

// serve has a server answer, and returns its address.
func serve(t *testing.T, s server) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ln) }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("it ended with %v", err)
		}
	})
	return ln.Addr().String()
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// handle answers as the path says, and tells what it was asked.
func handle(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	h := w.Header()
	h.Set("Content-Type", "text/plain")
	switch strings.TrimPrefix(r.URL.Path, "/") {
	case "empty":
	case "none":
		w.WriteHeader(http.StatusNoContent)
		_, err := w.Write([]byte("x"))
		if !errors.Is(err, http.ErrBodyNotAllowed) {
			panic(fmt.Sprint("a body was taken: ", err))
		}
	case "unchanged":
		w.WriteHeader(http.StatusNotModified)
	case "untyped":
		h.Del("Content-Type")
		_, _ = io.WriteString(w, "<html>")
	case "coded":
		h.Del("Content-Type")
		h.Set("Content-Encoding", "x")
		_, _ = io.WriteString(w, "<html>")
	case "odd":
		h["X-Odd"] = []string{" a\r\nb ", "c"}
		h["Date"] = nil
		w.WriteHeader(599)
		h.Set("X-Late", "x")
	case "long":
		_, _ = w.Write(bytes.Repeat([]byte("long "), 10_000))
	case "pieces":
		for i := range 5 {
			fmt.Fprintf(w, "piece %d\n", i)
			_ = http.NewResponseController(w).Flush()
		}
	case "many":
		for range 1000 {
			_, _ = io.WriteString(w, "a little ")
		}
	case "begun":
		_ = http.NewResponseController(w).Flush()
	case "declared":
		h.Set("Content-Length", "5")
		_, _ = io.WriteString(w, "12345")
		if _, err := io.WriteString(w, "6"); !errors.Is(err, http.ErrContentLength) {
			panic(fmt.Sprint("more than declared was taken: ", err))
		}
	case "short":
		h.Set("Content-Length", "5")
		_, _ = io.WriteString(w, "123")
	case "wrong":
		h.Set("Content-Length", "many")
		_, _ = io.WriteString(w, "123")
	case "last":
		h.Set("Connection", "close")
		_, _ = io.WriteString(w, "bye")
	case "twice":
		w.WriteHeader(http.StatusAccepted)
		w.WriteHeader(http.StatusTeapot)
	case "hints":
		h.Set("Link", "</a>")
		w.WriteHeader(http.StatusEarlyHints)
		h.Del("Link")
		_, _ = io.WriteString(w, "after")
	case "panics":
		_, _ = io.WriteString(w, "half")
		panic("it panics")
	case "aborts":
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	default:
		local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		s, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
		fmt.Fprintf(w, "%s %s %s %s %d %v %q %v %v %v %v", r.Method, r.URL, r.RequestURI, r.Host, r.ContentLength, r.Header, b, err, local != nil, s != nil, r.RemoteAddr != "")
	}
}

const last = "POST /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

func asks(path, fields, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: a.example:80\r\n%sContent-Length: %d\r\n\r\n%s", path, fields, len(body), body)
}

// scripts are what clients send; the connection is closed after it.
func scripts() []string {
	l := []string{
		asks("/", "Content-Type: application/json\r\nx-a:1\r\nX-A: 2 \r\nCookie: a=b\r\n", `{"a":1}`), asks("/", "", ""), asks("/", "Connection: keep-alive\r\n", "x"),
		asks("/", "", strings.Repeat("b", 64<<10)), asks("/", "", strings.Repeat("b", 65<<10)), asks("/not", "", "x"), asks("/a?b=c", "", "x"), asks("/a%20b", "", "x"),
		asks("/", "Expect: 100-continue\r\n", "x"), asks("/", "X-Long: "+strings.Repeat("y", 7<<10)+"\r\n", "x"), asks("/", "X-Long: "+strings.Repeat("y", 20<<10)+"\r\n", "x"),
		asks("/", "X-Folded: a\r\n b\r\n", "x"), asks("/", "Bad name: a\r\n", "x"), asks("/", "X: \x01\r\n", "x"), asks("/", "Content-Length: 1\r\n", "x"), asks("/", "Content-Length: 2\r\n", "x"),
		asks("/", "Host: b\r\n", "x"), asks("/", "Trailer: X\r\n", "x"), asks("/", strings.Repeat("A: b\r\n", 100), "x"), asks("/", "Upgrade: websocket\r\nConnection: upgrade\r\n", "x"),
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /empty HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", "POST http://a/ HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
		"POST / HTTP/1.1\nHost: a\nContent-Length: 1\n\nx", "nonsense\r\n\r\n", "POST  / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx", "POST / HTTP/1.1\r\nHost: a/b\r\nContent-Length: 0\r\n\r\n", "\r\n" + asks("/", "", "x"),
		asks("/", "", "x") + asks("/", "", "y") + "GET / HTTP/1.1\r\nHost: a\r\n\r\n" + asks("/", "", "z"),
	}
	for _, path := range strings.Fields("empty none unchanged untyped coded odd long pieces many begun declared short wrong last twice hints panics aborts") {
		l = append(l, asks("/"+path, "", "x"))
	}
	return l
}

func TestItAnswersAsNetHTTPDoes(t *testing.T) {
	t.Parallel()
	at := map[string]string{}
	for name, kind := range kinds {
		at[name] = serve(t, kind(http.HandlerFunc(handle)))
	}
	for _, script := range scripts() {
		for how, size := range map[string]int{"at once": len(script) + len(last), "in pieces": max(7, len(script)/40)} {
			want, got := talk(t, at["net/http"], script+last, size), talk(t, at["wicket"], script+last, size)
			if got != want {
				t.Errorf("%.200q sent %s is answered\n%.2000s\nwant\n%.2000s", script, how, got, want)
			}
		}
	}
}

// talk sends what a client says in pieces of so many bytes, and returns what comes back until
// the connection ends.
func talk(t *testing.T, addr, say string, size int) string {
	t.Helper()
	c := dial(t, addr)
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	go func() {
		for piece := range slices.Chunk([]byte(say), size) {
			if _, err := c.Write(piece); err != nil {
				return // it was closed meanwhile
			}
		}
	}()
	in := bufio.NewReader(c)
	var heard strings.Builder
	for {
		r, err := http.ReadResponse(in, &http.Request{Method: map[bool]string{true: http.MethodHead, false: http.MethodPost}[strings.HasPrefix(say, "HEAD ") && heard.Len() == 0]})
		if err != nil {
			fmt.Fprintf(&heard, "the end: %v\n", errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "reset"))
			return heard.String()
		}
		if d := r.Header.Get("Date"); d != "" {
			if _, err := http.ParseTime(d); err != nil {
				t.Errorf("the date is %q", d)
			}
			r.Header.Set("Date", "now")
		}
		b, err := io.ReadAll(r.Body)
		fmt.Fprintf(&heard, "%s %v %v %d %v %q %v\n", r.Status, r.Header, r.TransferEncoding, r.ContentLength, r.Close, b, err == nil || r.ContentLength < 0) // how one ends that has no length, who sends on may not see
	}
}

// A request whose client has left is given up, and one who waits is answered however late.
func TestAClientLeaves(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			came, gone, goOn := make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{})
			addr := serve(t, kind(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				came <- struct{}{}
				select {
				case <-r.Context().Done():
					gone <- struct{}{}
				case <-goOn:
					fmt.Fprint(w, "late")
				}
			})))
			c := dial(t, addr)
			if _, err := io.WriteString(c, asks("/", "", "x")); err != nil {
				t.Fatal(err)
			}
			<-came
			_ = c.Close()
			<-gone
			c = dial(t, addr)
			in := bufio.NewReader(c)
			for range 3 { // what comes meanwhile is the next request
				if _, err := io.WriteString(c, asks("/", "", "x")+asks("/", "", "y")); err != nil {
					t.Fatal(err)
				}
				for range 2 {
					<-came
					time.AfterFunc(20*time.Millisecond, func() { goOn <- struct{}{} })
					r, err := http.ReadResponse(in, nil)
					if err != nil {
						t.Fatal(err)
					}
					if b, err := io.ReadAll(r.Body); err != nil || string(b) != "late" {
						t.Errorf("%q, %v", b, err)
					}
				}
			}
		})
	}
}

// What a server that ends has begun to answer it answers; it takes no more.
func TestItEndsWithItsRequests(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			came, goOn := make(chan struct{}), make(chan struct{})
			s := kind(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/slow" {
					close(came)
					<-goOn
				}
				fmt.Fprint(w, "whole")
			}))
			addr := serve(t, s)
			idle, busy := dial(t, addr), dial(t, addr)
			fromIdle, fromBusy := bufio.NewReader(idle), bufio.NewReader(busy)
			if _, err := io.WriteString(idle, asks("/", "", "x")); err != nil {
				t.Fatal(err)
			}
			read(t, fromIdle)
			if _, err := io.WriteString(busy, asks("/slow", "", "x")); err != nil {
				t.Fatal(err)
			}
			<-came
			hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := s.Shutdown(hurried); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("it waited for nothing: %v", err)
			}
			if _, err := fromIdle.ReadByte(); !errors.Is(err, io.EOF) {
				t.Errorf("an idle connection: %v", err)
			}
			close(goOn)
			if r := read(t, fromBusy); !r.Close {
				t.Error("it does not say that the connection ends")
			}
			if err := s.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr); err == nil {
				_ = c.Close()
				t.Error("it takes connections")
			}
		})
	}
}

func read(t *testing.T, in *bufio.Reader) *http.Response {
	t.Helper()
	r, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r.Body); err != nil || string(b) != "whole" {
		t.Fatalf("%q, %v", b, err)
	}
	return r
}

// The deadlines of http.ResponseController hold.
func TestDeadlinesOfHandlers(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended := make(chan error, 1)
			addr := serve(t, kind(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				c := http.NewResponseController(w)
				err := errors.Join(c.SetReadDeadline(time.Time{}), c.EnableFullDuplex(), c.SetWriteDeadline(time.Now().Add(50*time.Millisecond)))
				for err == nil {
					_, err = w.Write(make([]byte, 1<<20)) // nobody reads it
				}
				<-r.Context().Done()
				ended <- err
			})))
			if _, err := io.WriteString(dial(t, addr), asks("/", "", "x")); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err == nil || errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("writing ended with %v", err)
			}
		})
	}
}

func FuzzRequests(f *testing.F) {
	for _, s := range scripts() {
		f.Add([]byte(s))
	}
	s := behind(nil)
	f.Fuzz(func(t *testing.T, b []byte) {
		got, size, ok := s.Parse(b)
		if !ok {
			return
		}
		in := bufio.NewReader(bytes.NewReader(b[:size]))
		want, err := http.ReadRequest(in)
		if err != nil {
			t.Fatalf("it reads %q: %v", b, err)
		}
		if in.Buffered() > 0 || want.Close || len(want.TransferEncoding) > 0 || want.ProtoMinor != 1 {
			t.Fatalf("it reads %q otherwise than net/http", b)
		}
		tell := func(r *http.Request) string {
			return fmt.Sprintf("%s %#v %q %q %d %v %s", r.Method, r.URL, r.RequestURI, r.Host, r.ContentLength, r.Header, r.Proto)
		}
		if tell(got) != tell(want) {
			t.Fatalf("%q is %s, want %s", b, tell(got), tell(want))
		}
		for _, n := range []int{0, 1, size / 2, size - 1} {
			if s.Whole(b[:n]) {
				t.Fatalf("%q is whole at byte %d", b, n)
			}
		}
	})
}
