package xetstore

import (
	"context"
	"io"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// Whole is a Store as a store of whole files, which are found by their SHA-256
// whatever way they came.
type Whole struct{ Store *Store }

// Put stores a file whole; see View.
func (w Whole) Put(ctx context.Context, r io.Reader) (blob.Info, error) {
	return w.Store.blobs.Put(ctx, r)
}

// Open opens a file; the caller closes it.
func (w Whole) Open(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, blob.Info, error) {
	r, size, err := w.Store.OpenSHA256(ctx, d)
	return r, blob.Info{Digest: d, Size: size}, err
}

// Stat returns the size of a file.
func (w Whole) Stat(ctx context.Context, d blob.Digest) (blob.Info, error) {
	info, err := w.Store.blobs.Stat(ctx, d)
	if !fault.Is(err, fault.NotFound) {
		return info, err
	}
	f, err := w.Store.files.FileOf(ctx, d)
	return blob.Info{Digest: d, Size: f.Size}, err
}

// Hashes are the Xet hashes of those of some files that Xet clients can read.
// Who may read them is the caller's business.
func (s *Store) Hashes(ctx context.Context, files ...blob.Digest) (map[blob.Digest]xet.Hash, error) {
	found := map[blob.Digest]xet.Hash{}
	for _, d := range files {
		f, err := s.files.FileOf(ctx, d)
		switch {
		case fault.Is(err, fault.NotFound) || err == nil && f.Size == 0: // nothing has no chunks that could be asked for
		case err != nil:
			return nil, err
		default:
			found[d] = f.Hash
		}
	}
	return found, nil
}
