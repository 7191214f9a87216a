package api

import (
	"context"
	"crypto/subtle"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// Accounts recognises who shows a credential, from a network address.
type Accounts interface {
	ByToken(ctx context.Context, secret, addr string) (account.Actor, error)
	ByPassword(ctx context.Context, name, password, addr string) (account.Actor, error)
	BySession(ctx context.Context, secret, addr string) (account.Actor, error)
	Begin(ctx context.Context, a account.Actor) (secret string, expires time.Time, err error)
	End(ctx context.Context, secret string) error
}

// Gate finds out on whose behalf a request is (see account.From). It knows
//
//   - a token: bearer, as the password of Basic with any name, as git sends it,
//     in the cookie of ModelScope's clients, or among the protocols of OpenAI's for a socket
//   - a user name and password, by Basic
//   - the session of a browser, by cookie
//   - the token of the data folder, in place of any token, and processes of the
//     server's own user on this machine: they are the administrator
//
// Who shows nothing is anonymous, and the handlers say what that may do. Who
// shows something that is wrong is told so.
type Gate struct {
	Token    string // of the data folder
	Accounts Accounts
	Peer     func(*http.Request) (uid int, ok bool) // the user at the other end; nil is unknown
	Hosts    []string                               // names that the server answers to, besides this machine's own
	Open     bool                                   // whether it listens to other machines: it then answers to addresses too
	Secure   bool                                   // whether browsers reach it by TLS, be it at a proxy
	Log      *slog.Logger
	Find     func(*http.Request) (h http.Handler, pattern string) // what will answer, as Table.Handler; nil is not known
}

// Refuser is a handler that tells of what is refused before it is asked in the form of its dialect.
type Refuser interface {
	http.Handler
	Refuse(w http.ResponseWriter, r *http.Request, err error)
}

// Guard lets requests through to next with their actor. It refuses requests
// that name a host which is not this server (so that no web page can reach it
// under a name of its own), changes that another page asked for, and whatever
// another page asks of the interface.
func Guard(next http.Handler, g Gate) http.Handler {
	origin := http.NewCrossOriginProtection()
	foreign := refuse(http.StatusForbidden, "forbidden", "another web page sent this request; open Tenon's own page instead")
	origin.SetDenyHandler(foreign)
	inside := origin.Handler(next)
	answers := g.asked()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["X-Content-Type-Options"], h["Referrer-Policy"], h["Cross-Origin-Resource-Policy"] = sniff, referrer, resource
		switch {
		case !answers(r.Host):
			refuse(http.StatusMisdirectedRequest, "forbidden",
				"this server does not answer to the name "+r.Host+": name it with --host when the server starts").ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/") && ofAnotherPage(r):
			foreign.ServeHTTP(w, r)
		case r.URL.Path == "/healthz", r.URL.Path == "/readyz", strings.HasPrefix(r.URL.Path, XetPath+"/"): // nobody's; Xet's tokens are not accounts'
			inside.ServeHTTP(w, r)
		case r.URL.Path == "/" && r.URL.Query().Has("token") && r.Method == http.MethodGet:
			g.enter(w, r)
		default:
			actor, err := g.recognise(r)
			if err != nil {
				g.challenge(w, r, err)
				return
			}
			inside.ServeHTTP(w, r.WithContext(account.With(r.Context(), actor)))
		}
	})
}

// What all answers say. Nobody changes it: who adds to a header has it copied.
var sniff, referrer, resource = []string{"nosniff"}, []string{"no-referrer"}, []string{"same-origin"}

// asked is answers, which remembers the name that it was asked by last: mostly there is one.
func (g Gate) asked() func(host string) bool {
	var last atomic.Pointer[string]
	return func(host string) bool {
		if known := last.Load(); known != nil && *known == host {
			return true
		}
		if !g.answers(host) {
			return false
		}
		last.Store(&host)
		return true
	}
}

// answers reports whether host is a name of this server. An address cannot be
// another's name, but a server of this machine alone has no use for others.
func (g Gate) answers(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	known := func(h string) bool { return strings.EqualFold(h, strings.TrimSuffix(name, ".")) }
	return loopback(host) || slices.ContainsFunc(g.Hosts, known) || g.Open && net.ParseIP(name) != nil
}

// ofAnotherPage reports whether a browser says that a page of another origin
// sent a request, be it of another port of this host.
func ofAnotherPage(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}

// modelScope is the cookie in which ModelScope's clients send their token.
const modelScope = "m_session_id"

// recognise finds the actor of a request.
func (g Gate) recognise(r *http.Request) (account.Actor, error) {
	addr := from(r)
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch {
	case strings.EqualFold(scheme, "Bearer"), strings.EqualFold(scheme, "token"):
		return g.byToken(r, strings.TrimSpace(value), addr)
	case strings.EqualFold(scheme, "Basic"):
		name, password, ok := r.BasicAuth()
		switch {
		case !ok || password == "":
			return account.Actor{}, fault.New(fault.Unauthenticated, "the header Authorization is not Basic with a user name and a password or token")
		case equal(password, g.Token), strings.HasPrefix(password, account.TokenPrefix):
			return g.byToken(r, password, addr)
		}
		return g.Accounts.ByPassword(r.Context(), name, password, addr)
	case scheme != "":
		return account.Actor{}, fault.New(fault.Unauthenticated, "the header Authorization is neither Bearer nor Basic")
	}
	if key := socketKey(r); key != "" {
		return g.byToken(r, key, addr)
	}
	if c, err := r.Cookie(modelScope); err == nil && strings.HasPrefix(c.Value, account.TokenPrefix) {
		return g.byToken(r, c.Value, addr)
	}
	if c, err := r.Cookie(cookie(r)); err == nil {
		a, err := g.Accounts.BySession(r.Context(), c.Value, addr)
		if err == nil || !fault.Is(err, fault.Unauthenticated) {
			return a, err
		}
	}
	if g.owned(r) && !asksFirst(r) {
		return account.Keeper(addr), nil
	}
	return account.Actor{Addr: addr}, nil
}

// socketKey is the token of a client of OpenAI's that opens a socket where headers cannot
// be sent: it names the token among the protocols that it would speak.
func socketKey(r *http.Request) string {
	for p := range strings.SplitSeq(strings.Join(r.Header["Sec-Websocket-Protocol"], ","), ",") {
		if key, ok := strings.CutPrefix(strings.TrimSpace(p), "openai-insecure-api-key."); ok {
			return key
		}
	}
	return ""
}

// asksFirst reports whether a request is of a client that sends its credential
// only when it is asked for one: git and git-lfs. Taken for the owner of the
// data folder, they would never show whose credential they were given.
func asksFirst(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/info/refs") || strings.HasSuffix(r.URL.Path, "/git-upload-pack") ||
		strings.HasSuffix(r.URL.Path, "/git-receive-pack") || strings.Contains(r.URL.Path, "/info/lfs/")
}

func (g Gate) byToken(r *http.Request, secret, addr string) (account.Actor, error) {
	if equal(secret, g.Token) {
		return account.Keeper(addr), nil
	}
	return g.Accounts.ByToken(r.Context(), secret, addr)
}

// owned reports whether a process of the server's own user is at the other end.
// A name that is not this machine's means that something passes requests on.
func (g Gate) owned(r *http.Request) bool {
	if g.Peer == nil || forwarded(r) || !loopback(r.Host) {
		return false
	}
	uid, ok := g.Peer(r)
	return ok && uid == os.Getuid()
}

// challenge says why a credential was not taken. Programs that asked with Basic
// learn that they may ask again.
func (g Gate) challenge(w http.ResponseWriter, r *http.Request, err error) {
	if fault.Is(err, fault.Unauthenticated) {
		Challenge(w, r)
	}
	_, msg := fault.Of(err)
	w.Header().Set("X-Error-Message", msg) // where Hugging Face's clients read it
	if g.Find != nil {
		if h, _ := g.Find(r); refuser(h) != nil {
			refuser(h)(w, r, err)
			return
		}
	}
	Fail(w, r, g.Log, err)
}

// refuser is how a handler tells of what is refused before it; nil is as Tenon's own dialect does.
func refuser(h http.Handler) func(w http.ResponseWriter, r *http.Request, err error) {
	if own, ok := h.(Refuser); ok {
		return own.Refuse
	}
	return nil
}

// member is a handler that is for somebody.
type member struct {
	http.Handler
	next Refuser
}

func (m member) Refuse(w http.ResponseWriter, r *http.Request, err error) { m.next.Refuse(w, r, err) }

// Challenge adds what a client is to show, before a status of 401 is written:
// git asks its user for a password only if it is told Basic, and a browser must
// not be told that.
func Challenge(w http.ResponseWriter, r *http.Request) {
	agent := r.UserAgent()
	if strings.HasPrefix(r.Header.Get("Authorization"), "Basic ") || strings.HasPrefix(agent, "git/") || strings.HasPrefix(agent, "git-lfs/") {
		w.Header().Set("WWW-Authenticate", `Basic realm="Tenon", charset="UTF-8"`)
		return
	}
	w.Header().Set("WWW-Authenticate", "Bearer")
}

// Members lets in who is somebody. Who opens a page without being anybody is
// sent to log in, and comes back from there.
func Members(next http.Handler) http.Handler {
	told := refuser(next)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const how = "log in first: open this address in a browser, or send a token that `tenon token create` made (TENON_TOKEN for the command line)"
		switch {
		case !account.From(r.Context()).Anonymous():
			next.ServeHTTP(w, r)
		case r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html"):
			to := "/login"
			if r.URL.Path != "/" {
				to += "?next=" + url.QueryEscape(r.URL.RequestURI())
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
		case told != nil:
			Challenge(w, r)
			told(w, r, fault.New(fault.Unauthenticated, how))
		default:
			Challenge(w, r)
			refuse(http.StatusUnauthorized, "unauthenticated", how).ServeHTTP(w, r)
		}
	})
	if own, ok := next.(Refuser); ok {
		return member{h, own}
	}
	return h
}

// from is the network address that a request came from. A proxy on this machine
// says it last in X-Forwarded-For; what stands before that anybody may write.
func from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if all := r.Header.Values("X-Forwarded-For"); len(all) > 0 && loopback(host) {
		last := all[len(all)-1]
		last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
		if ip := net.ParseIP(last); ip != nil {
			return ip.String()
		}
	}
	return host
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
