package api

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// cookie names the cookie of a server. Ports of one host share their cookies,
// so the name carries the port.
func cookie(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		return "tenon_session_" + port
	}
	return "tenon_session"
}

// enter turns the token of the data folder in the address into a session, so
// that it does not stay in the browser's history.
func (g Gate) enter(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !equal(q.Get("token"), g.Token) {
		g.challenge(w, r, fault.New(fault.Unauthenticated, "that is not the token of this server; it is in the file token of the data folder"))
		return
	}
	if err := g.LogIn(w, r, account.Keeper(from(r))); err != nil {
		Fail(w, r, g.Log, err)
		return
	}
	q.Del("token")
	to := *r.URL
	to.RawQuery, to.Scheme, to.Host = q.Encode(), "", ""
	to.Path = "/" + strings.TrimLeft(to.Path, "/\\")
	http.Redirect(w, r, to.RequestURI(), http.StatusSeeOther)
}

// LogIn begins a session of a in the browser that sent r. Another one that it
// had ends.
func (g Gate) LogIn(w http.ResponseWriter, r *http.Request, a account.Actor) error {
	if err := g.end(r); err != nil {
		return err
	}
	secret, expires, err := g.Accounts.Begin(r.Context(), a)
	if err != nil {
		return err
	}
	g.set(w, r, secret, expires)
	return nil
}

// LogOut ends the session of the browser that sent r.
func (g Gate) LogOut(w http.ResponseWriter, r *http.Request) error {
	g.set(w, r, "", time.Unix(1, 0))
	return g.end(r)
}

func (g Gate) end(r *http.Request) error {
	if c, err := r.Cookie(cookie(r)); err == nil {
		return g.Accounts.End(r.Context(), c.Value)
	}
	return nil
}

// set sets the cookie. Lax lets links from elsewhere find the session; changes
// from elsewhere are refused by Guard.
func (g Gate) set(w http.ResponseWriter, r *http.Request, secret string, expires time.Time) {
	http.SetCookie(w, &http.Cookie{
		Name: cookie(r), Value: secret, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: g.Secure || r.TLS != nil,
	})
}

// From is the network address that a request came from.
func From(r *http.Request) string { return from(r) }
