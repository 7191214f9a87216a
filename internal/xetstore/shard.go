package xetstore

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// PutShard adds the files of the shard in body, all or none, after all that it
// says was verified: each term is of chunks that asker may know of and is
// proved, and the file of all terms has the hash and the SHA-256 that are
// claimed. What is wrong is a fault of kind Invalid. Progress, unless it is
// nil, hears how many terms are verified of those that were read so far.
func (s *Store) PutShard(ctx context.Context, asker string, body io.Reader, progress func(verified, total int)) error {
	files, err := readShard(body)
	if err != nil {
		return err
	}
	v := &verifier{s: s, asker: asker, known: map[xet.Hash]*source{}, progress: progress}
	for _, f := range files {
		v.total += len(f.Terms)
	}
	added := make([]NewFile, 0, len(files))
	for _, f := range files {
		n, err := v.file(ctx, f)
		if err != nil {
			return err
		}
		added = append(added, n)
	}
	return s.files.AddFiles(ctx, added, asker, time.Now())
}

// readShard reads a shard to its end, since one that is cut off adds nothing.
func readShard(body io.Reader) (files []xet.File, err error) {
	r, err := xet.NewShardReader(body)
	if err != nil {
		return nil, err
	}
	for {
		f, err := r.File()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	for {
		if _, err := r.Listing(); errors.Is(err, io.EOF) {
			return files, nil
		} else if err != nil {
			return nil, err // what is listed is known from the xorbs themselves
		}
	}
}

// verifier verifies the files of one shard.
type verifier struct {
	s           *Store
	asker       string
	known       map[xet.Hash]*source
	done, total int // terms
	progress    func(verified, total int)
}

// source is a xorb that terms are of.
type source struct {
	layout xet.Xorb
	runs   []run // that the asker may use
}

func (v *verifier) file(ctx context.Context, f xet.File) (n NewFile, err error) {
	if len(f.Proofs) != len(f.Terms) {
		return n, fault.New(fault.Invalid, "file %v has no proof for each of its terms", f.Hash)
	}
	var tree xet.Tree
	n.Hash = f.Hash
	for i, t := range f.Terms {
		src, err := v.source(ctx, t.Xorb)
		if err != nil {
			return n, err
		}
		chunks, err := src.term(f, i)
		if err != nil {
			return n, err
		}
		if i == 0 {
			n.First = chunks[0].Hash
		}
		for _, c := range chunks {
			tree.Add(c)
		}
		n.Terms = append(n.Terms, Term{t.Xorb, int(t.First), int(t.Last), n.Size, int64(t.Size)})
		n.Size += int64(t.Size)
	}
	if h := tree.File(); h != f.Hash {
		return n, fault.New(fault.Invalid, "file %v has the hash %v by its chunks", f.Hash, h)
	}
	if n.SHA256, err = v.sum(ctx, n); err != nil {
		return n, err
	}
	if f.SHA256 != nil && n.SHA256 != *f.SHA256 {
		return n, fault.New(fault.Invalid, "file %v has the SHA-256 %v, not %v as it is said", f.Hash, n.SHA256, blob.Digest(*f.SHA256))
	}
	return n, nil
}

func (v *verifier) source(ctx context.Context, h xet.Hash) (*source, error) {
	if src := v.known[h]; src != nil {
		return src, nil
	}
	runs, err := v.s.usable(ctx, v.asker, h)
	if err != nil {
		return nil, err
	}
	if len(runs) == 0 {
		return nil, fault.New(fault.Invalid, "xorb %v is not known; send it first", h)
	}
	_, layout, err := v.s.layout(ctx, h)
	if err != nil {
		return nil, err
	}
	v.known[h] = &source{layout, runs}
	return v.known[h], nil
}

// term returns the chunks of the i-th term of f.
func (src *source) term(f xet.File, i int) ([]xet.Chunk, error) {
	t := f.Terms[i]
	first, last := int(t.First), int(t.Last)
	if last > len(src.layout.Chunks) || !covers(src.runs, first, last) {
		return nil, fault.New(fault.Invalid, "term %d of file %v: xorb %v has no known chunks %d up to %d; send them first", i, f.Hash, t.Xorb, first, last)
	}
	chunks := src.layout.Chunks[first:last]
	if size := src.layout.Plain(first, last); size != int64(t.Size) {
		return nil, fault.New(fault.Invalid, "term %d of file %v says %d bytes; its chunks have %d", i, f.Hash, t.Size, size)
	}
	if xet.RangeHash(chunks) != f.Proofs[i] {
		return nil, fault.New(fault.Invalid, "term %d of file %v is not proved: its verification hash is wrong", i, f.Hash)
	}
	return chunks, nil
}

// sum returns the SHA-256 of a file, from its bytes unless it is known.
func (v *verifier) sum(ctx context.Context, n NewFile) (d blob.Digest, err error) {
	if known, err := v.s.files.File(ctx, n.Hash); err == nil {
		v.advance(len(n.Terms))
		return known.SHA256, nil
	} else if !fault.Is(err, fault.NotFound) {
		return d, err
	}
	hash := sha256.New()
	r := v.s.read(ctx, n.Terms, n.Size)
	defer r.Close()
	for _, t := range n.Terms {
		if _, err := io.CopyN(hash, r, t.Size); err != nil {
			return d, fmt.Errorf("read file %v: %w", n.Hash, err)
		}
		v.advance(1)
	}
	hash.Sum(d[:0])
	return d, nil
}

func (v *verifier) advance(terms int) {
	if v.done += terms; v.progress != nil {
		v.progress(v.done, v.total)
	}
}
