// Package trash brings deleted repositories back, as long as they are kept.
package trash

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/hub"
)

// Item is a repository that was deleted.
type Item struct {
	hub.Repo
	Deleted time.Time
}

// Store keeps deleted repositories. Contract: hubtest.Run.
type Store interface {
	// Trash lists at most n deleted repositories, the latest first.
	Trash(ctx context.Context, n int) ([]Item, error)
	// BringBack has a repository be there again, under the name that it had; its
	// files are to be read anew. Faults: NotFound, and Conflict when the name is another's.
	BringBack(ctx context.Context, id hub.ID) (hub.Repo, error)
}

// Parts are what a bin is made of.
type Parts struct {
	Store  Store
	Survey func(context.Context) (int, error) // reads the files of repositories that were not read
	Audit  hub.Audit
}

// Bin is where administrators of the server look for what was deleted.
type Bin struct{ p Parts }

// New returns the bin of its parts.
func New(p Parts) *Bin { return &Bin{p} }

const most = 1000 // repositories of a list

func may(ctx context.Context) error {
	if a := account.From(ctx); !a.Admin || !a.Scope.Writes() {
		return account.Need(a, account.None, account.Admin, "bring back what was deleted: that is the server's administrator's")
	}
	return nil
}

// List lists what was deleted and is still kept, the latest first.
func (b *Bin) List(ctx context.Context) ([]Item, error) {
	if err := may(ctx); err != nil {
		return nil, err
	}
	return b.p.Store.Trash(ctx, most)
}

// BringBack has a deleted repository be there again, with its history, files,
// discussions and likes; names that it had before lead to it no more. Faults:
// NotFound, and Conflict when another has its name now.
func (b *Bin) BringBack(ctx context.Context, id hub.ID) (hub.Repo, error) {
	if err := may(ctx); err != nil {
		return hub.Repo{}, err
	}
	r, err := b.p.Store.BringBack(ctx, id)
	if err != nil {
		return r, err
	}
	ctx = context.WithoutCancel(ctx)
	_, _ = b.p.Survey(ctx) // lists find it by its name until its files are read: the next survey says why they are not
	return r, b.p.Audit.Note(ctx, "repository restore", r.Subject(), string(r.ID))
}
