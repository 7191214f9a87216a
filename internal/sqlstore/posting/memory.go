package posting

import (
	"context"
	"fmt"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// The most bytes of lists and of rows of columns that are kept in memory. A
// column of a million documents has 1 or 8 MB.
const (
	maxLists = 32 << 20
	maxRows  = 64 << 20
)

// memory is what was read of an index before: lists of words without what is
// recent, and rows of columns. Whoever has written since, another process too,
// has counted that in posting_state:
//
//	reader ── state ── forget what was written since ── read ── remember, unless
//	                                                            more was forgotten meanwhile
//
// What is in it is never changed.
type memory struct {
	mu    sync.Mutex
	state state // as of which nothing in it is old
	lists kept[string, *roaring.Bitmap]
	rows  kept[int64, []byte]
}

// state is how often an index was written.
type state struct {
	changes int64 // of documents
	folds   int64 // of changes into lists
	puts    int64 // into columns
}

func (x *Index) state(ctx context.Context) (s state, err error) {
	if err := x.db.One(ctx, []any{&s.changes, &s.folds, &s.puts}, `SELECT changes, folds, puts FROM posting_state`); err != nil {
		return s, fmt.Errorf("read the state of the index: %w", err)
	}
	return s, nil
}

// refresh forgets what was written until a state.
func (m *memory) refresh(ctx context.Context, db *sqlstore.DB, now state) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.folds > m.state.folds {
		m.lists.clear()
		m.state.folds = now.folds
	}
	if now.puts <= m.state.puts {
		return nil
	}
	if m.rows.size > 0 {
		err := db.Each(ctx, func(row sqlstore.Row) error {
			var id int64
			err := row.Scan(&id)
			m.rows.drop(id)
			return err
		}, `SELECT id FROM posting_column WHERE version > $1`, m.state.puts)
		if err != nil {
			return fmt.Errorf("read what was put into columns: %w", err)
		}
	}
	m.state.puts = now.puts
	return nil
}

// list is the list of a word, if it is known.
func (m *memory) list(word string) (*roaring.Bitmap, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.lists.m[word]
	return e.v, ok
}

// keepList remembers a list that was read after a state.
func (m *memory) keepList(after state, word string, l *roaring.Bitmap) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if after.folds == m.state.folds {
		m.lists.keep(word, l, len(word)+int(l.GetSizeInBytes()), maxLists) //nolint:gosec // megabytes
	}
}

// known fills in those of some rows that are known.
func (m *memory) known(c Column, numbers []uint32, rows [][]byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, n := range numbers {
		rows[i] = m.rows.m[c.block(n)].v
	}
}

// keepRow remembers a row that was read after a state.
func (m *memory) keepRow(after state, id int64, vals []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if after.puts == m.state.puts {
		m.rows.keep(id, vals, len(vals), maxRows)
	}
}

// kept are values with their sizes. When there are too many, any go: those that
// are wanted are soon there again, and nothing is noted when they are used.
type kept[K comparable, V any] struct {
	m    map[K]sized[V]
	size int
}

type sized[V any] struct {
	v    V
	size int
}

// each of them takes some bytes beside its own.
const overhead = 64

func (l *kept[K, V]) keep(k K, v V, size, most int) {
	l.drop(k)
	if l.m == nil {
		l.m = map[K]sized[V]{}
	}
	for other := range l.m {
		if l.size+size+overhead <= most {
			break
		}
		l.drop(other)
	}
	l.m[k] = sized[V]{v, size + overhead}
	l.size += size + overhead
}

func (l *kept[K, V]) drop(k K) {
	l.size -= l.m[k].size
	delete(l.m, k)
}

func (l *kept[K, V]) clear() { *l = kept[K, V]{} }
