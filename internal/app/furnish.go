package app

import (
	"context"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/house"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
)

// The models that come with the program stand in the hub as repositories, which a
// server makes some seconds after its first start: what people ask for comes first.
// Who asks for one of them before, or for a list, is not told that there is none:
//
//	furnish          all of them, in the background of a server
//	furnished.Bring  the one that is asked for
//	listed           all of them, before models are listed

// settleIn is how long a server that has started waits before it looks after
// the repositories of its own models.
const settleIn = 2 * time.Second

// furnish has the models that come with the program stand in the hub, unless it is
// to be bare, and renews their cards.
func (a *App) furnish(ctx context.Context) {
	if a.hub == nil || a.config.Bare {
		return
	}
	select {
	case <-time.After(settleIn):
	case <-ctx.Done():
		return
	}
	a.stock(ctx, a.ours)
}

// stock makes and renews the repositories of some models, one caller after the other.
func (a *App) stock(ctx context.Context, models []catalog.Model) {
	a.stocking.Lock()
	defer a.stocking.Unlock()
	switch r, err := house.Furnish(ctx, a.hub, models, a.config.Version); {
	case err != nil && ctx.Err() == nil:
		a.log.WarnContext(ctx, "put the program's own models into the hub", "err", err)
	case r.Made+r.Renewed > 0:
		a.log.InfoContext(ctx, "put the program's own models into the hub", "made", r.Made, "renewed", r.Renewed)
	}
}

// absent are the models of the program that have no repository yet.
func (a *App) absent(ctx context.Context) (l []catalog.Model) {
	for _, m := range a.ours {
		if m.Ref.Owner != string(account.House) {
			continue
		}
		if _, err := a.rows.Find(ctx, hub.Model, ref.Repo{Owner: account.House, Name: m.Ref.Name}); fault.Is(err, fault.NotFound) {
			l = append(l, m)
		}
	}
	return l
}

// furnished is the mirror of a hub that has the program's own models: one that is
// asked for before its turn comes at once.
type furnished struct {
	*mirror.Mirror
	a *App
}

func (f furnished) Bring(ctx context.Context, k hub.Kind, name ref.Repo) error {
	if f.a.config.Bare || k != hub.Model || name.Owner.Key() != account.House.Key() || account.From(ctx).User.Key() == account.House.Key() {
		return f.Mirror.Bring(ctx, k, name)
	}
	for _, m := range f.a.ours {
		if m.Ref.Owner == string(account.House) && (ref.Repo{Owner: account.House, Name: m.Ref.Name}).Key() == name.Key() {
			_, err := house.Furnish(context.WithoutCancel(ctx), f.a.hub, []catalog.Model{m}, f.a.config.Version)
			return err
		}
	}
	return f.Mirror.Bring(ctx, k, name)
}

// listed has the program's own models be there before models are listed for the
// first time.
func (a *App) listed(next http.Handler) http.Handler {
	if a.hub == nil || a.config.Bare {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lists[r.Method+" "+r.URL.Path] && !a.stocked.Load() {
			if missing := a.absent(r.Context()); len(missing) > 0 {
				a.stock(context.WithoutCancel(r.Context()), missing)
			}
			a.stocked.Store(true)
		}
		next.ServeHTTP(w, r)
	})
}

// lists is where models are listed.
var lists = map[string]bool{
	"GET /api/models": true, "GET /api/facets/models": true, "GET /api/models-tags-by-type": true, "PUT /api/v1/models": true, "GET /openapi/v1/models": true,
}

// builtIn is the engine and the task of a model that comes with the program, by
// the name of its repository, which has no weights.
func (a *App) builtIn(name ref.Repo) (engine, task string, ok bool) {
	for _, m := range a.ours {
		if ref.Owner(m.Ref.Owner).Key() == name.Owner.Key() && m.Ref.Name == name.Name {
			return m.Engine, string(m.Task), true
		}
	}
	return "", "", false
}
