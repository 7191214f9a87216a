package hub

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Held are those of some objects that the repository holds, or, of a mirror,
// that its upstream does.
func (r *Handle) Held(ctx context.Context, digests ...blob.Digest) (map[blob.Digest]Pointer, error) {
	if r.Upstream != "" && r.hub.p.Mirror != nil {
		return r.hub.p.Mirror.Held(ctx, r.ID, digests)
	}
	return r.hub.p.Objects.Held(ctx, r.ID, digests)
}

// Claim makes the repository hold those of some objects that are stored and
// that the actor can read in another repository, and returns all that it holds
// then. Of the others it does not tell whether they are stored: knowing a
// digest gives nothing.
func (r *Handle) Claim(ctx context.Context, wanted ...Pointer) (map[blob.Digest]Pointer, error) {
	digests := make([]blob.Digest, len(wanted))
	for i, p := range wanted {
		digests[i] = p.Digest
	}
	held, err := r.Held(ctx, digests...)
	if err != nil {
		return nil, err
	}
	var new []Pointer
	for _, p := range wanted {
		if _, ok := held[p.Digest]; ok {
			continue
		}
		size, ok, err := r.hub.readable(ctx, p.Digest)
		if err != nil {
			return nil, err
		}
		if ok && size == p.Size {
			new = append(new, p)
		}
	}
	if err := r.hub.p.Objects.Renew(ctx, r.ID, slices.Collect(maps.Keys(held))); err != nil || len(new) == 0 {
		return held, err
	}
	var more int64
	for _, p := range new {
		more += p.Size
	}
	if err := r.Admit(ctx, more); err != nil {
		return held, err
	}
	adopted, err := r.hub.p.Objects.Adopt(ctx, r.ID, new)
	if err != nil || len(adopted) == 0 {
		return held, err
	}
	for _, p := range adopted {
		held[p.Digest] = p
	}
	return held, r.note(ctx, "file adopt", fmt.Sprintf("%d files, the first %v", len(adopted), adopted[0].Digest))
}

// readable reports whether an object is stored, and the actor can read a holder.
func (h *Hub) readable(ctx context.Context, d blob.Digest) (size int64, ok bool, err error) {
	if ok, err = MayRead(ctx, h.p.Objects, h.p.Accounts, h.p.Requests, d); err != nil || !ok {
		return 0, false, err
	}
	info, err := h.p.Blobs.Stat(ctx, d)
	if fault.Is(err, fault.NotFound) {
		return 0, false, nil
	}
	return info.Size, err == nil, err
}

// MayRead reports whether the actor of ctx may read the files of a repository
// that holds an object.
func MayRead(ctx context.Context, o Objects, a Accounts, q Requests, d blob.Digest) (bool, error) {
	holders, err := o.Holders(ctx, d)
	if err != nil {
		return false, err
	}
	for _, r := range holders {
		if ok, err := canRead(ctx, a, q, r); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// Receive stores an object that a client brings, in constant memory, and makes
// the repository hold it. Its digest is computed, not believed. Fault: Invalid
// when the bytes are not those that p tells of.
func (r *Handle) Receive(ctx context.Context, p Pointer, body io.Reader) error {
	if held, err := r.Held(ctx, p.Digest); err != nil {
		return err
	} else if len(held) == 0 { // it may come again, if the first answer was lost
		if err := r.Admit(ctx, p.Size); err != nil {
			return err
		}
	}
	info, err := r.hub.p.Blobs.Put(ctx, &exact{r: body, left: p.Size})
	if err != nil {
		return err
	}
	if info.Digest != p.Digest {
		return fault.New(fault.Invalid, "the %d bytes that came have the SHA-256 %v, not %v: send them again", info.Size, info.Digest, p.Digest)
	}
	if err := r.hub.p.Objects.Hold(ctx, r.ID, []Pointer{p}); err != nil {
		return err
	}
	if r.hub.p.Xet != nil {
		if err := r.hub.p.Xet.Came(ctx, p.Digest); err != nil {
			return err
		}
	}
	if err := r.hub.Examine(ctx, p.Digest); err != nil {
		return err
	}
	return r.note(ctx, "file upload", fmt.Sprintf("%v, %d bytes", p.Digest, p.Size))
}

// exact reads as many bytes as were announced, and fails when there are more or
// fewer: what is wrong is then not stored.
type exact struct {
	r    io.Reader
	left int64
}

func (e *exact) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if e.left -= int64(n); e.left < 0 {
		return 0, fault.New(fault.Invalid, "more bytes came than were announced")
	}
	if err == io.EOF && e.left > 0 {
		return n, fault.New(fault.Invalid, "the upload ended %d bytes early: send it again", e.left)
	}
	return n, err
}

// Object opens an object that the repository holds. The caller closes it.
// Fault: NotFound.
func (r *Handle) Object(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, int64, error) {
	if err := r.readable(Entry{}); err != nil {
		return nil, 0, err
	}
	held, err := r.Held(ctx, d)
	if err != nil {
		return nil, 0, err
	}
	if len(held) == 0 {
		return nil, 0, Missing(ErrNoEntry, "there is no large file %v in %s", d, r.Subject())
	}
	f, err := r.large(ctx, held[d])
	return f, held[d].Size, err
}
