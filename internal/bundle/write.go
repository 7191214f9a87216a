package bundle

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// writer writes the parts of a bundle.
type writer struct {
	out  *tar.Writer
	at   time.Time
	from Source
}

// Write writes a bundle in constant memory, and nothing anywhere else. What breaks
// off has no end, and is not taken for whole.
func Write(ctx context.Context, w io.Writer, m Manifest, from Source) error {
	m.Format, m.Version = Format, Version
	if err := m.check(); err != nil {
		return err
	}
	b := &writer{tar.NewWriter(w), m.Created, from}
	if err := b.json(manifestName, m); err != nil {
		return err
	}
	due, seen := map[string]part{}, map[blob.Digest]int64{}
	var parts []part
	for n := range m.Repos {
		r := &m.Repos[n]
		var err error
		if r.Sum, err = b.history(ctx, n); err != nil {
			return fmt.Errorf("write the history of %s: %w", r.Name, err)
		}
		l, err := r.objects(n, due, seen)
		if err != nil {
			return err
		}
		parts = append(parts, l...)
	}
	for _, p := range parts {
		if err := b.object(ctx, p); err != nil {
			return fmt.Errorf("write %s of %s: %w", p.name, m.Repos[p.repo].Name, err)
		}
	}
	if err := b.out.Close(); err != nil {
		return fmt.Errorf("end the bundle: %w", err)
	}
	return nil
}

func (b *writer) json(name string, v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		err = b.part(name, text)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (b *writer) part(name string, content []byte) error {
	if err := b.begin(name, int64(len(content))); err != nil {
		return err
	}
	_, err := b.out.Write(content)
	return err
}

func (b *writer) begin(name string, size int64) error {
	err := b.out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: b.at.Truncate(time.Second)})
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// history writes the history of a repository, and what it sums up to.
func (b *writer) history(ctx context.Context, repo int) (s Sum, err error) {
	p := &pieces{b: b, repo: repo, sum: sha256.New()}
	if err := b.from.Git(ctx, repo, p); err != nil {
		return s, err
	}
	if err := p.flush(); err != nil {
		return s, err
	}
	if s.Git.Size = p.size; p.size > 0 {
		p.sum.Sum(s.Git.Digest[:0])
	}
	if s.Objects, err = b.from.Objects(ctx, repo); err != nil {
		return s, err
	}
	return s, b.json(gitName(repo, "sum"), s)
}

// pieces writes what comes in pieces of which it knows how long they are.
type pieces struct {
	b    *writer
	repo int
	sum  hash.Hash
	size int64
	n    int // pieces that were written
	held []byte
}

func (p *pieces) Write(b []byte) (n int, err error) {
	for n < len(b) {
		some := b[n:min(len(b), n+pieceSize-len(p.held))]
		p.held = append(p.held, some...)
		n += len(some)
		if len(p.held) == pieceSize {
			if err := p.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (p *pieces) flush() error {
	if len(p.held) == 0 {
		return nil
	}
	_, _ = p.sum.Write(p.held) // it never fails
	p.size += int64(len(p.held))
	err := p.b.part(gitName(p.repo, strconv.Itoa(p.n)), p.held)
	p.n, p.held = p.n+1, p.held[:0]
	return err
}

func (b *writer) object(ctx context.Context, p part) error {
	r, err := b.from.Object(ctx, p.repo, hub.Pointer{Digest: p.Digest, Size: p.Size})
	if err != nil {
		return err
	}
	defer r.Close()
	if err := b.begin(p.name, p.Size); err != nil {
		return err
	}
	n, err := io.Copy(b.out, r)
	if err == nil && n != p.Size {
		err = fault.New(fault.Stale, "it has %d bytes, and should have %d: write the bundle again", n, p.Size)
	}
	return err
}
