package xetstore

import (
	"io"
	"sort"

	"github.com/tenonhub/tenon/internal/xet"
)

// partReader reads a part of a whole file as if it were a written xorb, with a
// header before each chunk.
type partReader struct {
	file   io.ReadSeekCloser
	at     int64 // where the part begins in file
	layout xet.Xorb
	size   int64
	pos    int64
	stands int64 // where file stands, if that is known
	known  bool
}

func (r *partReader) Read(p []byte) (int, error) {
	if r.pos >= r.size {
		return 0, io.EOF
	}
	i := sort.Search(len(r.layout.Ends), func(i int) bool { return int64(r.layout.Ends[i]) > r.pos })
	within := r.pos - int64(r.layout.Start(i))
	if within < xet.Header {
		size := int(r.layout.Chunks[i].Size)
		n := copy(p, xet.AppendHeader(nil, xet.Plain, size, size)[within:])
		r.pos += int64(n)
		return n, nil
	}
	from := r.at + r.pos - int64(i+1)*xet.Header
	if !r.known || r.stands != from {
		if _, err := r.file.Seek(from, io.SeekStart); err != nil {
			return 0, err
		}
	}
	left := int64(r.layout.Ends[i]) - r.pos
	n, err := r.file.Read(p[:min(int64(len(p)), left)])
	r.stands, r.known = from+int64(n), err == nil
	r.pos += int64(n)
	return n, err
}

func (r *partReader) Seek(offset int64, whence int) (int64, error) {
	return seek(&r.pos, r.size, offset, whence)
}

func (r *partReader) Close() error { return r.file.Close() }
