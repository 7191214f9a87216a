package scan

import (
	"io"
	"sync"
)

// Anywhere reads anywhere in what can be sought in.
func Anywhere(f io.ReadSeeker) io.ReaderAt {
	if at, ok := f.(io.ReaderAt); ok {
		return at
	}
	return &readerAt{f: f}
}

type readerAt struct {
	mu sync.Mutex
	f  io.ReadSeeker
}

func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.f.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	return io.ReadFull(r.f, p)
}
