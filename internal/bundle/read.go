package bundle

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// reader reads the parts of a bundle.
type reader struct {
	in    *tar.Reader
	m     Manifest
	to    Sink
	due   map[string]part
	order []part
	seen  map[blob.Digest]int64
	sums  int         // of repositories that have come
	head  *tar.Header // of the part that is next; nil at the end
}

// Read reads a bundle in constant memory and gives its parts to what begin
// returns for its manifest. It returns without a fault when all of them have
// come and are what was said of them. Faults: Invalid.
func Read(ctx context.Context, r io.Reader, begin func(Manifest) (Sink, error)) (Manifest, error) {
	b := &reader{in: tar.NewReader(r), due: map[string]part{}, seen: map[blob.Digest]int64{}}
	if err := b.manifest(); err != nil {
		return b.m, err
	}
	var err error
	if b.to, err = begin(b.m); err != nil {
		return b.m, err
	}
	for err = b.next(); err == nil && b.head != nil; {
		if ctx.Err() != nil {
			return b.m, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		err = b.part(ctx)
	}
	if err != nil {
		return b.m, err
	}
	return b.m, b.whole()
}

// whole is a fault unless all has come.
func (b *reader) whole() error {
	if b.sums < len(b.m.Repos) {
		return fault.New(fault.Invalid, "the bundle is cut off: the history of %s is missing; copy it again", b.m.Repos[b.sums].Name)
	}
	for _, p := range b.order {
		if _, missing := b.due[p.name]; missing {
			return fault.New(fault.Invalid, "the bundle is cut off: %d of %d parts are missing, the first is %s of %s; copy it again", len(b.due), len(b.order), p.name, b.m.Repos[p.repo].Name)
		}
	}
	return nil
}

// next goes to the next part.
func (b *reader) next() (err error) {
	b.head, err = b.in.Next()
	if errors.Is(err, io.EOF) {
		b.head = nil
		return nil
	}
	if err != nil {
		return cut(err)
	}
	return nil
}

func cut(err error) error {
	return fault.Wrap(err, fault.Invalid, "the bundle is damaged or cut off: copy it again, or write it again")
}

// manifest reads the manifest; of version 1, all that is due is in it.
func (b *reader) manifest() error {
	h, err := b.in.Next()
	if err != nil || h.Name != manifestName || h.Typeflag != tar.TypeReg {
		return fault.Wrap(err, fault.Invalid, "this is not a bundle: it does not begin with a manifest")
	}
	if err := b.json(h, &b.m); err != nil {
		return err
	}
	if err := b.m.check(); err != nil || b.m.Version > 1 {
		return err
	}
	for n, r := range b.m.Repos {
		if r.Git.Size > 0 {
			p := part{name: fmt.Sprintf("git/%d", n), repo: n, Pointer: r.Git}
			b.due[p.name], b.order = p, append(b.order, p)
		}
	}
	for n := range b.m.Repos {
		if err := b.summed(n); err != nil {
			return err
		}
	}
	return nil
}

// summed notes that the sum of a repository is known.
func (b *reader) summed(n int) error {
	l, err := b.m.Repos[n].objects(n, b.due, b.seen)
	b.order = append(b.order, l...)
	b.sums++
	return err
}

func (b *reader) json(h *tar.Header, v any) error {
	if h.Size > maxManifest {
		return fault.New(fault.TooLarge, "%s of the bundle has %d bytes, at most %d are read", h.Name, h.Size, maxManifest)
	}
	if err := json.NewDecoder(b.in).Decode(v); err != nil {
		return cut(err)
	}
	return nil
}

// part reads the part that is next, and those that belong to it.
func (b *reader) part(ctx context.Context) error {
	if b.head.Typeflag == tar.TypeReg && b.sums < len(b.m.Repos) {
		switch b.head.Name {
		case gitName(b.sums, "0"):
			return b.history(ctx, b.sums)
		case gitName(b.sums, "sum"): // there is no history
			return b.sum(b.sums, hub.Pointer{})
		}
	}
	p, ok := b.due[b.head.Name]
	if !ok {
		return fault.New(fault.Invalid, "the bundle has %.100q, which is not due in it, or has it twice: it was changed; write it again", b.head.Name)
	}
	delete(b.due, b.head.Name)
	if err := b.read(ctx, p); err != nil {
		return err
	}
	return b.next()
}

// history gives the pieces of the history of a repository to the sink, as one.
func (b *reader) history(ctx context.Context, repo int) error {
	h := &history{b: b, repo: repo}
	d, err := b.to.Git(ctx, repo, h)
	switch {
	case h.err != nil:
		return h.err
	case err != nil:
		return err
	case b.head == nil || b.head.Name != gitName(repo, "sum"):
		return fault.New(fault.Invalid, "the bundle is cut off: the history of %s has no end; copy it again", b.m.Repos[repo].Name)
	}
	return b.sum(repo, hub.Pointer{Digest: d, Size: h.size})
}

// sum reads what a repository sums up to, which is to be what has come of it.
func (b *reader) sum(repo int, got hub.Pointer) error {
	r := &b.m.Repos[repo]
	r.Sum = Sum{}
	if err := b.json(b.head, &r.Sum); err != nil {
		return err
	}
	if err := r.check(r.Name); err != nil {
		return err
	}
	if r.Git != got {
		return fault.New(fault.Invalid, "the history of %s is damaged: it has %d bytes and the SHA-256 %v, and should have %d and %v; copy the bundle again", r.Name, got.Size, got.Digest, r.Git.Size, r.Git.Digest)
	}
	if err := b.summed(repo); err != nil {
		return err
	}
	return b.next()
}

// history reads the pieces of a history one after the other.
type history struct {
	b    *reader
	repo int
	n    int // of the piece that is read
	size int64
	err  error // why it could not be read
}

func (h *history) Read(p []byte) (int, error) {
	for h.err == nil {
		n, err := h.b.in.Read(p)
		h.size += int64(n)
		if n > 0 || err == nil {
			return n, nil
		}
		if !errors.Is(err, io.EOF) {
			h.err = cut(err)
			break
		}
		if h.err = h.b.next(); h.err != nil {
			break
		}
		if h.n++; h.b.head == nil || h.b.head.Name != gitName(h.repo, strconv.Itoa(h.n)) {
			return 0, io.EOF
		}
	}
	return 0, h.err
}

// read gives a part to the sink, if it is what was said.
func (b *reader) read(ctx context.Context, p part) error {
	if b.head.Typeflag != tar.TypeReg || b.head.Size != p.Size {
		return fault.New(fault.Invalid, "%s has %d bytes in the bundle, and %d in its manifest: it was changed; write it again", p.name, b.head.Size, p.Size)
	}
	body := &exact{r: b.in}
	take := func() (blob.Digest, error) { return b.to.Git(ctx, p.repo, body) }
	if p.object {
		take = func() (blob.Digest, error) { return b.to.Object(ctx, body) }
	}
	got, err := take()
	switch {
	case body.err != nil:
		return cut(body.err)
	case err != nil:
		return err
	case got != p.Digest:
		return fault.New(fault.Invalid, "%s is damaged: it has the SHA-256 %v, and should have %v; copy the bundle again", p.name, got, p.Digest)
	}
	return nil
}

// exact remembers how reading failed: the fault is then the bundle's.
type exact struct {
	r   io.Reader
	err error
}

func (e *exact) Read(b []byte) (int, error) {
	n, err := e.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		e.err = err
	}
	return n, err
}
