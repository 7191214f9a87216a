package posting

import (
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Place is a document and the value that it is sorted by.
type Place struct {
	Value int64
	Doc   uint32
}

// Order is how documents are sorted: by a column and, among equals, by number.
type Order struct {
	Column     Column
	Coarse     *Coarse // nil: there is none
	Descending bool    // both
	After      *Place  // only what comes after it
}

// before reports whether a comes before b.
func (o Order) before(a, b Place) bool {
	if a.Value != b.Value {
		return a.Value < b.Value != o.Descending
	}
	return a.Doc != b.Doc && a.Doc < b.Doc != o.Descending
}

func (o Order) compare(a, b Place) int {
	switch {
	case o.before(a, b):
		return -1
	case o.before(b, a):
		return 1
	}
	return 0
}

// Coarse is a column of bytes that goes with another: of a value its step, from 1
// on, which grows with the value. A document whose step was not put has 0. It tells
// which few of many documents can be the first ones, an eighth as long as their
// values.
type Coarse struct {
	Column Column
	Step   func(value int64) int64
}

// coarse is what tells which documents can be the first ones of an order: a column
// of bytes tells it of itself. all says that each document has its step.
func (o Order) coarse() (c Coarse, all, ok bool) {
	switch {
	case o.Coarse != nil:
		return *o.Coarse, false, true
	case o.Column < Narrow:
		return Coarse{o.Column, func(value int64) int64 { return min(max(value, 0), math.MaxUint8) }}, true, true
	}
	return c, false, false
}

// many is how many documents for each that is wanted are worth a look at their steps.
const many = 4

// First are the first n documents of a set in an order.
func (r *Reader) First(ctx context.Context, s Set, o Order, n int) ([]Place, error) {
	docs := s.Docs()
	if c, all, ok := o.coarse(); ok && len(docs) > many*n {
		var err error
		if docs, err = r.likely(ctx, docs, o, c, all, n); err != nil {
			return nil, err
		}
	}
	b := best{o: o, n: n}
	err := r.each(ctx, docs, o.Column, func(p piece) {
		for i, d := range p.docs {
			b.take(Place{p.value(i), d})
		}
	})
	return b.end(), err
}

// likely are the documents of some that may be among the first n.
func (r *Reader) likely(ctx context.Context, docs []uint32, o Order, c Coarse, all bool, n int) (l []uint32, err error) {
	var count [256]int
	err = r.each(ctx, docs, c.Column, func(p piece) {
		for _, d := range p.docs {
			count[p.vals[d-p.first]]++
		}
	})
	if err != nil {
		return nil, err
	}
	if !all {
		count[0] = 0 // they may be anywhere
	}
	least, most := o.steps(count, c, n)
	err = r.each(ctx, docs, c.Column, func(p piece) {
		for _, d := range p.docs {
			if step := int(p.vals[d-p.first]); step >= least && step <= most || step == 0 && !all {
				l = append(l, d)
			}
		}
	})
	return l, err
}

// steps are those on which the first n documents of an order are.
func (o Order) steps(count [256]int, c Coarse, n int) (least, most int) {
	at, last, by := 0, math.MaxUint8, 1
	if o.Descending {
		at, last, by = math.MaxUint8, 0, -1
	}
	if o.After != nil {
		at = int(c.Step(o.After.Value))
	}
	from, enough := at, 0
	for ; at != last; at += by {
		if at != from || o.After == nil { // the page before may have ended within its step
			enough += count[at]
		}
		if enough >= n {
			break
		}
	}
	return min(from, at), max(from, at)
}

// best keeps the first n places of those that it is given.
type best struct {
	o     Order
	n     int
	l     []Place
	worst *Place // that may still be among them
}

func (b *best) take(p Place) {
	if b.worst != nil && b.o.before(*b.worst, p) || b.o.After != nil && !b.o.before(*b.o.After, p) {
		return
	}
	if b.l = append(b.l, p); len(b.l) > 2*b.n {
		slices.SortFunc(b.l, b.o.compare)
		b.l = b.l[:b.n]
		b.worst = &Place{b.l[b.n-1].Value, b.l[b.n-1].Doc}
	}
}

func (b *best) end() []Place {
	slices.SortFunc(b.l, b.o.compare)
	return b.l[:min(b.n, len(b.l))]
}

// Within are the documents of a set whose value is in a range.
func (r *Reader) Within(ctx context.Context, s Set, c Column, least, most int64) (Set, error) {
	l, err := r.Split(ctx, s, c, 1, func(v int64) int {
		if v >= least && v <= most {
			return 0
		}
		return -1
	})
	return l[0], err
}

// Split takes a set apart by values: part says in which of n sets a document
// with a value is, below 0 in none.
func (r *Reader) Split(ctx context.Context, s Set, c Column, n int, part func(value int64) int) ([]Set, error) {
	l, docs := make([]Set, n), s.Docs()
	if len(docs) == 0 {
		return l, nil
	}
	bits := make([][]uint64, n)
	err := r.each(ctx, docs, c, func(p piece) {
		for i, d := range p.docs {
			to := part(p.value(i))
			if to < 0 {
				continue
			}
			if bits[to] == nil {
				bits[to] = make([]uint64, docs[len(docs)-1]/64+1)
			}
			bits[to][d/64] |= 1 << (d % 64)
		}
	})
	for i, b := range bits {
		l[i] = Set{roaring.FromDense(b, true)}
	}
	return l, err
}
