package app

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/mention"
	sqlmirror "github.com/tenonhub/tenon/internal/sqlstore/mirror"
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
func (m Mirrors) sources(guarded http.RoundTripper) (l []mirror.Source, err error) {
	seen := map[string]bool{}
	for _, u := range m.Upstreams {
		if !upstreamName.MatchString(u.Name) || seen[u.Name] {
			return nil, fault.New(fault.Invalid, "the name %q of an upstream is taken, or not 1 to 32 of a to z, digits and '-'", u.Name)
		}
		seen[u.Name] = true
		s := mirror.Source{Name: u.Name}
		if s.Allow, err = mirror.ParsePatterns(u.Allow); err != nil {
			return nil, err
		}
		if s.Deny, err = mirror.ParsePatterns(u.Deny); err != nil {
			return nil, err
		}
		if s.Upstream, err = upstream.New(upstream.Options{Name: u.Name, URL: u.URL, Kind: upstream.Kind(u.Kind), Token: u.Token, Guarded: guarded}); err != nil {
			return nil, err
		}
		l = append(l, s)
	}
	return l, nil
}

// buildMirror makes the mirror of the hub that is about to be made.
func (a *App) buildMirror(table *sqlhub.Store, whole xetstore.Whole) error {
	sources, err := a.config.Mirrors.sources(a.guarded)
	if err != nil {
		return err
	}
	a.mirror = mirror.New(mirror.Parts{
		Sources: sources, Rows: sqlmirror.New(a.db), Git: a.repos, Repos: table, Objects: table, Bytes: whole, Remover: a.blobs,
		Part:   func(ctx context.Context, name string) (mirror.Part, error) { return a.blobs.Part(ctx, name) },
		Owners: a.people, Log: a.log,
		Landed: func(ctx context.Context, id hub.ID) error { return a.hub.Mirrored(ctx, id) },
		Stored: func(ctx context.Context, id hub.ID, p hub.Pointer) error { return a.hub.Stored(ctx, id, p) },
		Needed: func(ctx context.Context) (func(blob.Digest) bool, error) {
			others, _, err := mention.Others(ctx, a.db)
			return func(d blob.Digest) bool { return others[d] }, err
		},
	}, mirror.Options{Interval: a.config.Mirrors.Interval, Limit: a.config.Mirrors.Cache})
	return nil
}

const evictEvery = time.Minute

// evict keeps the large files of mirrors within their limit.
func (a *App) evict(ctx context.Context) {
	if a.mirror == nil {
		return
	}
	tick := time.NewTicker(evictEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
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
