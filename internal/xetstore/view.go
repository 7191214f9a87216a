package xetstore

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// View makes a file that is stored whole one that Xet clients read too: its
// chunks are found, and its xorbs are parts of it. It takes the time of reading
// the file; again it takes none. Bytes that are not stored are a fault of kind
// NotFound.
func (s *Store) View(ctx context.Context, d blob.Digest) (File, error) {
	if f, err := s.files.FileOf(ctx, d); err == nil || !fault.Is(err, fault.NotFound) {
		return f, err
	}
	r, info, err := s.blobs.Open(ctx, d)
	if err != nil {
		return File{}, err
	}
	defer r.Close()
	v := &view{s: s, hasher: xet.NewHasher(), file: NewFile{File: File{SHA256: d}}}
	err = xet.Split(canceled{ctx, r}, func(data []byte) error { return v.add(ctx, data) })
	if err == nil {
		err = v.close(ctx)
	}
	if err == nil && v.file.Size != info.Size {
		err = fmt.Errorf("%d of %d bytes were read", v.file.Size, info.Size)
	}
	if err == nil {
		v.file.Hash = v.tree.File()
		err = s.files.AddFiles(ctx, []NewFile{v.file}, "", time.Now())
	}
	if err != nil {
		return File{}, fmt.Errorf("make the Xet view of %v: %w", d, err)
	}
	return v.file.File, nil
}

// view is the xorb that is being filled, and the file so far.
type view struct {
	s      *Store
	hasher *xet.Hasher
	tree   xet.Tree
	file   NewFile
	xorb   xet.Xorb
	plain  int64 // bytes in xorb
}

func (v *view) add(ctx context.Context, data []byte) error {
	if v.plain+int64(len(data)) > xet.MaxXorb || len(v.xorb.Chunks) == xet.MaxXorbChunks {
		if err := v.close(ctx); err != nil {
			return err
		}
	}
	c := v.hasher.Chunk(data)
	if v.file.Size == 0 && v.plain == 0 {
		v.file.First = c.Hash
	}
	v.tree.Add(c)
	v.xorb.Ends = append(v.xorb.Ends, uint32(v.xorb.Size())+xet.Header+c.Size)
	v.xorb.Chunks = append(v.xorb.Chunks, c)
	v.plain += int64(c.Size)
	return nil
}

// close adds the xorb, as a part of the file.
func (v *view) close(ctx context.Context) error {
	if len(v.xorb.Chunks) == 0 {
		return nil
	}
	v.xorb.Hash = xet.XorbHash(v.xorb.Chunks)
	n := len(v.xorb.Chunks)
	x := Xorb{Hash: v.xorb.Hash, Blob: v.file.SHA256, At: v.file.Size, Size: v.xorb.Size(), Chunks: n}
	if err := v.s.add(ctx, x, v.xorb, ""); err != nil {
		return err
	}
	v.file.Terms = append(v.file.Terms, Term{Xorb: x.Hash, Last: n, At: v.file.Size, Size: v.plain})
	v.file.Size += v.plain
	v.xorb, v.plain = xet.Xorb{}, 0
	return nil
}

// canceled reads r until ctx ends.
type canceled struct {
	ctx context.Context //nolint:containedctx // it lives as long as one View
	r   io.Reader
}

func (c canceled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, fault.Wrap(err, fault.Canceled, "canceled")
	}
	return c.r.Read(p)
}
