package hub

import (
	"context"
	"io"
	"slices"

	"github.com/tenonhub/tenon/internal/ref"
)

// Main is the branch of a new repository.
const Main ref.Rev = "main"

// Resolve finds the commit of a revision. Fault: NotFound with ErrNoRevision.
func (r *Handle) Resolve(ctx context.Context, rev ref.Rev) (Commit, error) {
	if rev.Commit() {
		if c, ok := r.hub.seen.Find(commitKey{r.ID, OID(rev)}); ok {
			return c, nil
		}
	}
	oid, err := r.hub.p.Git.Resolve(ctx, r.ID, rev)
	if err == nil && rev == Main && oid != r.Head {
		err = r.recover(context.WithoutCancel(ctx))
	}
	if err != nil {
		return Commit{}, err
	}
	if c, ok := r.hub.seen.Find(commitKey{r.ID, oid}); ok {
		return c, nil
	}
	l, err := r.hub.p.Git.Commits(ctx, r.ID, oid)
	if err != nil {
		return Commit{}, err
	}
	r.hub.seen.Add(commitKey{r.ID, oid}, l[0])
	return l[0], nil
}

// Refs lists branches, tags and pull requests by name.
func (r *Handle) Refs(ctx context.Context) ([]Ref, error) { return r.hub.p.Git.Refs(ctx, r.ID) }

// Log lists the commits up to one, the newest first, and counts them all.
func (r *Handle) Log(ctx context.Context, from Commit, skip, n int) ([]Commit, int, error) {
	return r.hub.p.Git.Log(ctx, r.ID, from.ID, skip, n)
}

// Diff writes what changes from one commit to another, as git writes it: at
// most so many bytes of it. A zero from is the first parent of to.
func (r *Handle) Diff(ctx context.Context, from, to Commit, most int64, w io.Writer) error {
	return r.hub.p.Git.Diff(ctx, r.ID, from.ID, to.ID, most, w)
}

// Last finds for entries of a folder, by name, the commits that last changed them.
func (r *Handle) Last(ctx context.Context, at Commit, folder ref.Path, names []string) (map[string]Commit, error) {
	return r.hub.p.Git.Last(ctx, r.ID, at.ID, folder, names)
}

// Entry finds what is at a path. Fault: NotFound with ErrNoEntry.
func (r *Handle) Entry(ctx context.Context, at Commit, path ref.Path) (Entry, error) {
	e := Entry{Mode: Folder, OID: at.Tree}
	for _, name := range path.Parts() {
		if e.Mode != Folder {
			return Entry{}, noEntry(path)
		}
		next, ok, err := r.child(ctx, e.OID, name)
		if err != nil {
			return Entry{}, err
		}
		if !ok {
			return Entry{}, noEntry(path)
		}
		e = next
	}
	e.Name = string(path)
	return e, nil
}

func noEntry(path ref.Path) error {
	return Missing(ErrNoEntry, "there is no file or folder %q at this revision", path)
}

// List lists a folder, and with deep all that is below it: at most n entries
// after a path, by path, each folder before what is in it. Names are paths.
// Fault: NotFound with ErrNoEntry.
func (r *Handle) List(ctx context.Context, at Commit, folder ref.Path, deep bool, after ref.Path, n int) ([]Entry, error) {
	e, err := r.Entry(ctx, at, folder)
	if err != nil {
		return nil, err
	}
	if e.Mode != Folder {
		return nil, noEntry(folder)
	}
	skip := after.Parts()
	if in := folder.Parts(); len(skip) > len(in) && slices.Equal(skip[:len(in)], in) {
		skip = skip[len(in):]
	}
	w := walk{r: r, deep: deep, n: n}
	err = w.list(ctx, e.OID, folder, skip)
	return w.found, err
}

type walk struct {
	r     *Handle
	deep  bool
	n     int
	found []Entry
}

// list appends what is in a folder after the path of the names in skip.
func (w *walk) list(ctx context.Context, tree OID, folder ref.Path, skip []string) (err error) {
	from := ""
	if len(skip) > 0 {
		from = skip[0]
	}
	failed := w.r.folder(ctx, tree, from, func(e Entry) bool {
		path, within := folder.Join(e.Name), []string(nil)
		if len(skip) > 0 && e.Name == skip[0] {
			within = skip[1:] // it was listed itself
		} else if len(w.found) < w.n {
			named := e
			named.Name = string(path)
			w.found = append(w.found, named)
		}
		if e.Mode == Folder && w.deep && len(w.found) < w.n {
			err = w.list(ctx, e.OID, path, within)
		}
		return err == nil && len(w.found) < w.n
	})
	if err != nil {
		return err
	}
	return failed
}

// Read opens the bytes of a file, wherever they are kept. The caller closes it.
func (r *Handle) Read(ctx context.Context, e Entry) (io.ReadCloser, error) {
	if err := r.readable(e); err != nil {
		return nil, err
	}
	if e.Object != nil {
		return r.large(ctx, *e.Object)
	}
	f, _, err := r.hub.p.Git.Blob(ctx, r.ID, e.OID)
	return f, err
}
