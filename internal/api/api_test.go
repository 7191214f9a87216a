package api_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
)

const token = "right"

func inside(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "inside "+r.URL.Path) }

func TestGuard(t *testing.T) {
	t.Parallel()
	h := api.Guard(http.HandlerFunc(inside), api.Gate{Token: token})
	for name, c := range map[string]struct {
		method, target, host, origin, bearer, cookie string
		status                                       int
	}{
		"a cookie of another port":    {"GET", "/x", "127.0.0.1:7411", "", "", token, 401},
		"nobody":                      {"GET", "/x", "127.0.0.1:7410", "", "", "", 401},
		"a token":                     {"GET", "/x", "localhost:7410", "", token, "", 200},
		"a wrong token":               {"GET", "/x", "localhost:7410", "", "wrong", "", 401},
		"a cookie":                    {"POST", "/x", "[::1]:7410", "", "", token, 200},
		"a foreign host":              {"GET", "/x", "evil.example", "", token, "", 421},
		"a name that resolves to us":  {"GET", "/healthz", "rebind.example:7410", "", token, "", 421},
		"another page's change":       {"POST", "/x", "127.0.0.1:7410", "https://evil.example", "", token, 403},
		"another port's change":       {"POST", "/x", "127.0.0.1:7410", "http://127.0.0.1:9999", "", token, 403},
		"our own page's change":       {"POST", "/x", "127.0.0.1:7410", "http://127.0.0.1:7410", "", token, 200},
		"health without a token":      {"GET", "/healthz", "127.0.0.1", "", "", "", 200},
		"a wrong token in an address": {"GET", "/?token=wrong", "127.0.0.1", "", "", "", 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), c.method, c.target, nil)
			r.Host = c.host
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			if c.bearer != "" {
				r.Header.Set("Authorization", "Bearer "+c.bearer)
			}
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: "tenon_token_7410", Value: c.cookie})
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Errorf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
		})
	}
}

func TestAnotherPageIsToldNothing(t *testing.T) {
	t.Parallel()
	h := api.Guard(http.HandlerFunc(inside), api.Gate{Token: token})
	for site, status := range map[string]int{"": 200, "none": 200, "same-origin": 200, "same-site": 403, "cross-site": 403} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:7410/api/tenon/v1/backup", nil)
			r.Header.Set("Authorization", "Bearer "+token)
			if site != "" {
				r.Header.Set("Sec-Fetch-Site", site)
			}
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, r); w.Code != status {
				t.Errorf("%s from %q: %d, want %d", method, site, w.Code, status)
			}
		}
	}
}

func TestWhatAProxyPassesOnNeedsTheToken(t *testing.T) {
	t.Parallel()
	h := api.Guard(http.HandlerFunc(inside), api.Gate{Token: token, Peer: func(*http.Request) (int, bool) { return os.Getuid(), true }})
	for header, status := range map[string]int{"X-Other": 200, "Forwarded": 401, "Via": 401, "X-Forwarded-For": 401, "X-Forwarded-Host": 401, "X-Real-IP": 401} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:7410/x", nil)
		r.Header.Set(header, "1.2.3.4")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != status {
			t.Errorf("with %s: %d, want %d", header, w.Code, status)
		}
	}
}

func TestATokenInTheAddressBecomesACookie(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(api.Guard(http.HandlerFunc(inside), api.Gate{Token: token}))
	defer srv.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := srv.Client()
	client.Jar = jar
	for _, path := range []string{"/?token=right&a=b", "/again"} {
		resp, err := client.Get(srv.URL + path) //nolint:noctx // the test's own server
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != 200 || resp.Request.URL.Query().Has("token") || !strings.HasPrefix(string(b), "inside") {
			t.Errorf("%s: %d at %s: %s", path, resp.StatusCode, resp.Request.URL, b)
		}
	}
	if u, err := url.Parse(srv.URL); err != nil || len(jar.Cookies(u)) != 1 {
		t.Errorf("cookies %v", jar.Cookies(u))
	}
}

func TestAProcessOfTheSameUserNeedsNoToken(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(api.Guard(http.HandlerFunc(inside), api.Gate{Token: token, Peer: api.Peer}))
	defer srv.Close()
	resp, err := srv.Client().Get(srv.URL + "/x") //nolint:noctx // the test's own server
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("status %d", resp.StatusCode)
	}
	stranger := api.Guard(http.HandlerFunc(inside), api.Gate{Token: token, Peer: func(*http.Request) (int, bool) { return 54321, true }})
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil)
	r.Host = "127.0.0.1"
	stranger.ServeHTTP(w, r)
	if w.Code != 401 {
		t.Errorf("a stranger got %d", w.Code)
	}
}

func TestFailShowsFaultsAndHidesTheRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		want   string
	}{
		{fault.About("a.wav", fault.Invalid, "it is cut off"), 400, "a.wav: it is cut off"},
		{fault.New(fault.Exhausted, "no space"), 429, "no space"},
		{io.ErrUnexpectedEOF, 500, "internal error"},
	} {
		w := httptest.NewRecorder()
		api.Fail(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), slog.New(slog.DiscardHandler), c.err)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || strings.Contains(w.Body.String(), "EOF") {
			t.Errorf("%v: %d %s", c.err, w.Code, w.Body)
		}
	}
}
