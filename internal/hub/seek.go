package hub

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// ReadSeek opens the bytes of a file so that a part of them can be sent: those
// in the blob store as they are, those in git by passing over what is before
// the part. The caller closes it.
func (r *Handle) ReadSeek(ctx context.Context, e Entry) (io.ReadSeekCloser, error) {
	if err := r.readable(e); err != nil {
		return nil, err
	}
	if e.Object == nil {
		return &skipper{size: e.Size, open: func() (io.ReadCloser, error) { return r.Read(ctx, e) }}, nil
	}
	f, _, err := r.hub.p.Blobs.Open(ctx, e.Object.Digest)
	if err != nil {
		return nil, fmt.Errorf("open a large file of %s: %w", r.Subject(), err)
	}
	return f, nil
}

// skipper seeks in what can only be read from its beginning. It opens nothing
// until it is read.
type skipper struct {
	size, pos int64
	open      func() (io.ReadCloser, error)
	f         io.ReadCloser
	at        int64 // where f is
}

func (s *skipper) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.pos
	case io.SeekEnd:
		offset += s.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	s.pos = offset
	return offset, nil
}

func (s *skipper) Read(p []byte) (int, error) {
	if s.f == nil || s.at > s.pos {
		if err := s.Close(); err != nil {
			return 0, err
		}
		f, err := s.open()
		if err != nil {
			return 0, err
		}
		s.f, s.at = f, 0
	}
	if s.at < s.pos {
		n, err := io.CopyN(io.Discard, s.f, s.pos-s.at)
		if s.at += n; err != nil {
			return 0, err
		}
	}
	n, err := s.f.Read(p)
	s.at += int64(n)
	s.pos = s.at
	return n, err
}

func (s *skipper) Close() error {
	if s.f == nil {
		return nil
	}
	f := s.f
	s.f = nil
	return f.Close()
}
