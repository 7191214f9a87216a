package hub

import (
	"context"
	"strings"
)

// Trees keeps folders as they are in git, so that git need not be asked again.
// A tree never changes, and commits share those that they have in common. It is
// kept by repository: what is asked for by id must be in the one that is asked.
// What is not used for some days is forgotten, see package leftover.
type Trees interface {
	// Keep keeps a part of the entries of a tree, sorted by name, that begins at a
	// name. The last part is kept first, and the first one, which begins at none,
	// last: so that all that comes after a part is there.
	Keep(ctx context.Context, id ID, tree OID, first string, more bool, l []Entry) error
	// Page returns a part of the entries by name: it holds the first one at or
	// after from, if there is any, and may begin before it. known is false for a
	// tree that is not kept; more says that there are others after the part.
	Page(ctx context.Context, id ID, tree OID, from string) (l []Entry, more, known bool, err error)
}

// folder yields what is in a folder by name, from about a name on, a page at a
// time.
func (r *Handle) folder(ctx context.Context, tree OID, from string, yield func(Entry) bool) error {
	for {
		l, more, known, err := r.hub.p.Trees.Page(ctx, r.ID, tree, from)
		if err == nil && !known {
			if err = r.learn(ctx, tree); err == nil {
				l, more, _, err = r.hub.p.Trees.Page(ctx, r.ID, tree, from)
			}
		}
		if err != nil {
			return err
		}
		for _, e := range l {
			if e.Name >= from && !yield(e) {
				return nil
			}
		}
		if !more || len(l) == 0 {
			return nil
		}
		from = l[len(l)-1].Name + "\x00" // the least name after the last
	}
}

// learn asks git for a folder, and keeps what it says. A page of it is in memory
// at a time, however many files there are.
func (r *Handle) learn(ctx context.Context, tree OID) error {
	return r.hub.p.Git.Tree(ctx, r.ID, tree, func(first string, more bool, l []Entry) error {
		return r.hub.p.Trees.Keep(ctx, r.ID, tree, first, more, l)
	})
}

// child finds an entry of a folder by its name.
func (r *Handle) child(ctx context.Context, tree OID, name string) (e Entry, ok bool, err error) {
	err = r.folder(ctx, tree, name, func(next Entry) bool {
		if c := strings.Compare(next.Name, name); c >= 0 {
			e, ok = next, c == 0
			return false
		}
		return true
	})
	return e, ok, err
}

// commitKey names a commit that is remembered: they never change, and clients ask
// for many files of one.
type commitKey struct {
	repo ID
	oid  OID
}

const maxSeen = 4096 // commits; about 2 MB
