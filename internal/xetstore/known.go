package xetstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// Bounds of an answer: what is beyond them is sent once more, which is no harm.
const (
	maxHolders  = 200 // files of a xorb that are looked at
	maxListings = 32  // xorbs in an answer
)

// run is a run of chunks.
type run struct{ first, last int }

func (r run) holds(first, last int) bool { return r.first <= first && last <= r.last }

// usable returns the runs of a xorb's chunks that asker may know of: all of
// what asker sent, and what is in files that asker may read.
func (s *Store) usable(ctx context.Context, asker string, h xet.Hash) ([]run, error) {
	if claimed, err := s.xorbs.Claimed(ctx, asker, h); claimed || err != nil {
		return []run{{0, xet.MaxXorbChunks}}, err
	}
	spans, err := s.xorbs.Spans(ctx, h, maxHolders)
	if err != nil {
		return nil, err
	}
	asked := map[blob.Digest]bool{}
	var runs []run
	for _, span := range spans {
		may, known := asked[span.File.SHA256]
		if !known {
			if may, err = s.mayRead(ctx, asker, span.File); err != nil {
				return nil, err
			}
			asked[span.File.SHA256] = may
		}
		if may {
			runs = append(runs, run{span.First, span.Last})
		}
	}
	return merge(runs), nil
}

// mayRead reports whether asker sent a file, or may read a holder of it.
func (s *Store) mayRead(ctx context.Context, asker string, f File) (bool, error) {
	if claimed, err := s.xorbs.Claimed(ctx, asker, f.Hash); claimed || err != nil {
		return claimed, err
	}
	return s.readers.MayRead(ctx, asker, f.SHA256)
}

// merge sorts runs and joins those that touch.
func merge(runs []run) (out []run) {
	slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(a.first, b.first) })
	for _, r := range runs {
		if n := len(out) - 1; n >= 0 && r.first <= out[n].last {
			out[n].last = max(out[n].last, r.last)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func covers(runs []run, first, last int) bool {
	return slices.ContainsFunc(runs, func(r run) bool { return r.holds(first, last) })
}

// Known returns the file with a SHA-256 if asker sent it or may read a holder
// of it, and keeps it for another while: a repository may refer to it now.
// Else it is a fault of kind NotFound.
func (s *Store) Known(ctx context.Context, asker string, d blob.Digest) (File, error) {
	f, err := s.files.FileOf(ctx, d)
	if err != nil {
		return File{}, err
	}
	may, err := s.mayRead(ctx, asker, f)
	if err != nil {
		return File{}, err
	}
	if !may {
		return File{}, fault.New(fault.NotFound, "no file with the SHA-256 %v is stored", d)
	}
	return f, s.files.Touch(ctx, f.Hash, time.Now())
}

// readable returns a file that asker may read; any other is not found.
func (s *Store) readable(ctx context.Context, asker string, h xet.Hash) (File, error) {
	f, err := s.files.File(ctx, h)
	if err != nil {
		return File{}, err
	}
	may, err := s.mayRead(ctx, asker, f)
	if err == nil && !may {
		err = fault.New(fault.NotFound, "there is no file %v", h)
	}
	return f, err
}
