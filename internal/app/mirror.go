package app

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/mirror/order"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/mention"
	sqlmirror "github.com/tenonhub/tenon/internal/sqlstore/mirror"
	sqlorder "github.com/tenonhub/tenon/internal/sqlstore/order"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// Upstream is a server that repositories are fetched from when they are asked
// for and are not here.
type Upstream struct {
	Name, URL, Kind, Token string
	Allow, Deny            []string // patterns of owner/name; nothing allowed is everything
}

// Mirrors are the upstreams, in the order in which they are asked.
type Mirrors struct {
	Upstreams []Upstream
	Interval  time.Duration // between two looks at an upstream
	Cache     int64         // bytes of large files of mirrors that are kept; 0 is no limit
}

var upstreamName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// sources are the upstreams as the mirror has them.
func (m Mirrors) sources(guarded http.RoundTripper) (l []mirror.Source, listers map[string]order.Lister, err error) {
	listers = map[string]order.Lister{}
	for _, u := range m.Upstreams {
		if !upstreamName.MatchString(u.Name) || u.Name == mirror.Bundle || listers[u.Name] != nil {
			return nil, nil, fault.New(fault.Invalid, "the name %q of an upstream is taken, or not 1 to 32 of a to z, digits and '-'", u.Name)
		}
		s := mirror.Source{Name: u.Name}
		if s.Allow, err = mirror.ParsePatterns(u.Allow); err != nil {
			return nil, nil, err
		}
		if s.Deny, err = mirror.ParsePatterns(u.Deny); err != nil {
			return nil, nil, err
		}
		up, err := upstream.New(upstream.Options{Name: u.Name, URL: u.URL, Kind: upstream.Kind(u.Kind), Token: u.Token, Guarded: guarded})
		if err != nil {
			return nil, nil, err
		}
		s.Upstream, listers[u.Name] = up, up
		l = append(l, s)
	}
	return l, listers, nil
}

// buildMirror makes the mirror of the hub that is about to be made. Its orders
// have slots of their own: an upstream that is slow holds up no run.
func (a *App) buildMirror(table *sqlhub.Store, whole xetstore.Whole) error {
	sources, listers, err := a.config.Mirrors.sources(a.guarded)
	if err != nil {
		return err
	}
	a.mirror = mirror.New(mirror.Parts{
		Sources: sources, Rows: sqlmirror.New(a.db), Git: a.repos, Repos: table, Objects: table, Bytes: whole, Remover: a.blobs,
		Part: func(ctx context.Context, name string, whole int64) (mirror.Part, error) {
			return a.blobs.Part(ctx, name, whole)
		},
		Owners: a.people, Audit: a.people, Log: a.log,
		Landed: func(ctx context.Context, id hub.ID) error { return a.hub.Mirrored(ctx, id) },
		Stored: func(ctx context.Context, id hub.ID, p hub.Pointer) error { return a.hub.Stored(ctx, id, p) },
		Needed: func(ctx context.Context) (func(blob.Digest) bool, error) {
			others, _, err := mention.Others(ctx, a.db)
			return func(d blob.Digest) bool { return others[d] }, err
		},
	}, mirror.Options{Interval: a.config.Mirrors.Interval, Limit: a.config.Mirrors.Cache})
	a.orders = &order.Book{Rows: sqlorder.New(a.db), Queue: a.queue, Audit: a.people, Mirror: a.mirror, Listers: listers}
	a.syncs = job.NewRunner(a.queue, a.log, map[job.Kind]job.Handler{order.Kind: a.doOrder}, job.Options{Presence: a.alive})
	return nil
}

// doOrder does a standing order, on behalf of the server.
func (a *App) doOrder(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	return a.orders.Handle(account.With(ctx, account.Keeper("")), t)
}

const mirrorEvery = time.Minute

// runMirror does orders, begins with those that are due, and keeps the large files of
// mirrors within their limit.
func (a *App) runMirror(ctx context.Context) {
	if a.mirror == nil {
		return
	}
	var orders sync.WaitGroup
	defer orders.Wait()
	orders.Go(func() { a.syncs.Run(ctx) })
	tick := time.NewTicker(mirrorEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if err := a.orders.Due(account.With(ctx, account.Keeper("")), time.Now()); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "begin with what is to be mirrored again", "err", err)
		}
		done, err := a.mirror.Evict(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "remove large files of mirrors that are not used", "err", err)
		}
		if done.Objects > 0 {
			a.log.InfoContext(ctx, "removed large files of mirrors that are not used", "files", done.Objects, "bytes", done.Bytes)
		}
	}
}
