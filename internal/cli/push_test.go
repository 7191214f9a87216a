package cli_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
)

// A large file that was cut off in the middle goes on with the part that did not come.
func TestPushGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	to, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	var puts, sent atomic.Int64
	var cut atomic.Bool
	cut.Store(true)
	road := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			if puts.Add(1) == 2 && cut.Load() {
				_, _ = io.CopyN(io.Discard, r.Body, 1<<20)
				panic(http.ErrAbortHandler)
			}
			sent.Add(r.ContentLength)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(road.Close)
	content := strings.Repeat("0123456789abcdef", (2*apitest.PartSize+1<<20)>>4)
	file := filepath.Join(t.TempDir(), "weights.bin")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"TENON_DATA": t.TempDir(), "TENON_SERVER": road.URL, "TENON_TOKEN": s.Ada}
	if status, out, problems := call(t, env, "", "push", "ada/voice", file); status == 0 {
		t.Fatalf("a push that was cut off is done: %s%s", out, problems)
	}
	first := sent.Swap(0)
	cut.Store(false)
	if status, out, problems := call(t, env, "", "push", "ada/voice", file); status != 0 || !strings.Contains(out, "1 had to be sent") {
		t.Fatalf("again: %d %s%s", status, out, problems)
	}
	if n := sent.Load(); first != apitest.PartSize || n != int64(len(content))-first {
		t.Errorf("of %d bytes %d were sent before, and %d then", len(content), first, n)
	}
	dir := t.TempDir()
	if status, out, problems := call(t, env, "", "pull", "ada/voice", "--out", dir); status != 0 {
		t.Fatalf("pull: %d %s%s", status, out, problems)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "weights.bin")); err != nil || string(b) != content {
		t.Errorf("%d bytes came back of %d, %v", len(b), len(content), err)
	}
}
