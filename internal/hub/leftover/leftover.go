// Package leftover takes from repositories what they hold and no longer need:
// large files that no branch, tag or pull request leads to, folders that are kept
// beside git and that nobody looks into, and git repositories that nobody knows. The bytes of large files are left to blob.Collect.
package leftover

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// Store finds what repositories hold and may no longer need.
type Store interface {
	// IDs names all repositories, deleted ones too.
	IDs(ctx context.Context) ([]hub.ID, error)
	// Old are the objects that a repository holds, that nobody has needed since t,
	// and that are wanted for nothing but its files.
	Old(ctx context.Context, id hub.ID, t time.Time) ([]hub.Pointer, error)
	// Release takes objects from a repository that nobody has needed since t, as
	// it is then.
	Release(ctx context.Context, id hub.ID, digests []blob.Digest, t time.Time) error
	// Unused counts the folders of hub.Trees that were last used on a day before
	// that of t; Drop removes them, and counts them too.
	Unused(ctx context.Context, t time.Time) (int, error)
	Drop(ctx context.Context, t time.Time) (int, error)
}

// Git says what git repositories need.
type Git interface {
	// Pointers yields the pointers in all commits that any ref leads to. Fault:
	// NotFound when there is no such repository.
	Pointers(ctx context.Context, id hub.ID) iter.Seq2[hub.Pointer, error]
	// Strays are repositories that were last changed before t.
	Strays(ctx context.Context, t time.Time) ([]hub.ID, error)
	Remove(ctx context.Context, id hub.ID) error
}

// Collector releases what is left over. It is safe for concurrent use.
type Collector struct {
	store Store
	git   Git
}

// New returns the collector of a store and its git repositories.
func New(s Store, g Git) *Collector { return &Collector{s, g} }

// Released says what a collection has taken from repositories.
type Released struct {
	Repos   int                 // that were looked through
	Objects int                 // that were taken from one
	Bytes   int64               // of them
	Strays  int                 // git repositories of nobody
	Gone    map[blob.Digest]int // from how many repositories each was taken
}

// Release takes from repositories the large files that none of their refs leads
// to and that nobody has needed since t. A large file is noted as needed when it
// comes, when a client asks whether it must be sent, and when a commit or push
// names it, before the ref moves: so what is in flight stays, as long as t lies
// further back than the longest upload. The bytes themselves are left to
// blob.Collect. A repository that cannot be read keeps all that it has.
//
//	client: note as needed ───────── ref moves
//	here:           marks are read ───────── taken, if not needed since t
func (c *Collector) Release(ctx context.Context, t time.Time, dry bool) (done Released, err error) {
	done.Gone = map[blob.Digest]int{}
	ids, err := c.store.IDs(ctx)
	if err != nil {
		return done, err
	}
	for _, id := range ids {
		if err := c.release(ctx, id, t, dry, &done); err != nil {
			return done, fmt.Errorf("collect what repository %s does not need: %w", id, err)
		}
	}
	return done, c.strays(ctx, ids, t, dry, &done)
}

func (c *Collector) release(ctx context.Context, id hub.ID, t time.Time, dry bool, done *Released) error {
	old, err := c.store.Old(ctx, id, t)
	if err != nil || len(old) == 0 {
		return err
	}
	marks := map[blob.Digest]bool{}
	for p, err := range c.git.Pointers(ctx, id) {
		if fault.Is(err, fault.NotFound) {
			return nil // it is not there yet, after a backup was restored
		}
		if err != nil {
			return err
		}
		marks[p.Digest] = true
	}
	done.Repos++
	var gone []blob.Digest
	for _, p := range old {
		if marks[p.Digest] {
			continue
		}
		gone = append(gone, p.Digest)
		done.Gone[p.Digest]++
		done.Objects++
		done.Bytes += p.Size
	}
	if dry || len(gone) == 0 {
		return nil
	}
	return c.store.Release(ctx, id, gone, t)
}

// unusedFor is for how long folders are kept that nobody looks into. Those of a
// commit that is come back to later are read from git again.
const unusedFor = 7 * 24 * time.Hour

// Forget removes folders that are kept so that git need not be asked, and that, as at
// now, nobody has looked into for a week. It returns how many, in a dry run too.
func (c *Collector) Forget(ctx context.Context, now time.Time, dry bool) (int, error) {
	if dry {
		return c.store.Unused(ctx, now.Add(-unusedFor))
	}
	return c.store.Drop(ctx, now.Add(-unusedFor))
}

// strays removes git repositories whose making was cut off: nobody knows them.
func (c *Collector) strays(ctx context.Context, known []hub.ID, t time.Time, dry bool, done *Released) error {
	l, err := c.git.Strays(ctx, t)
	if err != nil {
		return err
	}
	for _, id := range l {
		if slices.Contains(known, id) {
			continue
		}
		done.Strays++
		if !dry {
			if err := c.git.Remove(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}
