package mirror_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
	"github.com/tenonhub/tenon/internal/ref"
)

// faulty is a real hub behind a road that breaks as it is told.
type faulty struct {
	*apitest.Server
	URL string // of the road

	gets  atomic.Int64 // requests for large files
	bytes atomic.Int64 // of their answers
	asks  atomic.Int64 // requests in all

	mu     sync.Mutex
	cut    int64  // bytes after which each answer with a large file is cut; 0 is never
	status int    // of every answer; 0 is the hub's own
	code   string // of the error, beside status
	fetch  bool   // whether status is the answer to fetches of git alone
	wrong  bool   // whether large files are other than they are
	hold   chan struct{}
}

func (f *faulty) set(change func(*faulty)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// newFaulty starts an upstream with the repository lab/voice.
func newFaulty(t *testing.T) *faulty {
	t.Helper()
	f := &faulty{Server: apitest.Start(t)}
	to, err := url.Parse(f.Server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // addresses of large files lead through here too
		},
		ModifyResponse: f.spoil,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ErrorLog:       log.New(io.Discard, "", 0), FlushInterval: -1,
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asks.Add(1)
		f.mu.Lock()
		status, code, fetch := f.status, f.code, f.fetch
		f.mu.Unlock()
		if fetch {
			body, err := io.ReadAll(r.Body)
			if err != nil || !bytes.Contains(body, []byte("command=fetch")) {
				status = 0
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		if status != 0 {
			w.Header().Set("X-Error-Code", code)
			w.WriteHeader(status)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	srv.Config.ErrorLog = nil
	t.Cleanup(srv.Close)
	f.URL = srv.URL
	return f
}

// spoil breaks the answers with large files.
func (f *faulty) spoil(res *http.Response) error {
	if !strings.HasPrefix(res.Request.URL.Path, "/lfs/") {
		return nil
	}
	f.gets.Add(1)
	f.mu.Lock()
	defer f.mu.Unlock()
	res.Body = &spoiled{ReadCloser: res.Body, f: f, left: f.cut, cut: f.cut > 0, wrong: f.wrong, hold: f.hold}
	return nil
}

type spoiled struct {
	io.ReadCloser
	f          *faulty
	left       int64
	cut, wrong bool
	hold       chan struct{}
}

func (s *spoiled) Read(b []byte) (int, error) {
	if s.hold != nil && s.left <= 0 {
		<-s.hold
	}
	if s.cut && s.left <= 0 && s.hold == nil {
		return 0, io.ErrUnexpectedEOF
	}
	if s.cut && s.left > 0 {
		b = b[:min(int64(len(b)), s.left)]
	}
	n, err := s.ReadCloser.Read(b)
	s.left -= int64(n)
	s.f.bytes.Add(int64(n))
	if s.wrong && n > 0 {
		b[0] ^= 1
	}
	return n, err
}

func (f *faulty) options() upstream.Options {
	return upstream.Options{Name: "up", URL: f.URL, Kind: upstream.Tenon}
}

// commit makes a commit at the upstream, of small files and large ones.
func (f *faulty) commit(t *testing.T, k hub.Kind, name string, private bool, small map[string]string, large map[string][]byte) hub.OID {
	t.Helper()
	ada := f.As(t, f.Ada)
	repo := repoOf(t, name)
	r, err := f.Hub.Open(ada, k, repo, hub.Write)
	if fault.Is(err, fault.NotFound) {
		if _, err = f.Hub.Create(ada, k, repo, private); err == nil {
			r, err = f.Hub.Open(ada, k, repo, hub.Write)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	var ops []hub.Operation
	for path, content := range small {
		ops = append(ops, hub.Operation{Path: ref.Path(path), Content: []byte(content)})
	}
	for path, content := range large {
		p := pointerTo(content)
		if err := r.Receive(ada, p, strings.NewReader(string(content))); err != nil {
			t.Fatal(err)
		}
		ops = append(ops, hub.Operation{Path: ref.Path(path), Object: &p})
	}
	made, err := r.Commit(ada, hub.Main, "", "change", func(yield func(hub.Operation, error) bool) {
		for _, op := range ops {
			if !yield(op, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func pointerTo(content []byte) hub.Pointer {
	return hub.Pointer{Digest: blob.Digest(sha256.Sum256(content)), Size: int64(len(content))}
}

func repoOf(t *testing.T, name string) ref.Repo {
	t.Helper()
	r, err := ref.ParseRepo(name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return b
}

// reply is what came back, without its body.
type reply struct {
	StatusCode int
	Header     http.Header
}

// get asks a server as nobody; range is a header.
func get(t *testing.T, method, address string, header ...string) (reply, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := (&http.Client{}).Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	defer res.Body.Close()
	r := reply{res.StatusCode, res.Header}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return r, "cut: " + err.Error()
	}
	return r, string(b)
}
