package xetstore

import (
	"context"
	"crypto/rand"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// Dedup returns what a client can use in place of sending a chunk, and likely
// of sending what comes after it: the xorb with that chunk, and those of the
// same file. A chunk that asker may not know of is not found; in the listings
// such chunks have hashes and sizes of nothing.
func (s *Store) Dedup(ctx context.Context, asker string, chunk xet.Hash) ([]xet.Listing, error) {
	unknown := fault.New(fault.NotFound, "chunk %v is not known", chunk)
	xorbs, err := s.xorbs.Lookup(ctx, chunk)
	if err != nil {
		return nil, err
	}
	for _, h := range xorbs {
		l, err := s.list(ctx, asker, h)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(l.Chunks, func(c xet.Chunk) bool { return c.Hash == chunk }) {
			continue
		}
		more, err := s.beside(ctx, asker, h)
		return append([]xet.Listing{l}, more...), err
	}
	return nil, unknown
}

// list lists a xorb for asker.
func (s *Store) list(ctx context.Context, asker string, h xet.Hash) (l xet.Listing, err error) {
	runs, err := s.usable(ctx, asker, h)
	if err != nil || len(runs) == 0 {
		return l, err
	}
	x, layout, err := s.layout(ctx, h)
	if err != nil {
		return l, err
	}
	l = xet.Listing{Hash: h, Chunks: layout.Chunks, Written: uint32(x.Size)}
	for i := range l.Chunks {
		if !covers(runs, i, i+1) {
			l.Chunks[i].Size, l.Written = 1, 0    // sizes would tell which file it is
			_, _ = rand.Read(l.Chunks[i].Hash[:]) // never fails
		}
	}
	return l, nil
}

// beside lists the other xorbs of a file with a xorb that asker may read.
func (s *Store) beside(ctx context.Context, asker string, h xet.Hash) (list []xet.Listing, err error) {
	spans, err := s.xorbs.Spans(ctx, h, maxHolders)
	if err != nil {
		return nil, err
	}
	seen := map[xet.Hash]bool{h: true}
	for _, span := range spans {
		if may, err := s.mayRead(ctx, asker, span.File); err != nil || !may {
			if err != nil {
				return nil, err
			}
			continue
		}
		terms, err := s.files.Terms(ctx, span.File.Hash, 0, span.File.Size)
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			if seen[t.Xorb] || len(list) == maxListings-1 {
				continue
			}
			seen[t.Xorb] = true
			l, err := s.list(ctx, asker, t.Xorb)
			if err != nil {
				return nil, err
			}
			list = append(list, l)
		}
		break
	}
	return list, nil
}
