package hub

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Lock lets the actor work on a path alone, as git-lfs understands it. When
// somebody has locked it already that lock is returned, with a fault of kind
// Conflict.
func (r *Handle) Lock(ctx context.Context, path ref.Path) (Lock, error) {
	l := Lock{ID: strings.ToLower(rand.Text()), Path: path, Owner: account.From(ctx).User, Since: r.hub.now().UTC()}
	l, err := r.hub.p.Objects.AddLock(ctx, r.ID, l)
	if err != nil {
		return l, err
	}
	return l, r.note(ctx, "lock", string(path))
}

// Locks lists the locks on a path, or on all if it is empty, after one by id.
func (r *Handle) Locks(ctx context.Context, path ref.Path, after string, limit int) ([]Lock, error) {
	return r.hub.p.Objects.ListLocks(ctx, r.ID, path, after, limit)
}

// Unlock removes a lock. Another's takes force, and to be allowed to write.
func (r *Handle) Unlock(ctx context.Context, id string, force bool) (Lock, error) {
	actor := account.From(ctx)
	l, err := r.hub.p.Objects.RemoveLock(ctx, r.ID, id, func(l Lock) error {
		if l.Owner.Key() != actor.User.Key() && !force {
			return fault.New(fault.Forbidden, "%s has locked %s; unlock it with --force if that is right", l.Owner, l.Path)
		}
		return nil
	})
	if err != nil {
		return l, err
	}
	return l, r.note(ctx, "unlock", string(l.Path))
}
