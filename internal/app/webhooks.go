package app

import (
	"context"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/job"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	sqlwebhook "github.com/tenonhub/tenon/internal/sqlstore/webhook"
	"github.com/tenonhub/tenon/internal/webhook"
	"github.com/tenonhub/tenon/internal/webhook/post"
)

// How many deliveries to webhooks run at once, and of the webhooks of one user.
const (
	deliveries      = 8
	deliveriesOfOne = 2
)

// buildHooks makes what tells addresses of what happens to repositories. Its
// deliveries have slots of their own: an address that is slow holds up no run.
func (a *App) buildHooks(table *sqlhub.Store) *webhook.Desk {
	rows := sqlwebhook.New(a.db)
	desk := webhook.New(webhook.Parts{
		Store: rows, Expected: rows, Repos: table, Requests: table, Accounts: a.people, Users: a.people, Queue: a.queue, Audit: a.people, Base: a.base,
		Sender: post.New(a.guarded, http.DefaultTransport, fetch.Private, post.Options{}),
	})
	a.deliveries = job.NewRunner(a.queue, a.log, map[job.Kind]job.Handler{webhook.News: desk.Spread, webhook.Delivery: desk.Deliver}, job.Options{Presence: a.alive, Slots: deliveries, PerShare: deliveriesOfOne})
	return desk
}

// base is the address of this server, as those that it tells know it.
func (a *App) base() string {
	switch {
	case a.config.PublicURL != "":
		return a.config.PublicURL
	case a.identity != nil:
		return "https://" + a.config.Listen
	}
	return "http://" + a.config.Listen
}

// deliver tells addresses what happened until ctx ends: at first what came
// about when a program died before it could be told.
func (a *App) deliver(ctx context.Context, began time.Time) {
	if a.hub == nil {
		return
	}
	if err := a.hooks.Recover(ctx, a.repos, began); err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "find out what webhooks were not told", "err", err)
	}
	a.deliveries.Run(ctx)
}
