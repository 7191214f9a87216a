package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	say := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, name) })
	}
	h := api.Routes(api.Dialects{Native: say("native"), HuggingFace: say("huggingface"), ModelScope: say("modelscope"), Git: say("git"), Xet: say("xet"), Web: say("web")})
	for path, want := range map[string]string{
		"/":                                     "web",
		"/chat":                                 "web",
		"/api/tenon/v1/runs":                    "native",
		"/api/whoami-v2":                        "huggingface",
		"/api/models/lab/voice":                 "huggingface",
		"/api":                                  "huggingface",
		"/api/xet/v1/shards":                    "xet",
		"/api/xet":                              "huggingface",
		"/lfs/0123/abc":                         "git",
		"/lab/voice/info/refs":                  "git",
		"/lab/voice.git/info/refs":              "git",
		"/models/lab/voice.git/git-upload-pack": "git",
		"/datasets/lab/data.git/git-receive-pack":     "git",
		"/studios/lab/app.git/info/lfs/objects/batch": "git",
		"/spaces/lab/app/info/refs":                   "git",
		"/lab/voice":                                  "web",
		"/lab/voice/resolve/main/README.md":           "huggingface",
		"/lab/voice/resolve/refs%2Fpr%2F1/a/b.bin":    "huggingface",
		"/datasets/lab/data/resolve/main/x":           "huggingface",
		"/datasets/resolve/resolve/main/x":            "web", // resolve is no owner
		"/lab/voice/raw/main/x":                       "huggingface",
		"/lab/voice/resolve/main":                     "web",
		"/lab/voice/tree/main":                        "web",
		"/lab/..%2Fvoice/info/refs":                   "web",
		"/lab/%2e%2e/info/refs":                       "web",
		"/static/x/info/refs":                         "web",
		"/v1/models/info/refs":                        "web",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if got := w.Body.String(); got != want {
			t.Errorf("%s goes to %s, want %s", path, got, want)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.URL.Path, r.URL.RawPath = "/%", "/%zz"
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Body.String() != "web" { // Go writes the path anew when it cannot be decoded
		t.Errorf("an address that is written wrongly: %d %s", w.Code, w.Body)
	}
}

func TestLocateKeepsARevisionWhole(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/datasets/Lab/data/resolve/refs%2Fpr%2F1/a%20b/c", nil)
	parts, ok := api.Parts(r)
	if !ok {
		t.Fatal("not read")
	}
	p, ok := api.Locate(parts)
	if !ok || p.Kind != "dataset" || p.Repo.String() != "Lab/data" || strings.Join(p.Rest, "|") != "resolve|refs/pr/1|a b|c" {
		t.Errorf("%+v, %v", p, ok)
	}
}

func TestBaseIsWhatTheClientSees(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Host = "models.example"
	if got := api.Base(r); got != "http://models.example" {
		t.Errorf("without TLS: %s", got)
	}
	r.Header.Set("X-Forwarded-Proto", "https")
	if got := api.Base(r); got != "https://models.example" {
		t.Errorf("behind a proxy with TLS: %s", got)
	}
}
