// Package login serves the pages on which people log in and out. They work
// without scripts, in English and Chinese.
package login

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
)

//go:embed page.html
var files embed.FS

// Accounts recognises people by what they type, or by what a provider says.
type Accounts interface {
	ByPassword(ctx context.Context, name, password, addr string) (account.Actor, error)
	ByIdentity(ctx context.Context, p account.Person, addr string, create bool) (account.Actor, error)
}

// Browser keeps who is logged in.
type Browser interface {
	LogIn(w http.ResponseWriter, r *http.Request, a account.Actor) error
	LogOut(w http.ResponseWriter, r *http.Request) error
}

// Parts are what the pages work with.
type Parts struct {
	Accounts Accounts
	Browser  Browser
	Log      *slog.Logger

	Provider  Provider // nil is none
	Create    bool     // whether people whom it vouches for become users by themselves
	PublicURL string   // how browsers reach this server; empty is as they asked
}

type server struct {
	Parts
	page *template.Template
}

// Routes adds the pages to mux.
func Routes(mux api.Mux, p Parts) {
	s := server{p, template.Must(template.ParseFS(files, "page.html"))}
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) { s.show(w, r, nil) })
	mux.HandleFunc("POST /login", s.logIn)
	mux.HandleFunc("POST /logout", s.logOut)
	if p.Provider != nil {
		mux.HandleFunc("GET /login/provider", s.toProvider)
		mux.HandleFunc("GET /login/callback", s.fromProvider)
	}
}

// policy lets the page load its own style and picture, and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const maxForm = 64 << 10

// view is what the page shows.
type view struct {
	Words
	User     string // who is logged in
	Name     string // that was typed
	Next     string
	Error    string
	Provider string
}

// show writes the page; err says why the last attempt did not succeed.
func (s server) show(w http.ResponseWriter, r *http.Request, err error) {
	v := view{Words: words(r), User: string(account.From(r.Context()).User), Name: r.PostFormValue("name"), Next: next(r)}
	if s.Provider != nil {
		v.Provider = s.Provider.Name()
	}
	status := http.StatusOK
	if err != nil {
		status, v.Error = v.explain(err)
		if status == http.StatusInternalServerError {
			s.Log.ErrorContext(r.Context(), "log in", "err", err)
		}
	}
	var page bytes.Buffer
	if err := s.page.Execute(&page, v); err != nil {
		api.Fail(w, r, s.Log, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the client may be gone
}

func (s server) logIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.show(w, r, fault.Wrap(err, fault.Invalid, "the form did not come whole; send it again"))
		return
	}
	a, err := s.Accounts.ByPassword(r.Context(), strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("password"), api.From(r))
	if err == nil {
		err = s.Browser.LogIn(w, r, a)
	}
	if err != nil {
		s.show(w, r, err)
		return
	}
	http.Redirect(w, r, next(r), http.StatusSeeOther)
}

func (s server) logOut(w http.ResponseWriter, r *http.Request) {
	if err := s.Browser.LogOut(w, r); err != nil {
		s.show(w, r, err)
		return
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// maxNext is how long an address to go on to may be: it goes to a provider and back in a
// cookie, and browsers keep none of over 4 KiB.
const maxNext = 2 << 10

// next is where to go after the login: a path of this server, never elsewhere.
func next(r *http.Request) string {
	to := r.FormValue("next")
	u, err := url.Parse(to)
	if err != nil || len(to) > maxNext || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}
