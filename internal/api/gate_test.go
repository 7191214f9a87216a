package api_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
)

const (
	token    = "right"
	password = "correct horse"
)

// inside says on whose behalf a request is.
func inside(w http.ResponseWriter, r *http.Request) {
	a := account.From(r.Context())
	_, _ = io.WriteString(w, "inside "+r.URL.Path+" as <"+string(a.User)+"> "+string(a.Scope.Level))
}

// town is a server with the users admin, ann, and eve, who is disabled.
type town struct {
	*account.Register
	store account.Store
	read, write, fine, expired, eves,
	session, ended string
}

func open(t *testing.T) town {
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
	store := sqlaccount.New(db)
	p := town{Register: account.NewRegister(store), store: store}
	if err := p.Found(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := account.With(t.Context(), account.Keeper("127.0.0.1"))
	for _, name := range []string{"ann", "eve"} {
		if _, err := p.AddUser(ctx, account.NewUser{Name: name, Password: password}); err != nil {
			t.Fatal(err)
		}
	}
	add := func(n account.NewToken) string {
		_, secret, err := p.AddToken(ctx, n)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	p.read = add(account.NewToken{User: "ann", Scope: account.Scope{Level: account.ReadOnly}})
	p.write = add(account.NewToken{User: "ann", Name: "w", Scope: account.Full, Life: time.Hour})
	p.fine = add(account.NewToken{User: "ann", Scope: account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab"}}}})
	p.expired = add(account.NewToken{User: "ann", Scope: account.Full, Life: time.Nanosecond})
	p.eves = add(account.NewToken{User: "eve", Scope: account.Full})
	for user, to := range map[string]*string{"ann": &p.session, "eve": &p.ended} {
		a, err := p.ByPassword(ctx, user, password, "127.0.0.1")
		if err == nil {
			*to, _, err = p.Begin(ctx, a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Disable(ctx, "eve", true); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p town) gate(g api.Gate) http.Handler {
	g.Token, g.Accounts, g.Log = token, p, slog.New(slog.DiscardHandler)
	return api.Guard(http.HandlerFunc(inside), g)
}

func TestWhoComesIn(t *testing.T) {
	t.Parallel()
	p := open(t)
	h := p.gate(api.Gate{})
	basic := func(name, password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(name, password) }
	}
	bearer := func(secret string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret) }
	}
	cookie := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) }
	}
	protocols := func(l string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Sec-WebSocket-Protocol", l) }
	}
	for name, c := range map[string]struct {
		show func(*http.Request)
		want string // who it is; "401" is nobody at all
	}{
		"nobody":                             {func(*http.Request) {}, "<> "},
		"the token of the data folder":       {bearer(token), "<admin> write"},
		"that, as a password":                {basic("x", token), "<admin> write"},
		"a token to read":                    {bearer(p.read), "<ann> read"},
		"a token to write":                   {bearer(p.write), "<ann> write"},
		"a fine-grained token":               {bearer(p.fine), "<ann> fineGrained"},
		"a token as a password":              {basic("anybody", p.read), "<ann> read"},
		"a token in ModelScope's cookie":     {cookie("m_session_id", p.read), "<ann> read"},
		"a wrong one there":                  {cookie("m_session_id", account.TokenPrefix+"x"), "401"},
		"a token among a socket's protocols": {protocols("realtime, openai-insecure-api-key." + p.write), "<ann> write"},
		"a wrong one of these":               {protocols("realtime, openai-insecure-api-key.x"), "401"},
		"a socket without a token":           {protocols("realtime"), "<> "},
		"a cookie of ModelScope itself":      {cookie("m_session_id", "x"), "<> "},
		"a wrong token":                      {bearer("wrong"), "401"},
		"no token":                           {bearer(""), "401"},
		"an expired token":                   {bearer(p.expired), "401"},
		"a token of a disabled user":         {bearer(p.eves), "401"},
		"a session as a token":               {bearer(p.session), "401"},
		"a password":                         {basic("Ann", password), "<ann> write"},
		"a wrong password":                   {basic("ann", "incorrect"), "401"},
		"the password of a disabled user":    {basic("eve", password), "401"},
		"the password of nobody":             {basic("nobody", password), "401"},
		"a user without a password":          {basic("admin", ""), "401"},
		"another scheme":                     {func(r *http.Request) { r.Header.Set("Authorization", "Digest x") }, "401"},
		"a session":                          {cookie("tenon_session_7410", p.session), "<ann> write"},
		"a session at another port":          {cookie("tenon_session_7411", p.session), "<> "},
		"a session that is none":             {cookie("tenon_session_7410", "x"), "<> "},
		"a session of a disabled user":       {cookie("tenon_session_7410", p.ended), "<> "},
		"the token of the folder as cookie":  {cookie("tenon_session_7410", token), "<> "},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:7410/x", nil)
		c.show(r)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch {
		case c.want == "401":
			if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" || w.Header().Get("X-Error-Message") == "" {
				t.Errorf("%s: %d %s %v", name, w.Code, w.Body, w.Header())
			}
		case w.Code != http.StatusOK || !strings.HasSuffix(w.Body.String(), "as "+c.want):
			t.Errorf("%s: %d %s, want %s", name, w.Code, w.Body, c.want)
		}
	}
}

func TestTooManyWrongPasswords(t *testing.T) {
	t.Parallel()
	h := open(t).gate(api.Gate{})
	try := func(addr, name, password string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1/x", nil)
		r.RemoteAddr = addr + ":1000"
		r.SetBasicAuth(name, password)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for i := range 12 {
		want := http.StatusUnauthorized
		if i >= 10 {
			want = http.StatusTooManyRequests
		}
		if got := try("192.0.2.1", "ann", "incorrect"); got != want {
			t.Errorf("attempt %d: %d, want %d", i, got, want)
		}
	}
	if got := try("192.0.2.1", "ann", password); got != http.StatusTooManyRequests {
		t.Errorf("the right password after too many wrong ones: %d", got)
	}
	for range 20 { // the right one costs nothing
		if got := try("192.0.2.2", "ann", password); got != http.StatusOK {
			t.Fatalf("from elsewhere: %d", got)
		}
	}
}

func TestHostsAndOrigins(t *testing.T) {
	t.Parallel()
	p := open(t)
	closed, opened := p.gate(api.Gate{}), p.gate(api.Gate{Open: true, Hosts: []string{"models.example"}})
	for name, c := range map[string]struct {
		h              http.Handler
		method, target string
		host, origin   string
		status         int
	}{
		"this machine":                {closed, "GET", "/x", "localhost:7410", "", 200},
		"an address of this machine":  {closed, "GET", "/x", "[::1]:7410", "", 200},
		"a foreign host":              {closed, "GET", "/x", "evil.example", "", 421},
		"a name that resolves to us":  {closed, "GET", "/healthz", "rebind.example:7410", "", 421},
		"an address of the network":   {closed, "GET", "/x", "192.0.2.1:7410", "", 421},
		"that, where it listens":      {opened, "GET", "/x", "192.0.2.1:7410", "", 200},
		"a name of the server":        {opened, "GET", "/x", "Models.Example:7410", "", 200},
		"a name with a dot":           {opened, "GET", "/x", "models.example.", "", 200},
		"a name below it":             {opened, "GET", "/x", "a.models.example", "", 421},
		"no host":                     {opened, "GET", "/x", "", "", 421},
		"another page's change":       {closed, "POST", "/x", "127.0.0.1:7410", "https://evil.example", 403},
		"another port's change":       {closed, "POST", "/x", "127.0.0.1:7410", "http://127.0.0.1:9999", 403},
		"our own page's change":       {closed, "POST", "/x", "127.0.0.1:7410", "http://127.0.0.1:7410", 200},
		"a wrong token in an address": {closed, "GET", "/?token=wrong", "127.0.0.1", "", 401},
		"a token elsewhere":           {closed, "GET", "/x?token=" + token, "127.0.0.1", "", 200},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, c.target, nil)
		r.Host = c.host
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		r.AddCookie(&http.Cookie{Name: "tenon_session_7410", Value: p.session})
		w := httptest.NewRecorder()
		if c.h.ServeHTTP(w, r); w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, c.status, w.Body)
		}
	}
}

func TestAnotherPageIsToldNothing(t *testing.T) {
	t.Parallel()
	h := open(t).gate(api.Gate{})
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

func TestOnlyProcessesOfTheServersUserAreTheAdministrator(t *testing.T) {
	t.Parallel()
	p := open(t)
	owner := func(*http.Request) (int, bool) { return os.Getuid(), true }
	stranger := func(*http.Request) (int, bool) { return 54321, true }
	for name, c := range map[string]struct {
		peer         func(*http.Request) (int, bool)
		host, header string
		want         string
	}{
		"the owner":                        {owner, "127.0.0.1", "X-Other", "<admin>"},
		"a stranger":                       {stranger, "127.0.0.1", "X-Other", "<>"},
		"what a proxy passes on, by name":  {owner, "models.example", "X-Other", "<>"},
		"what a proxy says it passes on 1": {owner, "127.0.0.1", "Forwarded", "<>"},
		"what a proxy says it passes on 2": {owner, "127.0.0.1", "Via", "<>"},
		"what a proxy says it passes on 3": {owner, "127.0.0.1", "X-Forwarded-For", "<>"},
		"what a proxy says it passes on 4": {owner, "127.0.0.1", "X-Forwarded-Host", "<>"},
		"what a proxy says it passes on 5": {owner, "127.0.0.1", "X-Real-IP", "<>"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil)
		r.Host = c.host
		r.Header.Set(c.header, "1.2.3.4")
		w := httptest.NewRecorder()
		p.gate(api.Gate{Peer: c.peer, Hosts: []string{"models.example"}}).ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), "as "+c.want) {
			t.Errorf("%s: %d %s, want %s", name, w.Code, w.Body, c.want)
		}
	}
	srv := httptest.NewServer(p.gate(api.Gate{Peer: api.Peer}))
	defer srv.Close()
	if status, body := get(t, srv.Client(), srv.URL+"/x"); status != http.StatusOK || !strings.Contains(body, "<admin>") {
		t.Errorf("this process: %d %s", status, body)
	}
}

func get(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestATokenInTheAddressBecomesASession(t *testing.T) {
	t.Parallel()
	p := open(t)
	srv := httptest.NewServer(p.gate(api.Gate{}))
	defer srv.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := srv.Client()
	client.Jar = jar
	for _, path := range []string{"/?token=right&a=b", "/again"} {
		if status, body := get(t, client, srv.URL+path); status != http.StatusOK || !strings.HasSuffix(body, "as <admin> write") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if l := jar.Cookies(u); len(l) != 1 || l[0].Value == token {
		t.Errorf("cookies %v", l)
	}
}

func TestWhereARequestComesFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:5", "", "192.0.2.1"},
		{"192.0.2.1:5", "198.51.100.7", "192.0.2.1"},
		{"127.0.0.1:5", "10.0.0.1, 198.51.100.7", "198.51.100.7"},
		{"[::1]:5", "2001:DB8::1", "2001:db8::1"},
		{"127.0.0.1:5", "rubbish", "127.0.0.1"},
		{"@", "", "@"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := api.From(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	h := api.Members(http.HandlerFunc(inside))
	for name, c := range map[string]struct {
		user, method, accept, agent string
		status                      int
		header, value               string
	}{
		"a user":              {"ann", "POST", "", "", 200, "", ""},
		"a program":           {"", "GET", "application/json", "", 401, "WWW-Authenticate", "Bearer"},
		"git":                 {"", "GET", "*/*", "git/2.39", 401, "WWW-Authenticate", `Basic realm="Tenon", charset="UTF-8"`},
		"a browser":           {"", "GET", "text/html,*/*", "Mozilla", 303, "Location", "/login"},
		"a browser that asks": {"", "POST", "text/html,*/*", "Mozilla", 401, "WWW-Authenticate", "Bearer"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, "/", nil)
		r.Header.Set("Accept", c.accept)
		r.Header.Set("User-Agent", c.agent)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(account.With(r.Context(), account.Actor{User: ref.Owner(c.user), Scope: account.Full})))
		if w.Code != c.status || w.Header().Get(c.header) != c.value {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
}

func TestMembersComeBack(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/new?type=dataset", nil)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	api.Members(http.HandlerFunc(inside)).ServeHTTP(w, r)
	if to := w.Header().Get("Location"); to != "/login?next=%2Fnew%3Ftype%3Ddataset" {
		t.Errorf("led to %q", to)
	}
}
