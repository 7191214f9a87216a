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
	// files are to be read anew. Faults: NotFound, Conflict when the name is another's,
	// and Exhausted when it is over the quota of its owner.
	BringBack(ctx context.Context, id hub.ID) (hub.Repo, error)
}

// Hub opens a repository without asking who does.
type Hub interface {
	Admit(ctx context.Context, id hub.ID) (*hub.Handle, error)
}

// Parts are what a bin is made of.
type Parts struct {
	Store  Store
	Hub    Hub
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
// discussions and likes; names that it had before lead to it no more. Who was told
// that it is deleted is told that it is made. Faults: NotFound, Conflict when another
// has its name now, and Exhausted when it is over the quota of its owner.
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
	there, err := b.p.Hub.Admit(ctx, r.ID)
	if err == nil {
		err = there.Tell(ctx, hub.Event{Deed: hub.Created, Scope: hub.OfRepo})
	}
	if err != nil {
		return r, err
	}
	return r, b.p.Audit.Note(ctx, "repository restore", r.Subject(), string(r.ID))
}
