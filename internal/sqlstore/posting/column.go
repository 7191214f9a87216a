package posting

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// A Column is a number that each document has, 0 if it was never put. Columns below Narrow
// have numbers of one byte.
type Column int64

// Narrow is the first column of numbers with 64 bits.
const Narrow Column = 16

// blockBytes is how many bytes of values are in a row.
const blockBytes = 8 << 10

func (c Column) width() uint32 {
	if c < Narrow {
		return 1
	}
	return 8
}

func (c Column) perBlock() uint32 { return blockBytes / c.width() }

// block is the number of a row.
func (c Column) block(n uint32) int64 { return int64(c)<<32 | int64(n) }

func (c Column) at(vals []byte, i uint32) int64 {
	i *= c.width()
	if i >= uint32(len(vals)) { //nolint:gosec // a block
		return 0
	}
	if c.width() == 1 {
		return int64(vals[i])
	}
	return int64(binary.LittleEndian.Uint64(vals[i:])) //nolint:gosec // as it was put
}

// Values are values of columns that are to be put: column by column, document by document.
type Values map[Column]map[uint32]int64

// Put notes a value.
func (v Values) Put(c Column, doc uint32, n int64) {
	if v[c] == nil {
		v[c] = map[uint32]int64{}
	}
	v[c][doc] = n
}

// Write writes values, each row once.
func (v Values) Write(ctx context.Context, tx *sqlstore.Tx) error {
	for c, values := range v {
		blocks := map[uint32][]uint32{}
		for doc := range values {
			n := doc / c.perBlock()
			blocks[n] = append(blocks[n], doc)
		}
		for n, docs := range blocks {
			if err := c.write(ctx, tx, c.block(n), docs, values); err != nil {
				return fmt.Errorf("write what documents are sorted by: %w", err)
			}
		}
	}
	return nil
}

func (c Column) write(ctx context.Context, tx *sqlstore.Tx, id int64, docs []uint32, values map[uint32]int64) error {
	var b []byte
	err := tx.One(ctx, []any{&b}, `SELECT vals FROM posting_column WHERE id = $1`, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for _, doc := range docs {
		i := doc % c.perBlock() * c.width()
		if end := int(i + c.width()); end > len(b) {
			b = append(b, make([]byte, end-len(b))...)
		}
		if c.width() == 1 {
			b[i] = byte(values[doc])
		} else {
			binary.LittleEndian.PutUint64(b[i:], uint64(values[doc])) //nolint:gosec // the same bits
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO posting_column (id, vals) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET vals = excluded.vals`, id, b)
	return err
}

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

func (o Order) compare(a, b Place) int {
	n := cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Doc, b.Doc))
	if o.Descending {
		return -n
	}
	return n
}

// Coarse is a column of bytes that goes with another: of a value its step, from 1
// on, which grows with the value. A document whose step was not put has 0. It tells
// which few of many documents can be the first ones, an eighth as long as their
// values.
type Coarse struct {
	Column Column
	Step   func(value int64) int64
}

// likely are the documents of a set that may be among the first n.
func (r *Reader) likely(ctx context.Context, s Set, o Order, n int) (Set, error) {
	docs, steps := make([]uint32, 0, s.Len()), make([]uint8, 0, s.Len())
	var count [256]int
	err := r.each(ctx, s, o.Coarse.Column, func(p Place) {
		docs, steps = append(docs, p.Doc), append(steps, uint8(p.Value)) //nolint:gosec // a byte
		count[uint8(p.Value)]++                                          //nolint:gosec // a byte
	})
	if err != nil {
		return s, err
	}
	at, last, by := 1, 255, 1
	if o.Descending {
		at, last, by = 255, 1, -1
	}
	if o.After != nil {
		at = int(o.Coarse.Step(o.After.Value))
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
	least, most := min(from, at), max(from, at)
	var l []uint32
	for i, step := range steps {
		if step == 0 || int(step) >= least && int(step) <= most {
			l = append(l, docs[i])
		}
	}
	return Of(l...), nil
}

// many is how many documents for each that is wanted are worth a look at their steps.
const many = 10

// First are the first n documents of a set in an order.
func (r *Reader) First(ctx context.Context, s Set, o Order, n int) ([]Place, error) {
	if o.Coarse != nil && s.Len() > many*n {
		var err error
		if s, err = r.likely(ctx, s, o, n); err != nil {
			return nil, err
		}
	}
	best := make([]Place, 0, 2*n+1)
	var worst *Place // that may still be among them
	err := r.each(ctx, s, o.Column, func(p Place) {
		if worst != nil && o.compare(p, *worst) > 0 || o.After != nil && o.compare(p, *o.After) <= 0 {
			return
		}
		if best = append(best, p); len(best) > 2*n {
			slices.SortFunc(best, o.compare)
			best = best[:n]
			worst = &Place{best[n-1].Value, best[n-1].Doc}
		}
	})
	slices.SortFunc(best, o.compare)
	return best[:min(n, len(best))], err
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
	docs := make([][]uint32, n)
	err := r.each(ctx, s, c, func(p Place) {
		if i := part(p.Value); i >= 0 {
			docs[i] = append(docs[i], p.Doc)
		}
	})
	l := make([]Set, n)
	for i := range l {
		l[i] = Of(docs[i]...)
	}
	return l, err
}

// sparse is how many rows are passed over rather than looked for one by one.
const sparse = 4

// each calls visit for all documents of a set with their values.
func (r *Reader) each(ctx context.Context, s Set, c Column, visit func(Place)) error {
	if s.Empty() {
		return nil
	}
	docs := s.Docs()
	per := uint64(c.perBlock())
	next := func(id int64, vals []byte) {
		first := uint64(uint32(id)) * per //nolint:gosec // its lower half
		for len(docs) > 0 && uint64(docs[0]) < first {
			visit(Place{0, docs[0]})
			docs = docs[1:]
		}
		for len(docs) > 0 && uint64(docs[0]) < first+per {
			visit(Place{c.at(vals, docs[0]-uint32(first)), docs[0]}) //nolint:gosec // not more than the document
			docs = docs[1:]
		}
	}
	if err := r.blocks(ctx, c, docs, next); err != nil {
		return fmt.Errorf("read what documents are sorted by: %w", err)
	}
	for _, d := range docs { // that no row has
		visit(Place{0, d})
	}
	return nil
}

// blocks reads the rows of documents in order, and perhaps others among them.
func (r *Reader) blocks(ctx context.Context, c Column, docs []uint32, next func(id int64, vals []byte)) error {
	var needed []uint32
	for _, d := range docs {
		if n := d / c.perBlock(); len(needed) == 0 || needed[len(needed)-1] != n {
			needed = append(needed, n)
		}
	}
	first, last := needed[0], needed[len(needed)-1]
	scan := func(from, to uint32) error {
		return r.x.db.Each(ctx, func(row sqlstore.Row) error {
			var id int64
			var vals sql.RawBytes
			err := row.Scan(&id, &vals)
			if err == nil {
				next(id, vals)
			}
			return err
		}, `SELECT id, vals FROM posting_column WHERE id BETWEEN $1 AND $2 ORDER BY id`, c.block(from), c.block(to))
	}
	if uint32(len(needed))*sparse >= last-first { //nolint:gosec // fewer than documents
		return scan(first, last)
	}
	for _, n := range needed {
		if err := scan(n, n); err != nil {
			return err
		}
	}
	return nil
}

// Derive fills a column by values of another, if it has none: that of an index
// which was written before there was the column.
func (x *Index) Derive(ctx context.Context, from, to Column, value func(int64) int64) error {
	var rows int
	one := func(c Column) error {
		return x.db.One(ctx, []any{&rows}, `SELECT COUNT(*) FROM posting_column WHERE id = $1`, c.block(0))
	}
	if err := one(to); err != nil || rows > 0 {
		return err
	}
	if err := one(from); err != nil || rows == 0 {
		return err
	}
	return x.db.Write(ctx, func(tx *sqlstore.Tx) error {
		v := Values{}
		err := tx.Each(ctx, func(row sqlstore.Row) error {
			var id int64
			var vals sql.RawBytes
			if err := row.Scan(&id, &vals); err != nil {
				return err
			}
			first := uint32(id) * from.perBlock()             //nolint:gosec // its lower half
			for i := range uint32(len(vals)) / from.width() { //nolint:gosec // a block
				v.Put(to, first+i, value(from.at(vals, i)))
			}
			return nil
		}, `SELECT id, vals FROM posting_column WHERE id BETWEEN $1 AND $2`, from.block(0), from.block(math.MaxUint32))
		if err != nil {
			return err
		}
		return v.Write(ctx, tx)
	})
}
