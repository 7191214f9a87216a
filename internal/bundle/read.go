package bundle

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Read reads a bundle in constant memory and gives its parts to what begin
// returns for its manifest. It returns without a fault when all of them have
// come and are what the manifest says. Faults: Invalid.
func Read(ctx context.Context, r io.Reader, begin func(Manifest) (Sink, error)) (Manifest, error) {
	in := tar.NewReader(r)
	m, err := readManifest(in)
	if err != nil {
		return m, err
	}
	parts, err := m.parts()
	if err != nil {
		return m, err
	}
	wanted := make(map[string]part, len(parts))
	for _, p := range parts {
		wanted[p.name] = p
	}
	to, err := begin(m)
	if err != nil {
		return m, err
	}
	for {
		if ctx.Err() != nil {
			return m, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, cut(err)
		}
		p, ok := wanted[h.Name]
		if !ok {
			return m, fault.New(fault.Invalid, "the bundle has %.100q, which its manifest does not name, or has it twice: it was changed; write it again", h.Name)
		}
		delete(wanted, h.Name)
		if err := p.read(ctx, h, in, to); err != nil {
			return m, err
		}
	}
	for _, p := range parts {
		if _, missing := wanted[p.name]; missing {
			return m, fault.New(fault.Invalid, "the bundle is cut off: %d of %d parts are missing, the first is %s of %s; copy it again", len(wanted), len(parts), p.name, m.Repos[p.repo].Name)
		}
	}
	return m, nil
}

func cut(err error) error {
	return fault.Wrap(err, fault.Invalid, "the bundle is damaged or cut off: copy it again, or write it again")
}

func readManifest(in *tar.Reader) (m Manifest, err error) {
	h, err := in.Next()
	if err != nil || h.Name != manifestName || h.Typeflag != tar.TypeReg {
		return m, fault.Wrap(err, fault.Invalid, "this is not a bundle: it does not begin with a manifest")
	}
	if h.Size > maxManifest {
		return m, fault.New(fault.TooLarge, "the manifest of the bundle has %d bytes, at most %d are read", h.Size, maxManifest)
	}
	if err := json.NewDecoder(in).Decode(&m); err != nil {
		return m, cut(err)
	}
	return m, m.check()
}

// read gives a part to a sink, if it is what the manifest says.
func (p part) read(ctx context.Context, h *tar.Header, in io.Reader, to Sink) error {
	if h.Typeflag != tar.TypeReg || h.Size != p.Size {
		return fault.New(fault.Invalid, "%s has %d bytes in the bundle, and %d in its manifest: it was changed; write it again", p.name, h.Size, p.Size)
	}
	body := &exact{r: in}
	take := func() (blob.Digest, error) { return to.Git(ctx, p.repo, body) }
	if p.object {
		take = func() (blob.Digest, error) { return to.Object(ctx, body) }
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
