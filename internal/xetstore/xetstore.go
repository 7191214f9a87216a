// Package xetstore keeps what comes by the Xet protocol: files as runs of
// chunks, and chunks in xorbs, each of them once for the whole hub. It knows
// neither repositories nor accounts: who may read a file it asks.
package xetstore

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/xet"
)

// Xorb is a stored xorb. Its bytes are in the blob store, in one of two forms:
//
//	as it came    ┌─┬───────┬─┬─────────┬─┬────┐   headers and packed chunks, no footer
//	of a file     ░░░░░┌───────┬─────────┬────┐░░░   a part of a whole file, from At on
type Xorb struct {
	Hash   xet.Hash
	Blob   blob.Digest
	At     int64 // where the plain bytes begin in Blob; AsWritten if it is a xorb as it came
	Size   int64 // bytes as a client reads it, without footer
	Chunks int
	Layout blob.Digest // its footer, which says where each chunk is
}

// AsWritten is At of a xorb that is stored as it came.
const AsWritten = -1

// File is a stored file.
type File struct {
	Hash   xet.Hash
	SHA256 blob.Digest
	Size   int64 // bytes
}

// Term is a run of chunks of a file, from First up to Last of a xorb.
type Term struct {
	Xorb        xet.Hash
	First, Last int
	At          int64 // where it begins in the file
	Size        int64 // bytes of the file
}

// NewFile is a file to add.
type NewFile struct {
	File
	Terms []Term
	First xet.Hash // its first chunk
}

// Span is a run of a xorb's chunks that a file holds.
type Span struct {
	File        File
	First, Last int
}

// Xorbs is what a store needs to know of xorbs. Unknown ones are faults of kind
// NotFound. Contract: xetstoretest.Run.
type Xorbs interface {
	Xorb(ctx context.Context, h xet.Hash) (Xorb, error)
	// AddXorb adds a xorb, unless it is there, and notes that asker has all of
	// its bytes, unless asker is empty. Chunks in sampled can be looked up. It is
	// on disk when AddXorb returns.
	AddXorb(ctx context.Context, x Xorb, sampled []xet.Hash, asker string, now time.Time) error
	// Lookup returns xorbs with a chunk that can be looked up, the last used first.
	Lookup(ctx context.Context, chunk xet.Hash) ([]xet.Hash, error)
	// Spans returns what files hold of a xorb, of at most so many files.
	Spans(ctx context.Context, xorb xet.Hash, files int) ([]Span, error)
	// Claimed reports whether it was noted that asker has all of a xorb or file.
	Claimed(ctx context.Context, asker string, h xet.Hash) (bool, error)
}

// Files is what a store needs to know of files, in like manner.
type Files interface {
	File(ctx context.Context, h xet.Hash) (File, error)
	// FileOf finds a file by its SHA-256.
	FileOf(ctx context.Context, d blob.Digest) (File, error)
	// Terms returns the terms of a file that have bytes in [from, to), in order.
	Terms(ctx context.Context, file xet.Hash, from, to int64) ([]Term, error)
	// AddFiles adds files that are not there, all or none, and notes that asker
	// has all of their bytes. A xorb that is not there is a fault of kind Stale.
	AddFiles(ctx context.Context, files []NewFile, asker string, now time.Time) error
	// Touch keeps a file from being swept for another while.
	Touch(ctx context.Context, h xet.Hash, now time.Time) error
}

// Readers says who may read.
type Readers interface {
	// MayRead reports whether asker may read a repository that holds the file
	// with this SHA-256.
	MayRead(ctx context.Context, asker string, file blob.Digest) (bool, error)
}

// Store keeps xorbs and files. It is safe for concurrent use. An asker is who
// a token was made for, in the words of Readers.
type Store struct {
	blobs   blob.Store
	xorbs   Xorbs
	files   Files
	readers Readers
}

// New returns a store of what is in blobs and the tables behind xorbs and files.
func New(blobs blob.Store, xorbs Xorbs, files Files, readers Readers) *Store {
	return &Store{blobs: blobs, xorbs: xorbs, files: files, readers: readers}
}
