package posting

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// piece is what a row of a column has of some documents.
type piece struct {
	c     Column
	docs  []uint32
	first uint32 // the document whose value the row begins with
	vals  []byte // all of blockBytes
}

// value is the value of the ith document.
func (p piece) value(i int) int64 { return p.c.at(p.vals, p.docs[i]-p.first) }

// each calls visit for documents, which are in order, row by row.
func (r *Reader) each(ctx context.Context, docs []uint32, c Column, visit func(piece)) error {
	if len(docs) == 0 {
		return nil
	}
	numbers := rowsOf(docs, c)
	rows := make([][]byte, len(numbers))
	r.x.memory.known(c, numbers, rows)
	if err := r.read(ctx, c, numbers, rows); err != nil {
		return fmt.Errorf("read what documents are sorted by: %w", err)
	}
	for i, n := range numbers {
		end := len(docs)
		if i+1 < len(numbers) {
			end, _ = slices.BinarySearch(docs, numbers[i+1]*c.perBlock())
		}
		visit(piece{c, docs[:end], n * c.perBlock(), rows[i]})
		docs = docs[end:]
	}
	return nil
}

// rowsOf are the numbers of the rows that have documents.
func rowsOf(docs []uint32, c Column) (l []uint32) {
	for len(docs) > 0 {
		n := docs[0] / c.perBlock()
		l = append(l, n)
		end, found := slices.BinarySearch(docs, n*c.perBlock()+c.perBlock()-1)
		if found {
			end++
		}
		docs = docs[end:]
	}
	return l
}

// sparse is how many rows are passed over rather than looked for one by one.
const sparse = 4

// read reads those of some rows that are not known, and remembers them.
func (r *Reader) read(ctx context.Context, c Column, numbers []uint32, rows [][]byte) error {
	for from := 0; from < len(numbers); {
		if rows[from] != nil {
			from++
			continue
		}
		to := from + 1
		for to < len(numbers) && rows[to] == nil && numbers[to]-numbers[to-1] <= sparse {
			to++
		}
		if err := r.span(ctx, c, numbers[from:to], rows[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// span reads rows that are near to each other. One that is not there is of documents
// whose values were never put.
func (r *Reader) span(ctx context.Context, c Column, numbers []uint32, rows [][]byte) error {
	i := 0
	err := r.x.db.Each(ctx, func(row sqlstore.Row) error {
		var id int64
		var vals sql.RawBytes
		if err := row.Scan(&id, &vals); err != nil {
			return err
		}
		for i < len(numbers) && c.block(numbers[i]) < id {
			i++
		}
		if i < len(numbers) && c.block(numbers[i]) == id {
			rows[i] = make([]byte, blockBytes)
			copy(rows[i], vals)
		}
		return nil
	}, `SELECT id, vals FROM posting_column WHERE id BETWEEN $1 AND $2 ORDER BY id`, c.block(numbers[0]), c.block(numbers[len(numbers)-1]))
	if err != nil {
		return err
	}
	for i, n := range numbers {
		if rows[i] == nil {
			rows[i] = make([]byte, blockBytes)
		}
		r.x.memory.keepRow(r.state, c.block(n), rows[i])
	}
	return nil
}
