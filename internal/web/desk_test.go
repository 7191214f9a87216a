package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	files "github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/web"
)

// stage changes a run once.
type stage func(*assistant.Run)

// desk takes requests like the real one, but does what a script says: each
// call of next brings the newest run one stage on.
type desk struct {
	scripts map[string][]stage // by the text of the request
	models  []catalog.Model
	missing map[string]string // by the name of a model
	store   *store

	mu      sync.Mutex
	asked   []assistant.Request
	runs    []*assistant.Run
	left    [][]stage
	changed chan struct{}
}

func newDesk() *desk {
	s := &store{blobs: map[string][]byte{}}
	return &desk{scripts: scripts(s), models: models(), missing: missing(), store: s, changed: make(chan struct{})}
}

// next brings a run one stage on.
func (d *desk) next(t *testing.T) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	last := len(d.runs) - 1
	if last < 0 || len(d.left[last]) == 0 {
		t.Fatal("the script has no further stage")
	}
	d.update(d.runs[last], d.left[last][0])
	d.left[last] = d.left[last][1:]
}

// finish brings the newest run to its end.
func (d *desk) finish(t *testing.T) {
	t.Helper()
	for {
		d.mu.Lock()
		over := len(d.left[len(d.left)-1]) == 0
		d.mu.Unlock()
		if over {
			return
		}
		d.next(t)
	}
}

func (d *desk) update(run *assistant.Run, f stage) {
	run.Nodes = append([]assistant.Node(nil), run.Nodes...) // what followers hold stays
	f(run)
	close(d.changed)
	d.changed = make(chan struct{})
}

// request returns the last request.
func (d *desk) request(t *testing.T) assistant.Request {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.asked) == 0 {
		t.Fatal("nothing was asked")
	}
	return d.asked[len(d.asked)-1]
}

func (d *desk) Ask(_ context.Context, _ string, req assistant.Request) (assistant.Run, error) {
	if req.Text == "refuse me" {
		return assistant.Run{}, fault.New(fault.Exhausted, "the disk is full: free 2 GB and ask again")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, req)
	run := assistant.Fresh(fmt.Sprintf("run-%d", len(d.runs)+1), time.Date(2026, 11, 23, 9, 30, len(d.runs), 0, time.UTC), req)
	d.runs = append(d.runs, &run)
	d.left = append(d.left, d.script(req))
	return run, nil
}

func (d *desk) script(req assistant.Request) []stage {
	switch {
	case req.Graph != nil:
		return edited(*req.Graph)
	case req.Plan:
		return planOnly()
	}
	return d.scripts[req.Text]
}

func (d *desk) look(id string) (assistant.Run, <-chan struct{}, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.runs {
		if r.ID == id {
			return *r, d.changed, nil
		}
	}
	return assistant.Run{}, nil, fault.New(fault.NotFound, "there is no run %s", id)
}

func (d *desk) Run(_ context.Context, _, id string) (assistant.Run, error) {
	run, _, err := d.look(id)
	return run, err
}

func (d *desk) Runs(context.Context, string, int) ([]assistant.Run, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	runs := []assistant.Run{}
	for i := len(d.runs) - 1; i >= 0; i-- {
		r := d.runs[i]
		runs = append(runs, assistant.Run{ID: r.ID, Text: r.Text, Lang: r.Lang, State: r.State, Created: r.Created})
	}
	return runs, nil
}

func (d *desk) Follow(ctx context.Context, _, id string) iter.Seq2[assistant.Run, error] {
	return func(yield func(assistant.Run, error) bool) {
		for {
			run, changed, err := d.look(id)
			if !yield(run, err) || err != nil || run.State.Ended() {
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (d *desk) Cancel(_ context.Context, _, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.runs {
		if r.ID == id {
			d.update(r, func(r *assistant.Run) { r.State = assistant.Canceled })
		}
	}
	return nil
}

func (d *desk) Models(context.Context) ([]catalog.Model, error) { return d.models, nil }

func (d *desk) Find(_ context.Context, m ref.Model) (catalog.Model, error) {
	for _, known := range d.models {
		if known.Ref == m {
			return known, nil
		}
	}
	return catalog.Model{}, fault.New(fault.NotFound, "there is no model %s", m)
}

func (d *desk) Ready(_ context.Context, m catalog.Model) error {
	if why := d.missing[m.Ref.Name]; why != "" {
		return fault.New(fault.Unavailable, "%s", why)
	}
	return nil
}

// store keeps bytes in memory.
type store struct {
	mu    sync.Mutex
	blobs map[string][]byte
}

func (s *store) Keep(_ context.Context, r io.Reader) (string, int64, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	digest := hex.EncodeToString(sum[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blobs[digest] = b
	return digest, int64(len(b)), err
}

type blob struct{ *bytes.Reader }

func (blob) Close() error { return nil }

func (s *store) Seek(_ context.Context, digest string) (io.ReadSeekCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.blobs[digest]
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no artefact %s", digest)
	}
	return blob{bytes.NewReader(b)}, nil
}

// keepFile puts a file of testdata into the store.
func (s *store) keepFile(name string) (digest string, size int64) {
	f, err := os.Open(filepath.Join("..", "..", "testdata", name))
	if err != nil {
		panic(err)
	}
	defer f.Close()
	digest, size, err = s.Keep(context.Background(), f)
	if err != nil {
		panic(err)
	}
	return digest, size
}

// server serves the page and its interface over a desk. It can be lost, as
// if the program had ended: connections break, and no new one comes about.
type server struct {
	url  string
	lost atomic.Bool

	mu    sync.Mutex
	hangs map[int]context.CancelFunc
	count int
	gate  chan struct{} // requests to change something wait until it is closed; nil is open
}

func serve(t *testing.T, d *desk) *server {
	t.Helper()
	s := &server{hangs: map[int]context.CancelFunc{}}
	mux := http.NewServeMux()
	native.Routes(mux, native.Parts{Desk: d, Models: d, Files: files.Desk{Store: d.store}, Log: slog.New(slog.DiscardHandler)}, func(h http.Handler) http.Handler { return h })
	mux.Handle("/", web.New(nobody))
	own := func(*http.Request) (int, bool) { return os.Getuid(), true }
	srv := httptest.NewServer(s.losing(api.Guard(mux, api.Gate{Peer: own})))
	t.Cleanup(func() {
		s.lose()
		srv.Close()
	})
	s.url = srv.URL
	return s
}

func (s *server) losing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.lost.Load() {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_ = conn.Close()
			}
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		s.mu.Lock()
		s.count++
		id := s.count
		s.hangs[id] = cancel
		gate := s.gate
		s.mu.Unlock()
		if gate != nil && r.Method == http.MethodPost {
			select {
			case <-gate:
			case <-ctx.Done():
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
		s.mu.Lock()
		delete(s.hangs, id)
		s.mu.Unlock()
	})
}

// lose breaks the server off until find.
func (s *server) lose() {
	s.lost.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cancel := range s.hangs {
		cancel()
	}
}

// hold lets requests that change something wait until release.
func (s *server) hold() (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gate = make(chan struct{})
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		close(s.gate)
		s.gate = nil
	}
}

func (s *server) find() { s.lost.Store(false) }
