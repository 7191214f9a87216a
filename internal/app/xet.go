package app

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/xet"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	sqlxet "github.com/tenonhub/tenon/internal/sqlstore/xetstore"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// buildXet opens the Xet store, adds its dialect, and returns what the hub has
// of it.
func (a *App) buildXet(mux api.Mux, table *sqlhub.Store, secret string) (xet.Link, error) {
	keys, err := xet.NewKeys([]byte(secret))
	if err != nil {
		return xet.Link{}, err
	}
	tables := sqlxet.New(a.db)
	store := xetstore.New(a.blobs, tables, tables, xet.Readers{Objects: table, Accounts: a.people, Requests: table, People: a.people})
	a.views = &views{store: store, owed: tables.Owed, wake: make(chan struct{}, 1)}
	xet.New(store, keys, xet.Options{Log: a.log, Address: func(r *http.Request) string { return api.Base(r) + api.XetPath }}).Routes(mux, api.XetPath)
	return xet.Link{Store: store, Keys: keys, View: a.views.add}, nil
}

// views makes what came whole readable by Xet, one file at a time. What it is
// told of is kept in memory alone: what a server that ended leaves undone the
// next one finds.
type views struct {
	store *xetstore.Store
	owed  func(context.Context) ([]blob.Digest, error)
	wake  chan struct{}

	mu   sync.Mutex
	next []blob.Digest
}

// add has a view made soon.
func (v *views) add(_ context.Context, d blob.Digest) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.next = append(v.next, d)
	select {
	case v.wake <- struct{}{}:
	default:
	}
	return nil
}

func (v *views) take() (l []blob.Digest) {
	v.mu.Lock()
	defer v.mu.Unlock()
	l, v.next = v.next, nil
	return l
}

// runViews makes views until ctx ends: of what is told, and now and then of what
// has none.
func (a *App) runViews(ctx context.Context) {
	if a.views == nil {
		return
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		owed, err := a.views.owed(ctx)
		if err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "look for files without a Xet view", "err", err)
		}
		a.makeViews(ctx, owed)
		for again := false; !again; {
			select {
			case <-ctx.Done():
				return
			case <-a.views.wake:
				a.makeViews(ctx, a.views.take())
			case <-tick.C:
				again = true
			}
		}
	}
}

func (a *App) makeViews(ctx context.Context, l []blob.Digest) {
	for _, d := range l {
		_, err := a.views.store.View(ctx, d)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !fault.Is(err, fault.NotFound) { // it may have gone with its repository
			a.log.ErrorContext(ctx, "make the Xet view of a file", "sha256", d, "err", err)
		}
	}
}

// rememberedFor is how long what nobody holds is kept: clients remember for
// three weeks what they sent, and do not send it again.
const rememberedFor = 4 * 7 * 24 * time.Hour

// sweepXet removes files and xorbs that no repository holds, as at now.
func (a *App) sweepXet(ctx context.Context, now time.Time) (sqlxet.Swept, error) {
	held, err := sqlhub.New(a.db).AllHeld(ctx)
	if err != nil {
		return sqlxet.Swept{}, err
	}
	n, err := sqlxet.New(a.db).Sweep(ctx, now.Add(-rememberedFor), func(d blob.Digest) bool { return held[d] }, false)
	if err != nil {
		return n, fmt.Errorf("sweep what came by Xet: %w", err)
	}
	return n, nil
}
