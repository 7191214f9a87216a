// Package skip seeks in what can only be read from its beginning.
package skip

import (
	"errors"
	"io"
)

// New returns a reader of so many bytes, which open opens at their beginning.
func New(size int64, open func() (io.ReadCloser, error)) *Reader {
	return &Reader{size: size, open: open}
}

// Reader seeks in what can only be read from its beginning. It opens nothing
// until it is read.
type Reader struct {
	size, pos int64
	open      func() (io.ReadCloser, error)
	f         io.ReadCloser
	at        int64 // where f is
}

// Seek says where the next Read is.
func (s *Reader) Seek(offset int64, whence int) (int64, error) {
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

// Read passes over what is before where it is to read.
func (s *Reader) Read(p []byte) (int, error) {
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

// Close closes what is open.
func (s *Reader) Close() error {
	if s.f == nil {
		return nil
	}
	f := s.f
	s.f = nil
	return f.Close()
}
