package hub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
)

// Mirror brings repositories that are elsewhere, and keeps them as new as they
// are there. Package mirror has its rules.
type Mirror interface {
	// Bring has a repository be here if an upstream has it. Faults: NotFound when
	// none has, Forbidden when it is gated there; errors of the way there wrap ErrUpstream.
	Bring(ctx context.Context, k Kind, name ref.Repo) error
	// Renew brings what is new of a mirror, when it is time to look. What cannot
	// be had now stays as it is known.
	Renew(ctx context.Context, r Repo) error
	// Held are those of some objects that the files of a mirror point to, be they
	// here or not.
	Held(ctx context.Context, id ID, digests []blob.Digest) (map[blob.Digest]Pointer, error)
	// Object opens an object of a mirror that is not here: it is fetched when it
	// is read, and stored. The caller closes it.
	Object(ctx context.Context, r Repo, p Pointer) (io.ReadSeekCloser, error)
	// Used notes that an object that is here was read.
	Used(id ID, d blob.Digest)
}

// What keeps a mirror from its upstream: errors of a Mirror may wrap one of these.
var (
	ErrUpstream     = errors.New("the upstream does not answer as it should")
	ErrUpstreamSlow = errors.New("the upstream does not answer in time")
)

// find finds a repository by name. One that is elsewhere is brought, and a
// mirror is made as new as it should be.
func (h *Hub) find(ctx context.Context, k Kind, name ref.Repo) (Repo, error) {
	r, err := h.p.Repos.Find(ctx, k, name)
	switch {
	case h.p.Mirror == nil:
		return r, err
	case err == nil && r.Upstream != "":
		if err := h.p.Mirror.Renew(ctx, r); err != nil {
			return r, err
		}
	case fault.Is(err, fault.NotFound):
		if err := h.p.Mirror.Bring(ctx, k, name); err != nil {
			return r, err
		}
	default:
		return r, err
	}
	return h.p.Repos.Find(ctx, k, name)
}

// own refuses what cannot be done to a mirror.
func (r Repo) own(what string) error {
	if r.Upstream == "" {
		return nil
	}
	return fault.New(fault.Forbidden, "%s is a mirror of what is at the upstream %s: it cannot be %s here; do that there, or use a repository of your own", r.Subject(), r.Upstream, what)
}

// Mirrored notes that the refs of a mirror have moved: it is described anew.
func (h *Hub) Mirrored(ctx context.Context, id ID) error {
	r, err := h.Admit(ctx, id)
	if err != nil {
		return err
	}
	head, err := r.Resolve(ctx, "HEAD") // which is main, and that it has moved is no news
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if r.Repo, err = h.p.Repos.Change(ctx, id, func(c *Repo) error {
		if c.Head = head.ID; head.ID != "" {
			c.Updated = head.Time
		}
		return nil
	}); err != nil {
		return err
	}
	if err := h.measure(ctx, id); err != nil {
		return err
	}
	return r.describe(ctx)
}

// Stored notes that an object of a mirror has come, and looks into it.
func (h *Hub) Stored(ctx context.Context, id ID, p Pointer) error {
	if err := h.p.Objects.Hold(ctx, id, []Pointer{p}); err != nil {
		return err
	}
	return h.Examine(ctx, p.Digest)
}

// large opens a large file of the repository. The caller closes it.
func (r *Handle) large(ctx context.Context, p Pointer) (io.ReadSeekCloser, error) {
	if r.Upstream != "" {
		return r.mirrored(ctx, p)
	}
	held, err := r.hub.p.Objects.Held(ctx, r.ID, []blob.Digest{p.Digest})
	if err != nil {
		return nil, err
	}
	if len(held) == 0 {
		return nil, Missing(ErrNoEntry, "the large file %v was removed from %s for good", p.Digest, r.Subject())
	}
	f, _, err := r.hub.p.Blobs.Open(ctx, p.Digest)
	if err != nil {
		return nil, fmt.Errorf("open a large file of %s: %w", r.Subject(), err)
	}
	return f, nil
}

// mirrored opens a large file of a mirror, which may not be here. That somebody
// else's is here gives nothing: whoever writes at the upstream can point to any
// digest. What is public here is not fetched a second time.
func (r *Handle) mirrored(ctx context.Context, p Pointer) (io.ReadSeekCloser, error) {
	here, err := r.here(ctx, p)
	if err != nil {
		return nil, err
	}
	if here {
		f, _, err := r.hub.p.Blobs.Open(ctx, p.Digest)
		if err == nil && r.hub.p.Mirror != nil {
			r.hub.p.Mirror.Used(r.ID, p.Digest)
		}
		if err == nil || !fault.Is(err, fault.NotFound) {
			return f, err
		}
	}
	if r.hub.p.Mirror == nil {
		return nil, fault.New(fault.Unavailable, "the large file %v of %s was not fetched while its upstream was in the settings, and cannot be now: name the upstream %s there again", p.Digest, r.Subject(), r.Upstream)
	}
	return r.hub.p.Mirror.Object(ctx, r.Repo, p)
}

// here reports whether a mirror has an object, or may have it from a public
// repository that has.
func (r *Handle) here(ctx context.Context, p Pointer) (bool, error) {
	held, err := r.hub.p.Objects.Held(ctx, r.ID, []blob.Digest{p.Digest})
	if err != nil || len(held) > 0 {
		return len(held) > 0, err
	}
	holders, err := r.hub.p.Objects.Holders(ctx, p.Digest)
	if err != nil || !slices.ContainsFunc(holders, func(h Repo) bool { return !h.Private && h.Gate == GateNone }) {
		return false, err
	}
	if info, err := r.hub.p.Blobs.Stat(ctx, p.Digest); err != nil || info.Size != p.Size {
		return false, nil //nolint:nilerr // it is fetched then
	}
	adopted, err := r.hub.p.Objects.Adopt(ctx, r.ID, []Pointer{p})
	return len(adopted) > 0, err
}

// known opens a file for its description, which waits for no upstream.
func (r *Handle) known(ctx context.Context, e Entry) (io.ReadCloser, error) {
	if r.Upstream != "" && e.Object != nil {
		here, err := r.here(ctx, *e.Object)
		if err != nil {
			return nil, err
		}
		if !here {
			return nil, facts.ErrAbsent
		}
	}
	return r.Read(ctx, e)
}
