package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/oidc"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/bundles"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/api/limits"
	"github.com/tenonhub/tenon/internal/api/mcp"
	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/api/people"
	"github.com/tenonhub/tenon/internal/api/upkeep"
	apiworkers "github.com/tenonhub/tenon/internal/api/workers"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trash"
	"github.com/tenonhub/tenon/internal/web"
	"github.com/tenonhub/tenon/internal/web/login"
	"github.com/tenonhub/tenon/internal/web/shelf"
)

// serve puts the dialects together behind the gate. The assistant and its page
// are for users; what else may be seen is each dialect's business.
func (a *App) serve(assistant native.Parts, talks dialogue.Desk, tools mcp.Parts) (http.Handler, error) {
	gate, err := a.gate()
	if err != nil {
		return nil, err
	}
	mux := api.NewTable()
	a.table, gate.Find = mux, mux.Handler
	native.Routes(mux, assistant, api.Members)
	mcp.Routes(mux, tools, api.Members)
	people.Routes(mux, a.people, a.log)
	limits.Routes(mux, a.book, a.people, a.log)
	pages := login.Parts{Accounts: a.people, Browser: gate, PublicURL: a.config.PublicURL, Create: a.config.Login.Create, Log: a.log}
	if a.config.Login.Options.Issuer != "" {
		if pages.Provider, err = oidc.New(a.config.Login.Options); err != nil {
			return nil, err
		}
	}
	login.Routes(mux, pages)
	mux.HandleFunc("GET /healthz", healthy)
	if err := a.buildHub(mux); err != nil {
		return nil, err
	}
	if err := a.callable(mux, talks); err != nil {
		return nil, err
	}
	a.watched(mux)
	page := web.New(func(r *http.Request) string { return string(account.From(r.Context()).User) })
	shown := shelf.Parts{Owners: a.people, Pages: page, Log: a.log}
	if a.hub != nil {
		upkeep.Routes(mux, a.hub, collector{a}, a.bin(), a.log)
		bundles.Routes(mux, bundler{a}, a.log)
		shown.Hub = a.hub
		apiworkers.Routes(mux, a.workers, a.log, api.Members)
	}
	mux.Handle("/{$}", api.Members(page))
	mux.Handle("/", shelf.Handler(shown))
	all := a.listed(mux)
	if a.tracer != nil {
		all = a.tracer.Handler(all)
	}
	all = a.watchers(all)
	return api.Logged(api.Guard(all, gate), a.log), nil
}

// bin has what was deleted. What is brought back is read when its asker has been
// answered, also by a command that needs no server, which waits for it at its end.
func (a *App) bin() *trash.Bin {
	return trash.New(trash.Parts{Store: a.rows, Hub: a.hub, Accounts: a.people, Keep: deletedFor, Audit: a.people, Later: func(r *hub.Handle) {
		a.reading.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), readTime)
			defer cancel()
			if err := r.Survey(ctx); err != nil {
				a.log.WarnContext(ctx, "read what a repository holds that was brought back", "repository", r.Subject(), "err", err)
			}
		})
	}})
}

func (a *App) gate() (api.Gate, error) {
	local := a.config.Listen == "" // only this process is served
	if !local {
		var err error
		if local, err = Loopback(a.config.Listen); err != nil {
			return api.Gate{}, err
		}
	}
	g := api.Gate{Token: a.token, Accounts: a.people, Peer: api.Peer, Hosts: slices.Clone(a.config.Hosts), Open: !local, Log: a.log}
	if a.config.PublicURL != "" {
		u, err := url.Parse(a.config.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return g, fault.New(fault.Invalid, "public_url %q is not an address such as https://models.example.com", a.config.PublicURL)
		}
		g.Hosts, g.Secure = append(g.Hosts, u.Hostname()), u.Scheme == "https"
	}
	return g, nil
}

// healthy answers with the number of the process, so that a command line knows
// whose answer it is.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Tenon-PID", fmt.Sprint(os.Getpid()))
	api.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
