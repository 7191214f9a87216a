package xetstore

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// layout returns a xorb and where its chunks are.
func (s *Store) layout(ctx context.Context, h xet.Hash) (Xorb, xet.Xorb, error) {
	x, err := s.xorbs.Xorb(ctx, h)
	if err != nil {
		return x, xet.Xorb{}, err
	}
	r, _, err := s.blobs.Open(ctx, x.Layout)
	if err != nil {
		return x, xet.Xorb{}, fmt.Errorf("read the layout of xorb %v: %w", h, damaged(err))
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return x, xet.Xorb{}, fmt.Errorf("read the layout of xorb %v: %w", h, err)
	}
	layout, err := xet.ParseFooter(b)
	if err != nil || layout.Hash != h {
		return x, xet.Xorb{}, fmt.Errorf("read the layout of xorb %v: %w", h, damaged(err))
	}
	return x, layout, nil
}

// damaged takes the kind from an error: that bytes are missing which the
// tables say are there is nothing that a caller can act on.
func damaged(err error) error { return fmt.Errorf("the store is damaged: %v", err) } //nolint:errorlint // its kind must not reach the caller

// Open opens a stored file for reading; the caller closes it. Who may read it is
// the caller's business. Reads that follow one another are the fast ones.
func (s *Store) Open(ctx context.Context, h xet.Hash) (io.ReadSeekCloser, File, error) {
	f, err := s.files.File(ctx, h)
	if err != nil {
		return nil, f, err
	}
	r, _, err := s.OpenSHA256(ctx, f.SHA256)
	return r, f, err
}

// OpenSHA256 opens the file with a SHA-256 in like manner, whatever way it
// came, and returns its size.
func (s *Store) OpenSHA256(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, int64, error) {
	if r, info, err := s.blobs.Open(ctx, d); err == nil || !fault.Is(err, fault.NotFound) {
		return r, info.Size, err // it is stored whole
	}
	f, err := s.files.FileOf(ctx, d)
	if err != nil {
		return nil, 0, err
	}
	terms, err := s.files.Terms(ctx, f.Hash, 0, f.Size)
	if err != nil {
		return nil, 0, err
	}
	return s.read(ctx, terms, f.Size), f.Size, nil
}

// read reads a file from its chunks.
func (s *Store) read(ctx context.Context, terms []Term, size int64) *fileReader {
	return &fileReader{ctx: ctx, s: s, terms: terms, size: size}
}

// fileReader reads a file chunk by chunk: no more than one is in memory.
type fileReader struct {
	ctx   context.Context //nolint:containedctx // a reader lives as long as the request that it is read for
	s     *Store
	terms []Term
	size  int64
	pos   int64

	term    int // that pos was in last
	source  io.ReadSeekCloser
	xorb    Xorb
	layout  xet.Xorb
	next    int   // the chunk that source stands before
	at      int64 // where chunk begins in the file
	chunk   []byte
	written []byte
	decoder xet.Decoder
}

func (r *fileReader) Read(p []byte) (int, error) {
	if r.pos >= r.size {
		return 0, io.EOF
	}
	if err := r.ctx.Err(); err != nil {
		return 0, fault.Wrap(err, fault.Canceled, "canceled")
	}
	for r.pos < r.at || r.pos >= r.at+int64(len(r.chunk)) {
		if err := r.load(); err != nil {
			return 0, fmt.Errorf("read a stored file at %d: %w", r.pos, err)
		}
	}
	n := copy(p, r.chunk[r.pos-r.at:])
	r.pos += int64(n)
	return n, nil
}

// load makes chunk the one with the byte at pos.
func (r *fileReader) load() error {
	if r.source != nil {
		t := r.terms[r.term]
		if r.pos == r.at+int64(len(r.chunk)) && r.next < t.Last {
			return r.read(r.next, r.pos)
		}
	}
	if err := r.open(); err != nil {
		return err
	}
	t := r.terms[r.term]
	if t.Last > len(r.layout.Chunks) {
		return fmt.Errorf("xorb %v has %d chunks, not %d", t.Xorb, len(r.layout.Chunks), t.Last)
	}
	at := t.At
	for i := t.First; i < t.Last; i++ {
		size := int64(r.layout.Chunks[i].Size)
		if r.pos < at+size {
			if err := r.seek(i); err != nil {
				return err
			}
			return r.read(i, at)
		}
		at += size
	}
	return fmt.Errorf("term %d ends before byte %d", r.term, r.pos)
}

// open opens the xorb of the term with the byte at pos.
func (r *fileReader) open() (err error) {
	for i, t := range r.terms {
		if r.pos < t.At || r.pos >= t.At+t.Size {
			continue
		}
		r.term = i
		if r.source != nil && r.xorb.Hash == t.Xorb {
			return nil
		}
		if err := r.Close(); err != nil {
			return err
		}
		if r.xorb, r.layout, err = r.s.layout(r.ctx, t.Xorb); err != nil {
			return err
		}
		if r.source, _, err = r.s.blobs.Open(r.ctx, r.xorb.Blob); err != nil {
			return damaged(err)
		}
		return nil
	}
	return errors.New("no term has it")
}

// seek puts source before chunk i.
func (r *fileReader) seek(i int) error {
	at := int64(r.layout.Start(i))
	if r.xorb.At != AsWritten {
		at = r.xorb.At + at - int64(i)*xet.Header
	}
	_, err := r.source.Seek(at, io.SeekStart)
	return err
}

// read makes chunk the one that source stands before, chunk i, which begins at
// at in the file.
func (r *fileReader) read(i int, at int64) error {
	r.chunk = append(r.chunk[:0], make([]byte, r.layout.Chunks[i].Size)...)
	r.at, r.next = at, i+1
	if r.xorb.At != AsWritten {
		_, err := io.ReadFull(r.source, r.chunk)
		return err
	}
	r.written = append(r.written[:0], make([]byte, r.layout.Ends[i]-r.layout.Start(i))...)
	if _, err := io.ReadFull(r.source, r.written); err != nil {
		return err
	}
	return r.decoder.Decode(r.chunk, r.written)
}

func (r *fileReader) Seek(offset int64, whence int) (int64, error) {
	return seek(&r.pos, r.size, offset, whence)
}

func seek(pos *int64, size, offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += *pos
	case io.SeekEnd:
		offset += size
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	*pos = offset
	return offset, nil
}

// Close closes the xorb that is open.
func (r *fileReader) Close() (err error) {
	if r.source != nil {
		err, r.source = r.source.Close(), nil
	}
	return err
}

// OpenXorb opens a xorb as clients read it, without its footer; the caller
// closes it. Who may read which of its bytes is the caller's business.
func (s *Store) OpenXorb(ctx context.Context, h xet.Hash) (io.ReadSeekCloser, error) {
	x, err := s.xorbs.Xorb(ctx, h)
	if err != nil {
		return nil, err
	}
	r, _, err := s.blobs.Open(ctx, x.Blob)
	if err != nil {
		return nil, fmt.Errorf("open xorb %v: %w", h, damaged(err))
	}
	if x.At == AsWritten {
		return r, nil
	}
	_, layout, err := s.layout(ctx, h)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return &partReader{file: r, at: x.At, layout: layout, size: x.Size}, nil
}
