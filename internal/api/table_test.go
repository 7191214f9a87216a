package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/hub"
)

func nobody(http.ResponseWriter, *http.Request) {}

func table(patterns ...string) *api.Table {
	t := api.NewTable()
	for _, p := range patterns {
		t.HandleFunc(p, nobody)
	}
	return t
}

func TestTheNarrowestRouteAnswers(t *testing.T) {
	t.Parallel()
	routes := table("/", "/{$}", "GET /{place}/tree/{rev}", "/{place}/tree/{rev}/{path...}", "/api/", "GET /api/{kind}/{owner}/{name}", "/api/{kind}/{rest...}",
		"/api/{kind}/{owner}/{name}/", "GET /api/datasets/{number}/x", "GET /api/{kind}/{owner}/x")
	for address, want := range map[string]string{
		"GET /":                                    "/{$}",
		"GET /chat":                                "/",
		"GET /lab/voice/tree/main":                 "GET /{owner}/{name}/tree/{rev}",
		"HEAD /lab/voice/tree/main/":               "GET /{owner}/{name}/tree/{rev}",
		"POST /lab/voice/tree/main":                "/",
		"POST /lab/voice/tree/main/a":              "/{owner}/{name}/tree/{rev}/{path...}",
		"GET /datasets/lab/data.git/tree/x":        "GET /{kind}/{owner}/{name}/tree/{rev}",
		"GET /datasets/tree/tree/x":                "/", // tree is an owner, and then a repository is missing
		"GET /static/x/tree/main":                  "/",
		"GET /lab/..%2Fvoice/tree/main":            "/",
		"GET /lab/%2e%2e/tree/main":                "/",
		"GET /lab/.git/tree/main":                  "/",
		"GET /api":                                 "/api/",
		"GET /api/":                                "/api/",
		"GET /api/models":                          "/api/",
		"GET /api/models/gpt2":                     "/api/{kind}/{rest...}",
		"GET /api/models/lab/voice":                "GET /api/{kind}/{owner}/{name}",
		"PUT /api/models/lab/voice":                "/api/{kind}/{owner}/{name}/",
		"GET /api/models/lab/voice/a/b":            "/api/{kind}/{owner}/{name}/",
		"GET /api/models/api/voice/a":              "/api/{kind}/{rest...}",
		"GET /api/models/lab/x":                    "GET /api/{kind}/{owner}/x",
		"GET /api/datasets/12345678901234567890/x": "GET /api/datasets/{number}/x",
	} {
		method, path, _ := strings.Cut(address, " ")
		if _, got := routes.Handler(httptest.NewRequestWithContext(t.Context(), method, path, nil)); got != want {
			t.Errorf("%s goes to %q, want %q", address, got, want)
		}
	}
}

func TestRoutesThatMeetAreRefused(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"GET /a/{x}", "GET /a/{y}"},
		{"GET /a/{x}", "/a/b"},
		{"/a/{x}/c", "/a/b/{y}"},
		{"/{owner}/{name}/x", "/{owner}/y/{z}"},
		{"/{a...}", "/{b...}"},
		{"/{owner}/b/{x...}", "/{owner}/{name}/c"},
	} {
		table(pair[0])
		table(pair[1])
		if !panics(func() { table(pair[0], pair[1]) }) {
			t.Errorf("%q were taken", pair)
		}
	}
	for _, wrong := range []string{"/{a...}/b", "a", "GET a", "/a//b", "/{a", "/a}", "HEAD /a", "/{}", "/a{b}", ""} {
		if !panics(func() { table(wrong) }) {
			t.Errorf("%q was taken", wrong)
		}
	}
	table("GET /a/{x}", "POST /a/{x}", "/a/{x}", "GET /a/b", "/a/{x...}", "/a/", "/", "/{owner}/x", "/{kind}/x")
}

func panics(f func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	f()
	return false
}

func TestPartsOfAnAddress(t *testing.T) {
	t.Parallel()
	routes := table("/{place}/resolve/{rev}/{path...}")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/datasets/Lab/data.git/resolve/refs%2Fpr%2F1/a%20b/c%2Fd", nil)
	if _, pattern := routes.Handler(r); pattern == "" {
		t.Fatal("not found")
	}
	if p := api.At(r); p.Kind != hub.Dataset || p.Repo.String() != "Lab/data" || r.PathValue("rev") != "refs/pr/1" || r.PathValue("path") != "a b/c/d" {
		t.Errorf("%+v, %q, %q", p, r.PathValue("rev"), r.PathValue("path"))
	}
	r = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/lab/voice/resolve/main/a/b/", nil)
	if routes.Handler(r); r.PathValue("path") != "a/b/" {
		t.Errorf("a slash at the end: %q", r.PathValue("path"))
	}
	r = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/lab/voice/resolve/main/x", nil)
	if routes.Handler(r); api.At(r).Kind != hub.Model {
		t.Errorf("%+v", api.At(r))
	}
	w := httptest.NewRecorder()
	if routes.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil)); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "nothing at this address") {
		t.Errorf("nowhere: %d %s", w.Code, w.Body)
	}
}
