package hub

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Leftover finds what repositories hold and may no longer need.
type Leftover interface {
	// IDs names all repositories, deleted ones too.
	IDs(ctx context.Context) ([]ID, error)
	// Old are the objects that a repository holds and that nobody has needed
	// since t.
	Old(ctx context.Context, id ID, t time.Time) ([]Pointer, error)
	// Release takes objects from a repository that nobody has needed since t, as
	// it is then.
	Release(ctx context.Context, id ID, digests []blob.Digest, t time.Time) error
}

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
func (h *Hub) Release(ctx context.Context, t time.Time, dry bool) (done Released, err error) {
	done.Gone = map[blob.Digest]int{}
	ids, err := h.p.Leftover.IDs(ctx)
	if err != nil {
		return done, err
	}
	for _, id := range ids {
		if err := h.release(ctx, id, t, dry, &done); err != nil {
			return done, fmt.Errorf("collect what repository %s does not need: %w", id, err)
		}
	}
	return done, h.strays(ctx, ids, t, dry, &done)
}

func (h *Hub) release(ctx context.Context, id ID, t time.Time, dry bool, done *Released) error {
	old, err := h.p.Leftover.Old(ctx, id, t)
	if err != nil || len(old) == 0 {
		return err
	}
	marks := map[blob.Digest]bool{}
	for p, err := range h.p.Git.Pointers(ctx, id) {
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
	return h.p.Leftover.Release(ctx, id, gone, t)
}

// strays removes git repositories whose making was cut off: nobody knows them.
func (h *Hub) strays(ctx context.Context, known []ID, t time.Time, dry bool, done *Released) error {
	l, err := h.p.Git.Strays(ctx, t)
	if err != nil {
		return err
	}
	for _, id := range l {
		if slices.Contains(known, id) {
			continue
		}
		done.Strays++
		if !dry {
			if err := h.p.Git.Remove(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}
