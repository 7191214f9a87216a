// Package trash brings deleted repositories back, as long as they are kept.
package trash

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Item is a repository that was deleted. A bin also says until when it is kept, at
// the least.
type Item struct {
	hub.Repo
	Deleted, Until time.Time
}

// Query says which deleted repositories are listed.
type Query struct {
	Kind   hub.Kind    // empty is all
	Name   ref.Repo    // zero is all
	Owners []ref.Owner // nil is all
	Limit  int
}

// Store keeps deleted repositories. Contract: hubtest.Run.
type Store interface {
	// Trash lists deleted repositories, the latest first.
	Trash(ctx context.Context, q Query) ([]Item, error)
	// Trashed finds one. Fault: NotFound.
	Trashed(ctx context.Context, id hub.ID) (hub.Repo, error)
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
	Store    Store
	Hub      Hub
	Accounts hub.Accounts
	// Later has the files of a repository be read when its asker has been answered.
	// What is cut off is done by the next survey: until then lists find it by its name.
	Later func(r *hub.Handle)
	Keep  time.Duration // how long what was deleted is kept
	Audit hub.Audit
}

// Bin is where those who could delete a repository look for what was deleted: what
// is theirs, and what belongs to organisations in which they write, or is of their
// making; administrators of the server for all.
type Bin struct{ p Parts }

// New returns the bin of its parts.
func New(p Parts) *Bin { return &Bin{p} }

const most = 1000 // repositories of a list

// List lists what was deleted and is still kept, the latest first: all that the actor
// may bring back, or what of it q says. Faults: Unauthenticated, Forbidden.
func (b *Bin) List(ctx context.Context, q Query) (l []Item, err error) {
	a := account.From(ctx)
	if !a.Scope.Writes() {
		return nil, account.Need(a, account.None, account.Admin, "see what was deleted")
	}
	var roles map[string]account.Role
	if !a.Admin {
		if roles, q.Owners, err = b.owners(ctx, a); err != nil {
			return nil, err
		}
	}
	q.Limit = most
	found, err := b.p.Store.Trash(ctx, q)
	for _, i := range found {
		if a.Admin || i.Upstream == "" && roles[i.Name.Owner.Key()].Over(a, i.Creator) >= account.Write { // mirrors are the server's administrators'
			i.Until = i.Deleted.Add(b.p.Keep)
			l = append(l, i)
		}
	}
	return l, err
}

// owners are the actor and the organisations in which it may have deleted something, with
// its roles there.
func (b *Bin) owners(ctx context.Context, a account.Actor) (map[string]account.Role, []ref.Owner, error) {
	roles, l := map[string]account.Role{a.User.Key(): account.Admin}, []ref.Owner{a.User}
	members, err := b.p.Accounts.Memberships(ctx, a.User)
	for _, m := range members {
		if m.Role >= account.Contributor {
			roles[m.Org.Key()], l = m.Role, append(l, m.Org)
		}
	}
	return roles, l, err
}

// BringBack has a deleted repository be there again, with its history, files,
// discussions and likes; names that it had before lead to it again, but for those that
// were taken meanwhile. Who was told that it is deleted is told that it is made. Faults: NotFound, also for who may not,
// Conflict when another has its name now, and Exhausted when it is over the quota of
// its owner.
func (b *Bin) BringBack(ctx context.Context, id hub.ID) (hub.Repo, error) {
	r, err := b.p.Store.Trashed(ctx, id)
	if err == nil {
		err = b.may(ctx, r)
	}
	if err != nil {
		return hub.Repo{}, err
	}
	if r, err = b.p.Store.BringBack(ctx, id); err != nil {
		return r, err
	}
	ctx = context.WithoutCancel(ctx)
	there, err := b.p.Hub.Admit(ctx, r.ID)
	if err == nil {
		b.p.Later(there)
		err = there.Tell(ctx, hub.Event{Deed: hub.Created, Scope: hub.OfRepo})
	}
	if err != nil {
		return r, err
	}
	return r, b.p.Audit.Note(ctx, "repository restore", r.Subject(), string(r.ID))
}

// may is a fault unless the actor may bring a repository back.
func (b *Bin) may(ctx context.Context, r hub.Repo) error {
	a := account.From(ctx)
	if !a.Scope.Writes() {
		return account.Need(a, account.None, account.Admin, "bring back what was deleted")
	}
	if a.Admin { // also what has no owner any more
		return nil
	}
	role, err := account.RoleIn(ctx, b.p.Accounts, a, r.Name.Owner, r.Name.Name)
	if fault.Is(err, fault.NotFound) || err == nil && (role.Over(a, r.Creator) < account.Write || r.Upstream != "") {
		return Missing(r.ID)
	}
	return err
}

// Missing is the fault of what was not deleted, or is not for who asks.
func Missing(id hub.ID) error {
	return hub.Missing(hub.ErrNoRepo, "there is no deleted repository %s, or it is not yours: it is there, or gone for good", id)
}
