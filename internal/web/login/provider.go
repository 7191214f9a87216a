package login

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
)

// Provider vouches for people: they log in there. Between Begin and Finish
// their browser keeps what waits.
type Provider interface {
	Name() string
	Begin(ctx context.Context, redirect string) (address, waits string, err error)
	Finish(ctx context.Context, redirect, waits string, query url.Values) (account.Person, error)
}

const (
	waiting  = "tenon_login" // the cookie of a login that has begun
	waitTime = 10 * time.Minute
)

// callback is the address to which the provider sends people back.
func (s server) callback(r *http.Request) string {
	base := s.PublicURL
	if base == "" {
		base = "http://" + r.Host // one of our names: the gate has seen to it
		if r.TLS != nil {
			base = "https://" + r.Host
		}
	}
	to, err := url.JoinPath(base, "/login/callback")
	if err != nil {
		return base
	}
	return to
}

func (s server) toProvider(w http.ResponseWriter, r *http.Request) {
	address, waits, err := s.Provider.Begin(r.Context(), s.callback(r))
	if err != nil {
		s.show(w, r, err)
		return
	}
	s.wait(w, r, waits+"."+base64.RawURLEncoding.EncodeToString([]byte(next(r))), waitTime)
	http.Redirect(w, r, address, http.StatusSeeOther)
}

func (s server) fromProvider(w http.ResponseWriter, r *http.Request) {
	begun, err := r.Cookie(waiting)
	if err != nil {
		s.show(w, r, fault.New(fault.Unauthenticated, "this login was begun in another browser; begin again"))
		return
	}
	s.wait(w, r, "", -time.Second) // once
	dot := max(strings.LastIndexByte(begun.Value, '.'), 0)
	to, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(begun.Value[dot:], ".")) // what is none leads to the first page
	r.Form = url.Values{"next": {string(to)}}
	p, err := s.Provider.Finish(r.Context(), s.callback(r), begun.Value[:dot], r.URL.Query())
	if err != nil {
		s.show(w, r, err)
		return
	}
	a, err := s.Accounts.ByIdentity(r.Context(), p, api.From(r), s.Create)
	if err == nil {
		err = s.Browser.LogIn(w, r, a)
	}
	if err != nil {
		s.show(w, r, err)
		return
	}
	http.Redirect(w, r, next(r), http.StatusSeeOther)
}

// wait keeps a login that has begun, and where it leads, in the browser. The provider's page leads
// back here, and Lax lets the cookie come with that.
func (s server) wait(w http.ResponseWriter, r *http.Request, waits string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: waiting, Value: waits, Path: "/login", MaxAge: int(life.Seconds()), HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil || strings.HasPrefix(s.PublicURL, "https:"),
	})
}
