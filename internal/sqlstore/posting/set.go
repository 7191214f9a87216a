package posting

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// Set is a set of documents. Its zero value is empty; sets are never changed.
type Set struct{ b *roaring.Bitmap }

// Of is the set of some documents.
func Of(docs ...uint32) Set { return Set{roaring.BitmapOf(docs...)} }

var none = roaring.New()

func (s Set) bitmap() *roaring.Bitmap {
	if s.b == nil {
		return none
	}
	return s.b
}

// And are the documents that are in both.
func (s Set) And(o Set) Set { return Set{roaring.And(s.bitmap(), o.bitmap())} }

// Or are the documents that are in one of them.
func (s Set) Or(o Set) Set { return Set{roaring.Or(s.bitmap(), o.bitmap())} }

// Without are the documents that are not in o.
func (s Set) Without(o Set) Set { return Set{roaring.AndNot(s.bitmap(), o.bitmap())} }

// Len is how many they are.
func (s Set) Len() int { return int(s.bitmap().GetCardinality()) } //nolint:gosec // documents are 32 bits

// Empty reports whether there are none.
func (s Set) Empty() bool { return s.bitmap().IsEmpty() }

// Has reports whether a document is among them.
func (s Set) Has(doc uint32) bool { return s.bitmap().Contains(doc) }

// Docs are the documents in order.
func (s Set) Docs() []uint32 { return s.bitmap().ToArray() }

// Any are the documents that are in one of many sets.
func Any(l ...Set) Set {
	b := make([]*roaring.Bitmap, len(l))
	for i, s := range l {
		b[i] = s.bitmap()
	}
	return Set{roaring.FastOr(b...)}
}

// decode reads what a row of posting has.
func decode(b []byte) (*roaring.Bitmap, error) {
	m := roaring.New()
	if err := m.UnmarshalBinary(b); err != nil {
		return nil, fmt.Errorf("read a list of the index: %w", err)
	}
	return m, nil
}
