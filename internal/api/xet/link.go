package xet

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// Link is what the hub and its other dialects have of Xet, on behalf of the
// actor of the context.
type Link struct {
	Store *xetstore.Store
	Keys  *Keys
	// View is told of files that came whole: they want xetstore.Store.View, which
	// takes longer than whoever brings them should wait.
	View func(ctx context.Context, d blob.Digest) error
}

// valid is how long a token is taken. What its bearer may read is asked anew
// each time.
const valid = time.Hour

// Token makes a token for the actor. The scope is for the log.
func (l Link) Token(ctx context.Context, scope string, write bool) (token string, until time.Time, err error) {
	until = time.Now().Add(valid).Truncate(time.Second)
	token, err = l.Keys.Mint(Grant{Asker: asker(account.From(ctx)), Scope: scope, Write: write, Expires: until})
	return token, until, err
}

// Sent finds a file that the actor sent, or can read. Fault: NotFound.
func (l Link) Sent(ctx context.Context, d blob.Digest) (hub.Pointer, error) {
	f, err := l.Store.Known(ctx, asker(account.From(ctx)), d)
	return hub.Pointer{Digest: d, Size: f.Size}, err
}

// Came tells of a file that came whole.
func (l Link) Came(ctx context.Context, d blob.Digest) error { return l.View(ctx, d) }

// Hashes are the Xet hashes of those of some files that have one.
func (l Link) Hashes(ctx context.Context, files ...blob.Digest) (map[blob.Digest]string, error) {
	found, err := l.Store.Hashes(ctx, files...)
	text := make(map[blob.Digest]string, len(found))
	for d, h := range found {
		text[d] = h.String()
	}
	return text, err
}
