package upstream

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Relay is an address of this machine at which git fetches a repository:
//
//	git ── http://127.0.0.1:…/<secret> ── this process ── the upstream
//
// So git knows no token, and goes no way that we would not: where the upstream
// redirects to, the guard looks. When it stops it returns what the upstream refused, if
// it did: git says nothing of the reason.
func (u *Upstream) Relay(ctx context.Context, k hub.Kind, name ref.Repo) (url string, stop func() error, err error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen for git: %w", err)
	}
	path := "/" + strings.ToLower(rand.Text())
	l := &relay{u: u, path: path, to: u.git(k, name)}
	srv := &http.Server{ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }, Handler: l}
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(ln) }) // it ends when it is closed
	return "http://" + ln.Addr().String() + path, func() error { _ = srv.Close(); wg.Wait(); return l.refusal(nil) }, nil
}

// relay passes on the two requests that a fetch is made of. Where the first is
// redirected to, the others go too.
type relay struct {
	u       *Upstream
	path    string
	mu      sync.Mutex
	to      string
	refused error
}

func (l *relay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u := l.u
	verb, ok := strings.CutPrefix(r.URL.Path, l.path)
	if ok {
		ok = r.Method == http.MethodGet && verb == "/info/refs" || r.Method == http.MethodPost && verb == "/git-upload-pack"
	}
	if !ok {
		http.Error(w, "a fetch alone is relayed here", http.StatusForbidden)
		return
	}
	if verb == "/info/refs" {
		verb += "?service=git-upload-pack"
	}
	req, err := u.request(r.Context(), r.Method, l.address("")+verb, r.Body, true)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	for _, name := range []string{"Accept", "Content-Type", "Content-Encoding", "Git-Protocol"} {
		if v := r.Header.Get(name); v != "" {
			req.Header.Set(name, v)
		}
	}
	req.ContentLength = r.ContentLength
	res, err := u.do(req) //nolint:bodyclose // watch has it
	if err != nil {
		_ = l.refusal(err)
		status := http.StatusBadGateway
		if fault.Is(err, fault.NotFound) {
			status = http.StatusNotFound
		}
		http.Error(w, err.Error(), status)
		return
	}
	if at, ok := strings.CutSuffix(res.Request.URL.String(), "/info/refs?service=git-upload-pack"); ok {
		l.address(at)
	}
	body := u.watch(res.Body)
	defer body.Close()
	w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
	w.WriteHeader(res.StatusCode)
	if _, err := io.Copy(flushing{w, http.NewResponseController(w)}, body); err != nil {
		panic(http.ErrAbortHandler) // git sees that it broke off
	}
}

// address is where requests go, from now on to another one if that is given.
func (l *relay) address(moved string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to = cmp.Or(moved, l.to)
	return l.to
}

// refusal is why the upstream refused a request, from now on err unless that is nil.
func (l *relay) refusal(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.refused = err
	}
	return l.refused
}

// flushing passes on what comes as it comes.
type flushing struct {
	io.Writer
	c *http.ResponseController
}

func (f flushing) Write(b []byte) (int, error) {
	n, err := f.Writer.Write(b)
	if err == nil {
		err = f.c.Flush()
	}
	return n, err
}
