package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Inventory keeps what repositories hold beside what their refs lead to.
type Inventory interface {
	// Stored lists at most n objects that a repository holds, by digest, after one.
	Stored(ctx context.Context, id ID, after blob.Digest, n int) ([]Stored, error)
	// Release takes objects from a repository that nobody has needed since t, as
	// it is then. What a comment has attached stays.
	Release(ctx context.Context, id ID, digests []blob.Digest, t time.Time) error
}

// Stored is a large file of a repository.
type Stored struct {
	Pointer
	Path  ref.Path // that it has, or had, in some commit; empty if none names it
	Since time.Time
}

// Stored lists at most n large files that the repository holds, by digest, after
// one: those of all its history.
func (r *Handle) Stored(ctx context.Context, after blob.Digest, n int) ([]Stored, error) {
	if err := r.readable(Entry{}); err != nil {
		return nil, err
	}
	l, err := r.hub.p.Objects.Stored(ctx, r.ID, after, n)
	if err != nil || len(l) == 0 {
		return l, err
	}
	names, err := r.hub.p.Git.Named(ctx, r.ID)
	for i := range l {
		l[i].Path = names[l[i].Digest]
	}
	return l, err
}

// Purge removes large files from the repository for good. With rewrite its
// history is written anew without what points to them; else that stays, and leads
// to nothing. The bytes go when no other repository needs them, and no comment: hide
// that to remove what it has attached.
func (r *Handle) Purge(ctx context.Context, digests []blob.Digest, rewrite bool) error {
	if r.proposes {
		return fault.New(fault.Forbidden, "who may only propose changes to %s removes nothing from its history", r.Subject())
	}
	if rewrite {
		var expected ID
		changes, err := r.hub.p.Git.Purge(ctx, r.ID, digests, func(l []Change) (err error) {
			expected, err = r.expectAll(ctx, l)
			return err
		})
		if err != nil {
			return errors.Join(err, r.forget(ctx, expected))
		}
		ctx = context.WithoutCancel(ctx)
		if err := r.movedAs(ctx, expected, "purge", changes); err != nil {
			return err
		}
	}
	const soon = time.Minute // after whatever is needed now
	if err := r.hub.p.Objects.Release(ctx, r.ID, digests, r.hub.now().Add(soon)); err != nil {
		return err
	}
	return r.note(ctx, "file purge", fmt.Sprintf("%d large files, the first %v", len(digests), digests[0]))
}
