package xetstore

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

// Plan says how to make a range of a file from chunks.
type Plan struct {
	Skip  int64 // bytes of the first term that are before the range
	Terms []Term
	Xorbs map[xet.Hash][]Part // what the terms need, in order and without overlaps
}

// Part is a run of a xorb's chunks and its bytes, from From up to To.
type Part struct {
	First, Last int
	From, To    int64
}

// ToEnd is the end of a range that goes to the end of its file.
const ToEnd = math.MaxInt64

// Plan plans the bytes from from up to to of a file, in whole chunks. It is
// not found if asker may not read it; a range that begins at its end or later
// is a fault of kind Invalid whose subject is "range".
func (s *Store) Plan(ctx context.Context, asker string, file xet.Hash, from, to int64) (p Plan, err error) {
	f, err := s.readable(ctx, asker, file)
	if err != nil {
		return p, err
	}
	if from < 0 || from >= to || from >= f.Size && (from > 0 || to != ToEnd) {
		return p, fault.About("range", fault.Invalid, "the file has %d bytes; a range must begin before its end", f.Size)
	}
	to = min(to, f.Size)
	if p.Terms, err = s.files.Terms(ctx, file, from, to); err != nil {
		return p, err
	}
	runs, layouts := map[xet.Hash][]run{}, map[xet.Hash]xet.Xorb{}
	for i := range p.Terms {
		t := &p.Terms[i]
		layout, ok := layouts[t.Xorb]
		if !ok {
			if _, layout, err = s.layout(ctx, t.Xorb); err != nil {
				return p, err
			}
			layouts[t.Xorb] = layout
		}
		trim(t, layout, from, to)
		runs[t.Xorb] = append(runs[t.Xorb], run{t.First, t.Last})
	}
	if len(p.Terms) > 0 {
		p.Skip = from - p.Terms[0].At
	}
	p.Xorbs = parts(runs, layouts)
	return p, nil
}

// trim takes the chunks from a term that have nothing in [from, to).
func trim(t *Term, layout xet.Xorb, from, to int64) {
	for {
		size := int64(layout.Chunks[t.First].Size)
		if t.At+size > from {
			break
		}
		t.First++
		t.At += size
		t.Size -= size
	}
	for {
		size := int64(layout.Chunks[t.Last-1].Size)
		if t.At+t.Size-size < to {
			break
		}
		t.Last--
		t.Size -= size
	}
}

func parts(runs map[xet.Hash][]run, layouts map[xet.Hash]xet.Xorb) map[xet.Hash][]Part {
	all := map[xet.Hash][]Part{}
	for h, of := range runs {
		for _, r := range merge(of) {
			from, to := layouts[h].Start(r.first), layouts[h].Start(r.last)
			all[h] = append(all[h], Part{r.first, r.last, int64(from), int64(to)})
		}
	}
	return all
}
