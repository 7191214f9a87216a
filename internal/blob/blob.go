// Package blob is the seam for large values: immutable bytes found again by
// their SHA-256. It does not know who may read them or who still needs them.
package blob

import (
	"context"
	"encoding"
	"encoding/hex"
	"io"
	"iter"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Digest is a SHA-256. In text it is 64 lower-case hexadecimal digits.
type Digest [32]byte

var (
	_ encoding.TextMarshaler   = Digest{}
	_ encoding.TextUnmarshaler = (*Digest)(nil)
)

// ParseDigest parses 64 lower-case hexadecimal digits.
func ParseDigest(s string) (d Digest, err error) {
	if b, err := hex.DecodeString(s); err == nil && len(b) == len(d) {
		copy(d[:], b)
	}
	if d.String() != s {
		return Digest{}, fault.New(fault.Invalid, "%.80q is not a SHA-256 of 64 lower-case hexadecimal digits", s)
	}
	return d, nil
}

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText writes String.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDigest(string(b))
	return err
}

// Info is what a store knows of its bytes.
type Info struct {
	Digest Digest
	Size   int64     // bytes
	Put    time.Time // when the bytes were last put, also if they were there already
}

// Store keeps bytes under their digest. It is safe for concurrent use, also
// for putting the same bytes at the same time. Unknown digests are faults of
// kind NotFound. Contract: blobtest.Run.
type Store interface {
	// Put stores what r gives, in constant memory. The bytes are on disk when
	// it returns; after an error nothing of them is left. No space is a fault
	// of kind Exhausted.
	Put(ctx context.Context, r io.Reader) (Info, error)
	// Open opens bytes for reading; the caller closes them.
	Open(ctx context.Context, d Digest) (io.ReadSeekCloser, Info, error)
	Stat(ctx context.Context, d Digest) (Info, error)
	// Walk yields everything that was last put before t, in no order.
	Walk(ctx context.Context, t time.Time) iter.Seq2[Info, error]
	// Remove removes bytes if they were last put before t: a collector gives
	// the t that it walked with, so what was put again meanwhile stays. It
	// reports whether they are gone; unknown bytes are.
	Remove(ctx context.Context, d Digest, t time.Time) (gone bool, err error)
}
