package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// example is a request that a pattern is for.
func example(pattern string) (method, path string) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = http.MethodGet, pattern
	}
	fill := strings.NewReplacer("{$}", "", "{kind}", "datasets", "{owner}", "lab", "{name}", "voice", "{number}", "12345678901234567890")
	if strings.HasSuffix(path, "/") {
		path += "{rest...}"
	}
	parts := strings.Split(fill.Replace(path), "/")
	for i, p := range parts {
		switch {
		case strings.HasSuffix(p, "...}"):
			parts[i] = "-any/thing/else/and/more" // no owner begins like this
		case strings.HasPrefix(p, "{"):
			parts[i] = "anything"
		}
	}
	return method, strings.Join(parts, "/")
}

// All dialects meet in one table, which refuses routes that meet. Here each of
// them is found at an address of its own.
func TestNoRouteShadowsAnother(t *testing.T) {
	t.Parallel()
	table := openHub(t, config(t)).Table()
	patterns := table.Patterns()
	if len(patterns) < 100 {
		t.Errorf("there are %d routes", len(patterns))
	}
	for _, want := range patterns {
		method, path := example(want)
		_, got := table.Handler(httptest.NewRequestWithContext(t.Context(), method, path, nil))
		t.Logf("%-70s %s %s", want, method, path)
		if got != want {
			t.Errorf("%s %s goes to %s, want %s", method, path, got, want)
		}
	}
}

// Where dialects are close to each other.
func TestRoutesOfAllDialects(t *testing.T) {
	t.Parallel()
	table := openHub(t, config(t)).Table()
	for address, want := range map[string]string{
		"GET /":                                      "/{$}",
		"GET /js/main.js":                            "/",
		"GET /api/tenon/v1/runs":                     "GET /api/tenon/v1/runs",
		"GET /api/tenon/v1/nothing":                  "/api/tenon/v1/",
		"GET /api/whoami-v2":                         "GET /api/whoami-v2",
		"GET /api/v1/models/lab/voice/repo":          "GET /api/v1/{kind}/{owner}/{name}/repo",
		"GET /api/v1/nothing":                        "/api/v1/",
		"GET /openapi/v1/users/me":                   "GET /openapi/v1/users/me",
		"GET /api/models/lab/voice":                  "GET /api/{kind}/{owner}/{name}",
		"GET /api":                                   "/api/",
		"GET /api/xet":                               "/api/",
		"POST /api/xet/v1/shards":                    "POST /api/xet/v1/shards",
		"GET /lfs/0123/abc":                          "/lfs/",
		"GET /lab/voice.git/info/refs":               "/{owner}/{name}/info/refs",
		"POST /models/lab/voice/git-upload-pack":     "/{kind}/{owner}/{name}/git-upload-pack",
		"POST /studios/lab/a/info/lfs/objects/batch": "POST /{kind}/{owner}/{name}/info/lfs/objects/batch",
		"GET /datasets/resolve/resolve/main/x":       "/", // resolve is no owner
		"GET /lab/voice/resolve/refs%2Fpr%2F1/a/b":   "GET /{owner}/{name}/resolve/{rev}/{path...}",
		"GET /static/x/info/refs":                    "/",
	} {
		method, path, _ := strings.Cut(address, " ")
		if _, got := table.Handler(httptest.NewRequestWithContext(t.Context(), method, path, nil)); got != want {
			t.Errorf("%s goes to %q, want %q", address, got, want)
		}
	}
}
