// Package shelf is where the hub's pages stand: it tells which addresses are
// pages, and whether what they are about is there for who asks. What a page
// shows it asks the hub's interfaces for, in the browser.
package shelf

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/web"
)

// Hub opens repositories on behalf of the actor of ctx.
type Hub interface {
	Open(ctx context.Context, k hub.Kind, name ref.Repo, a hub.Access) (*hub.Handle, error)
}

// Owners finds users and organisations. Fault: NotFound.
type Owners interface {
	Owner(ctx context.Context, name ref.Owner) (account.Owner, error)
}

// Parts are what the pages are made of.
type Parts struct {
	Hub    Hub // nil without a git program: the pages then say what is missing
	Owners Owners
	Pages  *web.Pages
	Log    *slog.Logger
}

type shelf struct{ Parts }

// document is the one that all pages of the hub are shown in.
const document = "hub.html"

// Handler answers who asks for a page, at these addresses:
//
//	/models, /datasets, /spaces, /studios     lists
//	/new, /settings/…                         forms, for users
//	/collections[/…]                          collections
//	/owner                                    a user or an organisation
//	[/kind]/owner/name[/…]                    a repository
//
// Everybody who asks for something else than HTML gets the files of the pages,
// or that there is nothing.
func Handler(p Parts) http.Handler {
	s := shelf{p}
	forms := api.Members(http.HandlerFunc(s.plain))
	pages := api.NewTable()
	pages.HandleFunc("/{kind}", s.list)
	pages.Handle("/new", forms)
	for _, tab := range []string{"", "/tokens", "/password", "/organizations", "/deleted"} {
		pages.Handle("/settings"+tab, forms)
	}
	pages.HandleFunc("/collections/", s.plain)
	pages.HandleFunc("/{owner}", s.owner)
	pages.HandleFunc("/{place}/", s.repository)
	pages.HandleFunc("/", s.nothing)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !reads(r) || s.Pages.Has(r.URL.Path) {
			s.Pages.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// reads reports whether a browser asks for something to show.
func reads(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html")
}

func (s shelf) send(w http.ResponseWriter, r *http.Request, v web.View) {
	s.Pages.Send(w, r, document, v)
}

// fail shows why there is no page. What the actor may not see is as what is
// not there.
func (s shelf) fail(w http.ResponseWriter, r *http.Request, err error) {
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) {
		s.send(w, r, web.View{Status: http.StatusNotFound})
		return
	}
	api.Fail(w, r, s.Log, err)
}

func (s shelf) plain(w http.ResponseWriter, r *http.Request) { s.send(w, r, web.View{}) }

func (s shelf) nothing(w http.ResponseWriter, r *http.Request) {
	s.send(w, r, web.View{Status: http.StatusNotFound})
}

func (s shelf) list(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("kind") == "studios" { // ModelScope's name
		moved(w, r, "/spaces")
		return
	}
	s.plain(w, r)
}

func (s shelf) owner(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("owner")
	o, err := s.Owners.Owner(r.Context(), ref.Owner(name))
	switch {
	case err != nil:
		s.fail(w, r, err)
	case string(o.Name) != name:
		moved(w, r, "/"+string(o.Name))
	default:
		s.send(w, r, web.View{Owner: name, Title: o.DisplayName, Org: o.Org})
	}
}

// repository sends the page of one, under the name and the kind that it has.
func (s shelf) repository(w http.ResponseWriter, r *http.Request) {
	if s.Hub == nil {
		s.plain(w, r)
		return
	}
	place := api.At(r)
	h, err := s.Hub.Open(r.Context(), place.Kind, place.Repo, hub.See)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	asked, rest := "/"+r.PathValue("owner")+"/"+r.PathValue("name"), 2
	if kind := r.PathValue("kind"); kind != "" {
		asked, rest = "/"+kind+asked, 3
	}
	if asked == home(h.Repo) {
		s.send(w, r, web.View{Owner: string(h.Name.Owner)})
		return
	}
	to := home(h.Repo)
	if parts := strings.SplitN(strings.Trim(r.URL.EscapedPath(), "/"), "/", rest+1); len(parts) > rest {
		to += "/" + parts[rest]
	}
	moved(w, r, to)
}

// home is the address of a repository's page.
func home(r hub.Repo) string {
	if r.Kind == hub.Model {
		return "/" + r.Name.String()
	}
	return "/" + string(r.Kind) + "s/" + r.Name.String()
}

// moved leads to another address of this server, with the same question.
func moved(w http.ResponseWriter, r *http.Request, to string) {
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, to, http.StatusFound)
}
