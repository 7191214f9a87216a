package apitest

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"testing"

	"github.com/tenonhub/tenon/internal/api/xet"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	sqlmirror "github.com/tenonhub/tenon/internal/sqlstore/mirror"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// Mirrors are the upstreams of a hub.
type Mirrors struct {
	Options     mirror.Options
	From        []upstream.Options
	Allow, Deny []string // of all of them
}

// StartMirror is StartIn with upstreams.
func StartMirror(t *testing.T, data string, m Mirrors) *Server {
	t.Helper()
	s, h := build(t, data, m)
	return s.serve(t, h)
}

// build makes the mirror of a hub that is about to be made.
func (m Mirrors) build(t *testing.T, s *Server, db *sqlstore.DB, blobs *disk.Store, repos *gitrepo.Store, link xet.Link, log *slog.Logger) *mirror.Mirror {
	t.Helper()
	allow, err := mirror.ParsePatterns(m.Allow)
	check(t, err)
	deny, err := mirror.ParsePatterns(m.Deny)
	check(t, err)
	var sources []mirror.Source
	for _, o := range m.From {
		if o.Guarded == nil {
			o.Guarded = anywhere()
		}
		up, err := upstream.New(o)
		check(t, err)
		sources = append(sources, mirror.Source{Name: o.Name, Allow: allow, Deny: deny, Upstream: up})
	}
	table := sqlhub.New(db)
	made := mirror.New(mirror.Parts{
		Sources: sources, Rows: sqlmirror.New(db), Git: repos, Repos: table, Objects: table, Bytes: xetstore.Whole{Store: link.Store}, Remover: blobs,
		Part: func(ctx context.Context, name string, whole int64) (mirror.Part, error) {
			return blobs.Part(ctx, name, whole)
		},
		Owners: s.Register, Audit: s.Register, Log: log,
		Landed: func(ctx context.Context, id hub.ID) error { return s.Hub.Mirrored(ctx, id) },
		Stored: func(ctx context.Context, id hub.ID, p hub.Pointer) error { return s.Hub.Stored(ctx, id, p) },
		Needed: func(context.Context) (func(blob.Digest) bool, error) {
			return func(blob.Digest) bool { return false }, nil
		},
	}, m.Options)
	t.Cleanup(func() { check(t, made.Close()) })
	return made
}

// anywhere is the guarded road with all addresses allowed: tests are inside.
func anywhere() http.RoundTripper {
	return fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}}).Transport()
}
