package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// endless is a file without end that tells when it is closed.
type endless struct{ closed chan struct{} }

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func (e endless) Close() error { close(e.closed); return nil }

func TestARefusalDuringAnUploadIsWhatIsHeard(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, 1<<20)
		conn := http.NewResponseController(w)
		_ = conn.EnableFullDuplex()
		const refusal = `{"error":{"kind":"too large","message":"big.bin is too large"}}`
		w.Header().Set("Content-Length", strconv.Itoa(len(refusal)))
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		_, _ = io.WriteString(w, refusal)
		_ = conn.Flush()
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer srv.Close()
	file := endless{make(chan struct{})}
	_, err := sdk.New(srv.URL, "", srv.Client()).Ask(t.Context(), sdk.Ask{Text: "x", Files: []sdk.File{
		{Name: "big.bin", Open: func() (io.ReadCloser, error) { return file, nil }},
	}})
	refusal, ok := errors.AsType[*sdk.Error](err)
	if !ok || refusal.Status != 413 || refusal.Kind != "too large" || refusal.Msg != "big.bin is too large" {
		t.Errorf("got %v", err)
	}
	select {
	case <-file.closed:
	default:
		t.Error("Ask did not wait for its writer")
	}
}

func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer srv.Close()
	_, err := sdk.New(srv.URL, "", srv.Client()).Ask(t.Context(), sdk.Ask{Text: "x", Files: []sdk.File{
		{Name: "a.txt", Open: func() (io.ReadCloser, error) { return nil, errors.New("no such file") }},
	}})
	if err == nil || !strings.Contains(err.Error(), "send a.txt: no such file") {
		t.Errorf("got %v", err)
	}
}

func send(w http.ResponseWriter, name, data string) {
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprintf(w, ": ping\n\nevent: %s\ndata: %s\n\n", name, data)
	_ = http.NewResponseController(w).Flush()
}

func follow(ctx context.Context, c *sdk.Client) (states []sdk.State, err error) {
	for run, e := range c.Follow(ctx, "r1") {
		if err = e; e == nil {
			states = append(states, run.State)
		}
	}
	return states, err
}

func TestFollowOutlivesARestart(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch calls.Add(1) {
		case 1: // it is killed
			send(w, "run", `{"id":"r1","state":"running"}`)
			panic(http.ErrAbortHandler)
		case 2: // it begins
			http.Error(w, "not yet", http.StatusServiceUnavailable)
		case 3: // it is stopped
			send(w, "run", `{"id":"r1","state":"running"}`)
			send(w, "error", `{"error":{"kind":"unavailable","message":"the server stops"}}`)
		default:
			send(w, "run", `{"id":"r1","state":"done"}`)
		}
	}))
	defer srv.Close()
	states, err := follow(t.Context(), sdk.New(srv.URL, "", srv.Client()))
	if err != nil || fmt.Sprint(states) != "[running running done]" {
		t.Errorf("got %v, %v", states, err)
	}
}

func TestFollowEndsWithWhatTheServerSays(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		send(w, "run", `{"id":"r1","state":"running"}`)
		send(w, "error", `{"error":{"kind":"exhausted","message":"no space is left"}}`)
	}))
	defer srv.Close()
	states, err := follow(t.Context(), sdk.New(srv.URL, "", srv.Client()))
	if refusal, ok := errors.AsType[*sdk.Error](err); len(states) != 1 || !ok || refusal.Msg != "no space is left" {
		t.Errorf("got %v, %v", states, err)
	}
}

func TestFollowOfAServerThatWasNeverThereEndsAtOnce(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	if _, err := follow(t.Context(), sdk.New("http://"+ln.Addr().String(), "", &http.Client{})); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestFollowCanBeCanceledWhileItWaits(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) > 1 {
			cancel()
			http.Error(w, "not yet", http.StatusServiceUnavailable)
			return
		}
		send(w, "run", `{"id":"r1","state":"running"}`)
	}))
	defer srv.Close()
	if _, err := follow(ctx, sdk.New(srv.URL, "", srv.Client())); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNamesAreEscaped(t *testing.T) {
	t.Parallel()
	var path string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.EscapedPath() + "?" + r.URL.RawQuery
		_, _ = io.WriteString(w, "{}")
	}))
	defer srv.Close()
	if _, err := sdk.New(srv.URL, "", srv.Client()).Model(t.Context(), "acme/a model?x#y%2F"); err != nil || path != "/api/tenon/v1/models/acme/a%20model%3Fx%23y%252F?" {
		t.Errorf("asked %s, %v", path, err)
	}
}
