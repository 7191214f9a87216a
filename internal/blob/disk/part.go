package disk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
)

// Part is bytes that come over a long time, perhaps in several runs of the
// program, and are read while they come. One goroutine writes; many may read.
//
//	<dir>/tmp/part-<name>   what has come so far
type Part struct {
	s    *Store
	f    *os.File
	w    guard
	hash hash.Hash // of all bytes; nil when some of them were here before
	size int64
}

// Part opens the part of a name, with what came before, which is to have so many
// bytes when it is whole. They are no blob until Commit; what nobody adds to for two
// days goes at the next Open. Fault: Exhausted when the disk has no room for the rest.
func (s *Store) Part(ctx context.Context, name string, whole int64) (*Part, error) {
	f, err := os.OpenFile(s.part(name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, s.Explain(err)
	}
	p := &Part{s: s, f: f, w: guard{ctx: ctx, f: f, s: s}}
	if p.size, err = f.Seek(0, io.SeekEnd); err != nil {
		return nil, s.Explain(errors.Join(err, f.Close()))
	}
	if err := s.Room(whole - p.size); err != nil {
		err = errors.Join(err, f.Close())
		if p.size == 0 {
			err = errors.Join(err, os.Remove(f.Name()))
		}
		return nil, err
	}
	if p.size == 0 {
		p.hash = sha256.New()
	}
	return p, nil
}

const partPrefix = "part-"

func (s *Store) part(name string) string {
	return filepath.Join(s.tmp(), partPrefix+filepath.Base(name))
}

// Parts are the parts that are no blobs yet, by name: their size, and when
// something was last added to them.
func (s *Store) Parts(context.Context) (map[string]blob.Info, error) {
	left, err := os.ReadDir(s.tmp())
	if err != nil {
		return nil, fmt.Errorf("look for parts in the blob store: %w", err)
	}
	found := map[string]blob.Info{}
	for _, e := range left {
		name, ok := strings.CutPrefix(e.Name(), partPrefix)
		if info, err := e.Info(); ok && err == nil { // or it is a blob meanwhile
			found[name] = blob.Info{Size: info.Size(), Put: info.ModTime()}
		}
	}
	return found, nil
}

// DropPart removes a part that nobody has open.
func (s *Store) DropPart(_ context.Context, name string) error {
	if err := os.Remove(s.part(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return s.Explain(err)
	}
	return nil
}

// Size is how many bytes are there.
func (p *Part) Size() int64 { return p.size }

// Write adds bytes to the end. No space is a fault of kind Exhausted.
func (p *Part) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	if p.hash != nil {
		_, _ = p.hash.Write(b[:n])
	}
	p.size += int64(n)
	if err != nil {
		return n, p.s.Explain(err)
	}
	return n, nil
}

// ReadAt reads bytes that have come.
func (p *Part) ReadAt(b []byte, off int64) (int, error) { return p.f.ReadAt(b, off) }

// Sum is the digest of what is there. What came in an earlier run is read again
// for it.
func (p *Part) Sum() (d blob.Digest, err error) {
	h := p.hash
	if h == nil {
		h = sha256.New()
		if _, err := io.Copy(h, io.NewSectionReader(p.f, 0, p.size)); err != nil {
			return d, fmt.Errorf("read what came before: %w", err)
		}
	}
	h.Sum(d[:0])
	return d, nil
}

// Commit makes the bytes a blob of the digest that Sum has given. They stay
// readable here until Close.
func (p *Part) Commit(d blob.Digest) (blob.Info, error) {
	if err := p.f.Sync(); err != nil {
		return blob.Info{}, p.s.Explain(err)
	}
	put, err := p.s.name(p.f.Name(), d)
	if err != nil {
		return blob.Info{}, p.s.Explain(err)
	}
	if err := os.Remove(p.f.Name()); err != nil && !errors.Is(err, os.ErrNotExist) { // the blob was there already
		return blob.Info{}, p.s.Explain(err)
	}
	return blob.Info{Digest: d, Size: p.size, Put: put}, nil
}

// Drop forgets what has come.
func (p *Part) Drop() error { return os.Remove(p.f.Name()) }

// Close keeps what has come for the next run.
func (p *Part) Close() error { return p.f.Close() }
