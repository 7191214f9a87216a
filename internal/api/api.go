// Package api holds what every dialect shares: who may come in, and the log
// of requests.
package api

import (
	"crypto/subtle"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// Owner is on whose behalf everything runs until there are accounts.
const Owner = "local"

// Gate says who may come in. Until there are accounts the server listens on
// loopback alone, and these may use it: whoever has the token, and, where the
// system tells whose a connection is, processes of the server's own user.
type Gate struct {
	Token string
	Peer  func(*http.Request) (uid int, ok bool) // the user at the other end; nil is unknown
}

// cookie names the cookie of a server. Ports of one host share their cookies,
// so the name carries the port.
func cookie(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		return "tenon_token_" + port
	}
	return "tenon_token"
}

// Guard lets requests through to next that g allows. It refuses requests that
// name another host than this machine (so that no web page can reach the
// server under a name of its own), changes that another page asked for, and
// whatever another page asks of the interface.
func Guard(next http.Handler, g Gate) http.Handler {
	origin := http.NewCrossOriginProtection()
	foreign := refuse(http.StatusForbidden, "forbidden", "another web page sent this request; open Tenon's own page instead")
	origin.SetDenyHandler(foreign)
	inside := origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		switch {
		case !loopback(r.Host):
			refuse(http.StatusMisdirectedRequest, "forbidden",
				"this server answers to localhost and 127.0.0.1 only, not to "+r.Host).ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/") && ofAnotherPage(r):
			foreign.ServeHTTP(w, r)
		case r.URL.Path == "/healthz":
			inside.ServeHTTP(w, r)
		case r.URL.Query().Has("token") && r.Method == http.MethodGet:
			g.enter(w, r)
		case !g.admits(r):
			refuse(http.StatusUnauthorized, "unauthenticated",
				"this server belongs to another user: open the address with ?token=… that `tenon serve` prints, or send the token as a bearer token (TENON_TOKEN for the command line)").ServeHTTP(w, r)
		default:
			inside.ServeHTTP(w, r)
		}
	})
}

// ofAnotherPage reports whether a browser says that a page of another origin
// sent a request, be it of another port of this host.
func ofAnotherPage(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}

// enter turns a token in the address into a cookie, so that it does not stay
// in the browser's history.
func (g Gate) enter(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !equal(q.Get("token"), g.Token) {
		refuse(http.StatusUnauthorized, "unauthenticated", "that is not the token of this server; `tenon serve` prints it").ServeHTTP(w, r)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie(r), Value: g.Token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	q.Del("token")
	to := *r.URL
	to.RawQuery, to.Scheme, to.Host = q.Encode(), "", ""
	to.Path = "/" + strings.TrimLeft(to.Path, "/\\")
	http.Redirect(w, r, to.RequestURI(), http.StatusSeeOther)
}

func (g Gate) admits(r *http.Request) bool {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return equal(bearer, g.Token)
	}
	if c, err := r.Cookie(cookie(r)); err == nil && equal(c.Value, g.Token) {
		return true
	}
	if g.Peer == nil || forwarded(r) {
		return false
	}
	uid, ok := g.Peer(r)
	return ok && uid == os.Getuid()
}

// forwarded reports whether a proxy passed r on: then the other end of the
// connection says nothing about who asks.
func forwarded(r *http.Request) bool {
	for name := range r.Header {
		if name == "Forwarded" || name == "Via" || strings.HasPrefix(name, "X-Forwarded-") || name == "X-Real-Ip" {
			return true
		}
	}
	return false
}

func equal(a, b string) bool { return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func loopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func refuse(status int, kind, msg string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		WriteError(w, status, kind, msg)
	})
}

// Logged writes a line for each request to log.
func Logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(sw, r)
		log.DebugContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", sw.status, "took", time.Since(start))
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
