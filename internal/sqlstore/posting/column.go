package posting

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

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

// at is a value of a row, which may end before it.
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

// Write writes values, each row once, and none where they are there already. Who
// writes is alone: see sqlstore.DB.Write.
func (v Values) Write(ctx context.Context, tx *sqlstore.Tx) error {
	w := rowWriter{tx: tx}
	for c, values := range v {
		blocks := map[uint32][]uint32{}
		for doc := range values {
			n := doc / c.perBlock()
			blocks[n] = append(blocks[n], doc)
		}
		for n, docs := range blocks {
			if err := w.put(ctx, c, n, docs, values); err != nil {
				return fmt.Errorf("write what documents are sorted by: %w", err)
			}
		}
	}
	return nil
}

// rowWriter writes rows under one version, which is counted with the first.
type rowWriter struct {
	tx      *sqlstore.Tx
	version int64
}

func (w *rowWriter) put(ctx context.Context, c Column, n uint32, docs []uint32, values map[uint32]int64) error {
	var b []byte
	err := w.tx.One(ctx, []any{&b}, `SELECT vals FROM posting_column WHERE id = $1`, c.block(n))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	same := true
	for _, doc := range docs {
		i := doc % c.perBlock()
		if c.at(b, i) == values[doc] {
			continue
		}
		same = false
		if i *= c.width(); int(i+c.width()) > len(b) {
			b = append(b, make([]byte, int(i+c.width())-len(b))...)
		}
		if c.width() == 1 {
			b[i] = byte(values[doc])
		} else {
			binary.LittleEndian.PutUint64(b[i:], uint64(values[doc])) //nolint:gosec // the same bits
		}
	}
	if same {
		return nil
	}
	if w.version == 0 {
		if err := w.tx.One(ctx, []any{&w.version}, `UPDATE posting_state SET puts = puts + 1 RETURNING puts`); err != nil {
			return err
		}
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO posting_column (id, vals, version) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET vals = excluded.vals, version = excluded.version`, c.block(n), b, w.version)
	return err
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
