package xetstore

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// PutXorb stores the xorb in body after every chunk of it was unpacked and
// hashed; one that is not named is a fault of kind Invalid. It reports whether
// the xorb was new, as far as asker may know.
func (s *Store) PutXorb(ctx context.Context, asker string, named xet.Hash, body io.Reader) (inserted bool, err error) {
	inserted, err = s.isNews(ctx, asker, named)
	if err != nil {
		return false, err
	}
	v := &verified{r: xet.NewXorbReader(body), named: named}
	written, err := s.blobs.Put(ctx, v)
	if err != nil {
		return false, err
	}
	x := Xorb{Hash: named, Blob: written.Digest, At: AsWritten, Size: written.Size, Chunks: len(v.xorb.Chunks)}
	if err := s.add(ctx, x, v.xorb, asker); err != nil {
		return false, err
	}
	return inserted, nil
}

// isNews reports whether asker may not know that a xorb is stored.
func (s *Store) isNews(ctx context.Context, asker string, h xet.Hash) (bool, error) {
	if _, err := s.xorbs.Xorb(ctx, h); err != nil {
		return fault.Is(err, fault.NotFound), ignore(err, fault.NotFound)
	}
	known, err := s.usable(ctx, asker, h)
	return len(known) == 0, err
}

func ignore(err error, k fault.Kind) error {
	if fault.Is(err, k) {
		return nil
	}
	return err
}

// add writes down a xorb whose bytes are stored.
func (s *Store) add(ctx context.Context, x Xorb, layout xet.Xorb, asker string) error {
	info, err := s.blobs.Put(ctx, bytes.NewReader(layout.AppendFooter(nil)))
	if err != nil {
		return err
	}
	x.Layout = info.Digest
	var sampled []xet.Hash
	for _, c := range layout.Chunks {
		if c.Hash.Sampled() {
			sampled = append(sampled, c.Hash)
		}
	}
	return s.xorbs.AddXorb(ctx, x, sampled, asker, time.Now())
}

// verified reads a xorb as it is written, without its footer, a chunk at a
// time, and fails before its end if it is not the one that is named.
type verified struct {
	r     *xet.XorbReader
	named xet.Hash
	chunk []byte // what is left of the last one
	xorb  xet.Xorb
	done  bool
}

func (v *verified) Read(p []byte) (int, error) {
	if len(v.chunk) == 0 {
		if err := v.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, v.chunk)
	v.chunk = v.chunk[n:]
	return n, nil
}

func (v *verified) next() (err error) {
	if v.done {
		return io.EOF
	}
	if _, v.chunk, err = v.r.Next(); !errors.Is(err, io.EOF) {
		return err
	}
	v.done = true
	switch v.xorb = v.r.Xorb(); {
	case len(v.xorb.Chunks) == 0:
		return fault.New(fault.Invalid, "the xorb has no chunks")
	case v.xorb.Hash != v.named:
		return fault.New(fault.Invalid, "the xorb is %v, not %v as it is named", v.xorb.Hash, v.named)
	}
	return io.EOF
}
