package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/bundle"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// bundler writes and reads bundles of repositories.
type bundler struct{ *App }

// Export writes repositories that the actor may read. begin is called when that
// is known, before anything is written.
func (b bundler) Export(ctx context.Context, k hub.Kind, names []ref.Repo, begin func() io.Writer) error {
	m, from := bundle.Manifest{Created: time.Now().UTC()}, exported{App: b.App}
	for _, name := range names {
		h, err := b.hub.Open(ctx, k, name, hub.Read)
		if err != nil {
			return err
		}
		r := bundle.Repo{Kind: k, Name: h.Name.String(), Private: h.Private || h.Gate != hub.GateNone, Head: h.Head}
		m.Repos, from.handles = append(m.Repos, r), append(from.handles, h)
	}
	if err := b.people.Note(ctx, "bundle export", strconv.Itoa(len(names))+" repositories", names[0].String()); err != nil {
		return err
	}
	return bundle.Write(ctx, begin(), m, from)
}

// exported is where the parts of a bundle are.
type exported struct {
	*App
	handles []*hub.Handle
}

func (e exported) Git(ctx context.Context, repo int, w io.Writer) error {
	return e.repos.WriteBundle(ctx, e.handles[repo].ID, w)
}

// Objects may be more than what the history points to that was written: what was
// pushed meanwhile. What was removed for good is not among them, though commits
// that nobody wrote anew still point to it.
func (e exported) Objects(ctx context.Context, repo int) (l []hub.Pointer, err error) {
	seen := map[blob.Digest]bool{}
	for p, err := range e.repos.Pointers(ctx, e.handles[repo].ID) {
		if err != nil {
			return nil, err
		}
		if !seen[p.Digest] {
			seen[p.Digest] = true
			l = append(l, p)
		}
	}
	digests := make([]blob.Digest, len(l))
	for i, p := range l {
		digests[i] = p.Digest
	}
	held, err := e.handles[repo].Held(ctx, digests...)
	return slices.DeleteFunc(l, func(p hub.Pointer) bool { _, ok := held[p.Digest]; return !ok }), err
}

func (e exported) Object(ctx context.Context, repo int, p hub.Pointer) (io.ReadCloser, error) {
	f, _, err := e.handles[repo].Object(ctx, p.Digest)
	return f, err
}

// Import reads a bundle and makes mirrors of its repositories when all of it has
// come and is right. Large files that came before it broke off are found again.
func (b bundler) Import(ctx context.Context, r io.Reader) (bundle.Manifest, error) {
	if a := account.From(ctx); !a.Admin || !a.Scope.Writes() {
		return bundle.Manifest{}, account.Need(a, account.None, account.Admin, "import bundles: that is the administrator's")
	}
	dir, err := b.scratch()
	if err != nil {
		return bundle.Manifest{}, err
	}
	defer os.RemoveAll(dir)
	to := imported{blobs: b.App, dir: dir}
	m, err := bundle.Read(ctx, r, func(m bundle.Manifest) (bundle.Sink, error) { return to, b.free(ctx, m) })
	if err != nil {
		return m, err
	}
	for n, repo := range m.Repos {
		name, err := ref.ParseRepo(repo.Name)
		if err != nil {
			return m, err
		}
		if repo.Git.Size == 0 {
			return m, fault.New(fault.Invalid, "%s has no commits, so there is nothing to import", name)
		}
		if err := b.mirror.Load(ctx, repo.Kind, name, repo.Private, to.file(n), repo.Objects); err != nil {
			return m, err
		}
		if err := b.people.Note(ctx, "bundle import", string(repo.Kind)+" "+repo.Name, string(repo.Head)); err != nil {
			return m, err
		}
	}
	return m, nil
}

// free refuses a bundle whose names are taken, before all of it is read.
func (b bundler) free(ctx context.Context, m bundle.Manifest) error {
	for _, repo := range m.Repos {
		name, err := ref.ParseRepo(repo.Name)
		if err != nil {
			return err
		}
		if err := b.mirror.MayLoad(ctx, repo.Kind, name); err != nil {
			return err
		}
	}
	return nil
}

// imported is where the parts of a bundle go.
type imported struct {
	blobs *App
	dir   string
}

func (i imported) file(repo int) string { return filepath.Join(i.dir, strconv.Itoa(repo)) }

func (i imported) Git(_ context.Context, repo int, r io.Reader) (d blob.Digest, err error) {
	f, err := os.OpenFile(i.file(repo), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return d, fmt.Errorf("keep the history of a repository: %w", i.blobs.blobs.Explain(err))
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), r)
	if err = errors.Join(err, f.Close()); err != nil {
		return d, fmt.Errorf("keep the history of a repository: %w", i.blobs.blobs.Explain(err))
	}
	sum.Sum(d[:0])
	return d, nil
}

func (i imported) Object(ctx context.Context, r io.Reader) (blob.Digest, error) {
	info, err := i.blobs.blobs.Put(ctx, r)
	return info.Digest, err
}
