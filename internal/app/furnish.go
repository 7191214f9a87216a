package app

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/house"
	"github.com/tenonhub/tenon/internal/ref"
)

// settleIn is how long a server that has started waits before it looks after
// the repositories of its own models: what people ask for comes first.
const settleIn = 2 * time.Second

// furnish has the models that come with the program stand in the hub, unless it is
// to be bare.
func (a *App) furnish(ctx context.Context) {
	if a.hub == nil || a.config.Bare {
		return
	}
	select {
	case <-time.After(settleIn):
	case <-ctx.Done():
		return
	}
	switch r, err := house.Furnish(ctx, a.hub, a.ours, a.config.Version); {
	case err != nil && ctx.Err() == nil:
		a.log.WarnContext(ctx, "put the program's own models into the hub", "err", err)
	case r.Made+r.Renewed > 0:
		a.log.InfoContext(ctx, "put the program's own models into the hub", "made", r.Made, "renewed", r.Renewed)
	}
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
