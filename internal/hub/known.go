package hub

import (
	"context"
	"errors"
	"io"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
)

// maxRead is how many files of a repository are looked at when it is described.
const maxRead = 20_000

// describe reads what the files of the main branch say, and keeps it.
func (r *Handle) describe(ctx context.Context) error {
	if r.Head == "" {
		return r.hub.p.Index.Describe(ctx, r.ID, "", facts.Facts{})
	}
	at, err := r.Resolve(ctx, ref.Rev(r.Head))
	if err != nil {
		return err
	}
	l, err := r.List(ctx, at, "", true, "", maxRead)
	if err != nil {
		return err
	}
	var files []facts.File
	for _, e := range l {
		if e.Mode == File || e.Mode == Executable {
			files = append(files, facts.File{Path: e.Name, Size: e.Bytes(), Open: func() (io.ReadCloser, error) { return r.known(ctx, e) }})
		}
	}
	f, err := facts.Read(files)
	if err != nil {
		return err
	}
	return r.hub.p.Index.Describe(ctx, r.ID, r.Head, f)
}

// Survey is that of the hub for this repository.
func (r *Handle) Survey(ctx context.Context) error { return r.describe(ctx) }

// landed describes the repository after a commit, which is there whatever
// becomes of that: Survey does again what fails here, and says why. Of commits that
// land while another is described the last one is, once for all of them.
func (r *Handle) landed(ctx context.Context) {
	ctx = context.WithoutCancel(ctx) // it is for others too
	_ = r.hub.landings.Do(r.ID, func() error {
		now, err := r.hub.Admit(ctx, r.ID)
		if err != nil {
			return err
		}
		return now.describe(ctx)
	})
}

// Known is what is known of the repository; its card too.
func (r *Handle) Known(ctx context.Context) (facts.Facts, error) {
	m, err := r.hub.p.Index.Known(ctx, true, r.ID)
	return m[r.ID], err
}

// Known is what is known of repositories that the actor has listed.
func (h *Hub) Known(ctx context.Context, card bool, l []Repo) (map[ID]facts.Facts, error) {
	ids := make([]ID, len(l))
	for i, r := range l {
		ids[i] = r.ID
	}
	return h.p.Index.Known(ctx, card, ids...)
}

// Survey reads the files of repositories that were not read as they are now:
// those of before there was an index, and those where it was cut off. It
// returns how many it has read; one that cannot be read does not keep it from
// the others.
func (h *Hub) Survey(ctx context.Context) (n int, err error) {
	for after := ID(""); ctx.Err() == nil; {
		ids, e := h.p.Index.Behind(ctx, after, 100)
		if e != nil || len(ids) == 0 {
			return n, errors.Join(err, e)
		}
		for _, id := range ids {
			after = id
			r, e := h.Admit(ctx, id)
			if e == nil {
				e = r.describe(ctx)
			}
			if e == nil {
				n++
			} else if !fault.Is(e, fault.NotFound) {
				err = errors.Join(err, e)
			}
		}
	}
	return n, errors.Join(err, ctx.Err())
}

// seenBy limits a query to what the actor may see.
func (h *Hub) seenBy(ctx context.Context, q *Query) error {
	actor := account.From(ctx)
	if actor.Anonymous() {
		return nil
	}
	member, err := h.p.Accounts.Memberships(ctx, actor.User)
	q.All, q.Within, q.Named = actor.Sees(member)
	return err
}

// visible keeps those of a list that the actor may see: the index does not know
// which are of an owner that is gone, or were just taken from others.
func (h *Hub) visible(ctx context.Context, l []Repo) (kept []Repo, err error) {
	for _, r := range l {
		ok, err := canSee(ctx, h.p.Accounts, r)
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// List lists repositories that the actor may see. more is where the next page
// begins, nil after the last.
func (h *Hub) List(ctx context.Context, q Query) (l []Repo, more *Mark, err error) {
	if q.Limit < 1 {
		return nil, nil, fault.New(fault.Invalid, "the limit of a list is at least 1")
	}
	if err := h.seenBy(ctx, &q); err != nil {
		return nil, nil, err
	}
	if l, more, err = h.p.Index.List(ctx, q); err != nil {
		return nil, nil, err
	}
	l, err = h.visible(ctx, l)
	return l, more, err
}

// Facets counts repositories that a query fits, of those that the actor may see.
func (h *Hub) Facets(ctx context.Context, q Query) (Facets, error) {
	if err := h.seenBy(ctx, &q); err != nil {
		return Facets{}, err
	}
	return h.p.Index.Facets(ctx, q)
}

// Similar lists repositories that have most in common with this one, of those
// that the actor may see.
func (r *Handle) Similar(ctx context.Context, q Query) ([]Repo, error) {
	q.Kind = r.Kind
	if err := r.hub.seenBy(ctx, &q); err != nil {
		return nil, err
	}
	l, err := r.hub.p.Index.Similar(ctx, r.ID, q)
	if err != nil {
		return nil, err
	}
	return r.hub.visible(ctx, l)
}
