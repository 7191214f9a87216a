package shelf_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestAddresses asks as browsers and as programs do: the same address is a
// page for the one, and for the other what it was.
func TestAddresses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.make("model", "lab/voice", false)
	w.make("model", "ann/secret", true)
	w.make("space", "lab/demo", false)
	w.make("dataset", "lab/asked", false)
	must[any](w, "PUT", "/api/datasets/lab/asked/settings", w.ann, `{"gated":"manual"}`)
	must[any](w, "POST", "/api/repos/move", w.ann, `{"fromRepo":"lab/demo","toRepo":"lab/show","type":"space"}`)
	for _, c := range []struct {
		method, path, token, accept string
		status                      int
		says                        string // in the body or the header Location
	}{
		{"GET", "/models", "", "text/html", 200, `data-user=""`},
		{"GET", "/datasets/", w.ann, "text/html,*/*", 200, `data-user="ann"`},
		{"GET", "/spaces", "", "text/html", 200, "hub/main.js"},
		{"GET", "/studios?search=a", "", "text/html", 302, "/spaces?search=a"},
		{"GET", "/models", "", "*/*", 404, "404"},
		{"GET", "/lab/voice", "", "text/html", 200, `data-status="200"`},
		{"HEAD", "/lab/voice", "", "text/html", 200, ""},
		{"GET", "/lab/voice", "", "*/*", 404, "404"},
		{"POST", "/lab/voice", "", "text/html", 404, ""},
		{"GET", "/models/lab/voice/tree/main?a=b", "", "text/html", 302, "/lab/voice/tree/main?a=b"},
		{"GET", "/LAB/Voice", "", "text/html", 302, "/lab/voice"},
		{"GET", "/lab/voice.git", "", "text/html", 302, "/lab/voice"},
		{"GET", "/spaces/lab/demo/tree/refs%2Fpr%2F1/a%20b", "", "text/html", 302, "/spaces/lab/show/tree/refs%2Fpr%2F1/a%20b"},
		{"GET", "/lab/voice/resolve/main/.gitattributes", "", "text/html", 200, "filter=lfs"},
		{"GET", "/lab/voice/info/refs?service=git-upload-pack", "", "text/html", 200, "git-upload-pack"},
		{"GET", "/api/models/lab/voice", "", "text/html", 200, `"lab/voice"`},
		{"GET", "/datasets/lab/asked", "", "text/html", 200, `data-status="200"`}, // all see it
		{"GET", "/datasets/lab/asked/resolve/main/.gitattributes", w.bob, "text/html", 403, "on its list"},
		{"GET", "/ann/secret", "", "text/html", 404, `data-status="404"`},
		{"GET", "/ann/secret/commit/main", w.bob, "text/html", 404, `data-status="404"`},
		{"GET", "/ann/secret", w.ann, "text/html", 200, `data-status="200"`},
		{"GET", "/ann/none", w.ann, "text/html", 404, ""},
		{"GET", "/datasets/lab/voice", "", "text/html", 404, ""},
		{"GET", "/lab", "", "text/html", 200, `data-title="The Lab" data-org="true"`},
		{"GET", "/Ann", "", "text/html", 302, "/ann"},
		{"GET", "/nobody-of-this-name", "", "text/html", 404, ""},
		{"GET", "/about/us", "", "text/html", 404, ""},
		{"GET", "/a%00b/c", "", "text/html", 404, ""},
		{"GET", "/new?type=dataset", "", "text/html", 303, "/login?next=%2Fnew%3Ftype%3Ddataset"},
		{"GET", "/new", w.bob, "text/html", 200, `data-user="bob"`},
		{"GET", "/settings/tokens", "", "*/*", 404, ""},
		{"GET", "/settings/tokens", w.bob, "text/html", 200, `data-status="200"`},
		{"GET", "/settings", w.bob, "text/html", 200, `data-status="200"`},
		{"GET", "/settings/profile", w.bob, "text/html", 404, `data-status="404"`}, // as the Hub has it
		{"GET", "/js/hub/main.js", "", "text/html", 200, "import"},
		{"GET", "/icons.svg", "", "*/*", 200, "symbol"},
		{"GET", "/js", "", "text/html", 404, ""},
	} {
		status, body, h := w.send(c.method, c.path, c.token, "", "Accept", c.accept)
		if said := string(body) + h.Get("Location"); status != c.status || !strings.Contains(said, c.says) {
			t.Errorf("%s %s for %s: %d, want %d with %q; got %.300s", c.method, c.path, c.accept, status, c.status, c.says, said)
		}
		if c.accept == "text/html" && status == 200 && strings.Contains(string(body), "hub/main.js") {
			if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") || !strings.Contains(h.Get("Vary"), "Accept") {
				t.Errorf("%s has the policy %q and varies by %q", c.path, csp, h.Get("Vary"))
			}
		}
	}
	if status, _, _ := w.send(http.MethodGet, "/", "", "", "Accept", "text/html"); status != 303 {
		t.Errorf("the assistant's page for nobody: %d", status)
	}
}
