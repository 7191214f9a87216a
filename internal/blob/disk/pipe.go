package disk

import (
	"crypto/sha256"
	"errors"
	"io"
	"sync"

	"github.com/tenonhub/tenon/internal/blob"
)

// Hashing and writing take about as long as each other, so they are done at
// the same time: while one buffer is hashed the next ones are read and written.
const (
	bufferSize = 256 << 10
	ahead      = 3 // buffers that wait to be hashed
)

var buffers = sync.Pool{New: func() any { b := make([]byte, bufferSize); return &b }}

type filled struct {
	b *[]byte
	n int
}

// pipe writes what r gives to w, and returns its digest.
func pipe(w io.Writer, r io.Reader) (n int64, d blob.Digest, err error) {
	hash, full, done := sha256.New(), make(chan filled, ahead), make(chan struct{})
	go func() {
		defer close(done)
		for f := range full {
			_, _ = hash.Write((*f.b)[:f.n]) // it never fails
			buffers.Put(f.b)
		}
	}()
	for err == nil {
		b := buffers.Get().(*[]byte) //nolint:forcetypeassert // nothing else is in the pool
		var m int
		m, err = fill(r, *b)
		if _, e := w.Write((*b)[:m]); e != nil {
			err = e
		}
		n += int64(m)
		full <- filled{b, m}
	}
	close(full)
	<-done
	hash.Sum(d[:0])
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, d, err
}

// fill reads until b is full or r fails.
func fill(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	return n, err
}
