package login_test

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/oidc"
	"github.com/tenonhub/tenon/internal/account/oidc/oidctest"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	"github.com/tenonhub/tenon/internal/web"
	"github.com/tenonhub/tenon/internal/web/login"
	"github.com/tenonhub/tenon/internal/web/webtest"
)

// nobody is who asks where that does not matter.
func nobody(*http.Request) string { return "" }

const password = "correct horse"

// serve serves the pages, with the user ann, before a page that says who is in.
func serve(t *testing.T, provider login.Provider) string {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	people := account.NewRegister(sqlaccount.New(db))
	_, err = people.AddUser(account.With(context.WithoutCancel(t.Context()), account.Keeper("")), account.NewUser{Name: "ann", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	gate := api.Gate{Accounts: people, Log: slog.New(slog.DiscardHandler)}
	mux := http.NewServeMux()
	login.Routes(mux, login.Parts{Accounts: people, Browser: gate, Provider: provider, Create: true, Log: gate.Log})
	mux.Handle("/css/", web.New(nobody))
	mux.Handle("/icon.svg", web.New(nobody))
	mux.Handle("/", api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html lang="en"><title>in</title><link rel="icon" href="/icon.svg"><p id="who">`+string(account.From(r.Context()).User)+" at "+r.URL.Path)
	})))
	srv := httptest.NewServer(api.Guard(mux, gate))
	t.Cleanup(srv.Close)
	return srv.URL
}

// person is a browser without a picture.
type person struct {
	*testing.T
	client *http.Client
	home   string
}

func newPerson(t *testing.T, home string) person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return person{t, &http.Client{Jar: jar}, home}
}

func (p person) send(method, path string, form url.Values, header ...string) (status int, at, body string) {
	p.Helper()
	req, err := http.NewRequestWithContext(p.Context(), method, p.home+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "text/html")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := p.client.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	return resp.StatusCode, resp.Request.URL.Path, string(b)
}

func TestInAndOut(t *testing.T) {
	t.Parallel()
	p := newPerson(t, serve(t, nil))
	if status, at, body := p.send("GET", "/", nil); status != 200 || at != "/login" || !strings.Contains(body, `lang="en"`) {
		t.Errorf("nobody: %d at %s: %s", status, at, body)
	}
	if status, _, body := p.send("GET", "/login", nil, "Accept-Language", "zh-CN,zh;q=0.9"); status != 200 || !strings.Contains(body, `lang="zh"`) || !strings.Contains(body, "用户名") {
		t.Errorf("in Chinese: %d %s", status, body)
	}
	form := url.Values{"name": {"ann"}, "password": {"wrong horse"}, "next": {"/there?a=b"}}
	if status, _, body := p.send("POST", "/login", form); status != 401 || !strings.Contains(body, `role="alert"`) || strings.Contains(body, "wrong horse") || !strings.Contains(body, "/there?a=b") {
		t.Errorf("a wrong password: %d %s", status, body)
	}
	form.Set("name", `"><script>alert(1)</script>`)
	if _, _, body := p.send("POST", "/login", form); strings.Contains(body, "<script") {
		t.Errorf("what was typed is part of the page: %s", body)
	}
	form.Set("name", " Ann ")
	form.Set("password", password)
	if status, _, _ := p.send("POST", "/login", form, "Origin", "https://evil.example"); status != 403 {
		t.Errorf("from another page: %d", status)
	}
	if status, at, body := p.send("POST", "/login", form); status != 200 || at != "/there" || !strings.Contains(body, "ann at /there") {
		t.Errorf("in: %d at %s: %s", status, at, body)
	}
	if _, _, body := p.send("GET", "/login", nil); !strings.Contains(body, "logged in as") || !strings.Contains(body, "log-out") {
		t.Errorf("the page says %s", body)
	}
	if status, at, body := p.send("POST", "/logout", nil); status != 200 || at != "/login" || strings.Contains(body, "logged in as") {
		t.Errorf("out: %d at %s: %s", status, at, body)
	}
	if _, at, _ := p.send("GET", "/", nil); at != "/login" {
		t.Errorf("still in at %s", at)
	}
	for _, to := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "evil", "/\t/evil.example"} {
		form.Set("next", to)
		if status, at, _ := p.send("POST", "/login", form); status != 200 || at != "/" {
			t.Errorf("%q leads to %s, %d", to, at, status)
		}
	}
}

func TestByAProvider(t *testing.T) {
	t.Parallel()
	provider := oidctest.Start(t)
	c, err := oidc.New(oidc.Options{Issuer: provider.URL, Client: oidctest.Client, Secret: oidctest.Secret, Name: "Example"})
	if err != nil {
		t.Fatal(err)
	}
	p := newPerson(t, serve(t, c))
	if _, _, body := p.send("GET", "/login", nil); !strings.Contains(body, "Log in with Example") {
		t.Errorf("the page says %s", body)
	}
	if status, at, body := p.send("GET", "/login/provider", nil); status != 200 || at != "/" || !strings.Contains(body, "mary at /") {
		t.Errorf("in: %d at %s: %s", status, at, body)
	}
	for next, want := range map[string]string{"/lab/voice?a=b": "/lab/voice", "//evil.example": "/", "/" + strings.Repeat("long", 800): "/"} {
		_, _, body := p.send("GET", "/login?next="+url.QueryEscape(next), nil)
		_, link, _ := strings.Cut(body, `id="provider" href="`)
		link, _, _ = strings.Cut(link, `"`)
		if status, at, body := p.send("GET", html.UnescapeString(link), nil); status != 200 || at != want || !strings.Contains(body, "mary at "+want) {
			t.Errorf("%s leads to %s, %d: %s", link, at, status, body)
		}
	}
	stranger := newPerson(t, p.home)
	if status, _, body := stranger.send("GET", "/login/callback?state=x&code=y", nil); status != 401 || !strings.Contains(body, "another browser") {
		t.Errorf("begun nowhere: %d %s", status, body)
	}
	provider.Refuse = "access_denied"
	if status, _, body := stranger.send("GET", "/login/provider?next=/there", nil); status != 401 || !strings.Contains(body, "Example refused the login") || !strings.Contains(body, `name="next" value="/there"`) {
		t.Errorf("refused: %d %s", status, body)
	}
}

func TestInABrowser(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	home := serve(t, nil)
	tab := b.Open(t, home+"/", webtest.Options{Width: 360, Expect: "401"})
	tab.Wait(`location.pathname === "/login"`)
	if over := webtest.Eval[bool](tab, `document.documentElement.scrollWidth > innerWidth`); over {
		t.Error("the page is wider than a telephone")
	}
	tab.TabTo("#name")
	tab.Type("ann")
	tab.Press(kb.Tab)
	tab.Type("wrong horse")
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#error")?.checkVisibility()`)
	if name := webtest.Eval[string](tab, `document.querySelector("#name").value`); name != "ann" {
		t.Errorf("the name that was typed is %q", name)
	}
	tab.TabTo("#password")
	tab.Type(password)
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#who")?.textContent === "ann at /"`)
	out := b.Open(t, home+"/login", webtest.Options{Dark: true})
	if labels := webtest.Eval[bool](out, `[...document.querySelectorAll("input:not([type=hidden])")].every((e) => e.labels.length === 1)`); !labels {
		t.Error("a field has no label")
	}
}
