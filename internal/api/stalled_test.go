package api_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/trace"
)

// pipe is a network of one connection, in memory, so that time can be virtual.
type pipe struct {
	net.Conn
	given chan net.Conn
}

func (p *pipe) Accept() (net.Conn, error) {
	c, ok := <-p.given
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p *pipe) Close() error   { return nil }
func (p *pipe) Addr() net.Addr { return p.LocalAddr() }

// serving has h answer what is written to the connection that it returns.
func serving(t *testing.T, h http.Handler) (client net.Conn) {
	t.Helper()
	client, server := net.Pipe()
	ln := &pipe{server, make(chan net.Conn, 1)}
	ln.given <- server
	s := &http.Server{Handler: api.Logged(h, slog.New(slog.DiscardHandler)), ReadHeaderTimeout: time.Minute, Protocols: &http.Protocols{}}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Serve(ln) }()
	t.Cleanup(func() {
		close(ln.given)
		_ = client.Close()
		_ = s.Close()
		<-ended
	})
	return client
}

func TestAClientThatTakesNothingIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone, began := make(chan time.Duration, 1), time.Now()
		client := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					gone <- time.Since(began)
					return
				}
			}
		}))
		if _, err := io.WriteString(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, client, 1<<10); err != nil {
			t.Fatal(err)
		}
		if took := <-gone; took > 3*time.Minute {
			t.Errorf("it was given up after %v", took)
		}
	})
}

func TestAClientThatIsSlowIsServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		client := serving(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 2<<20)) // at once
			failed <- err
		}))
		if _, err := io.WriteString(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		in := make([]byte, 64<<10)
		for read := 0; read < 2<<20; { // 64 KiB in 20 seconds, over ten minutes in all
			n, err := client.Read(in)
			if err != nil {
				t.Fatalf("after %d bytes: %v", read, err)
			}
			read += n
			<-time.After(20 * time.Second * time.Duration(n) / (64 << 10))
		}
		if err := <-failed; err != nil {
			t.Error(err)
		}
	})
}

// Who is refused and does not send what it was to send is not waited for.
func TestAStrangerThatSendsNothingIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := serving(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
		began := time.Now()
		if _, err := io.WriteString(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx"); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(client)
		resp, err := http.ReadResponse(in, nil)
		if err != nil || resp.StatusCode != http.StatusUnauthorized {
			t.Fatalf("%v, %v", resp, err)
		}
		_ = resp.Body.Close()
		if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
			t.Errorf("the connection goes on: %v", err)
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("it was given up after %v", took)
		}
	})
}

func TestThePlaceInAQueueIsAHeader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, place := range []int{2, 3, 1, 0} {
				if r.URL.Path == "/waits" {
					trace.Place(r.Context(), place)
				}
			}
			_, _ = io.WriteString(w, "x")
		}))
		in := bufio.NewReader(client)
		for path, want := range map[string]string{"/waits": "3", "/": ""} {
			if _, err := io.WriteString(client, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			resp, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := resp.Header.Get(api.QueuePosition); got != want {
				t.Errorf("%s: %q", path, got)
			}
			_, _ = io.Copy(io.Discard, resp.Body) // it is an x
			_ = resp.Body.Close()
		}
	})
}

// second is a client of HTTP/2 over a connection.
func second(t *testing.T, over net.Conn) *http.Client {
	t.Helper()
	tr := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return over, nil }, Protocols: &http.Protocols{}}
	tr.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func fetch(t *testing.T, client *http.Client) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://x/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return client.Do(r)
}

func TestAStreamMayBeQuiet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := second(t, serving(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for range 3 {
				_, _ = io.WriteString(w, "x")             // whoever reads it misses it
				_ = http.NewResponseController(w).Flush() // as above
				<-time.After(5 * time.Minute)
			}
		})))
		resp, err := fetch(t, client)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "xxx" || resp.ProtoMajor != 2 {
			t.Errorf("%s: %q, %v", resp.Proto, b, err)
		}
	})
}

func TestAStreamThatNobodyTakesIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone, began := make(chan time.Duration, 1), time.Now()
		client := second(t, serving(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					gone <- time.Since(began)
					return
				}
			}
		})))
		resp, err := fetch(t, client)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if took := <-gone; took > 3*time.Minute {
			t.Errorf("it was given up after %v", took)
		}
	})
}
