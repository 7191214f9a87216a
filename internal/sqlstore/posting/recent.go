package posting

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// recent is what posting_recent has, by word, as far as it was read. It is read
// on with every question.
type recent struct {
	mu             sync.Mutex
	changes, folds int64
	words          map[string]*change
}

// change is what became of a word: which documents have it now, and no more.
type change struct{ with, without roaring.Bitmap }

func (c *change) note(doc uint32, there bool) {
	if there {
		c.with.Add(doc)
		c.without.Remove(doc)
	} else {
		c.with.Remove(doc)
		c.without.Add(doc)
	}
}

// refresh reads what has changed until a state. What is recent is told together with
// how often it was folded: if that has happened since, which is returned, all that
// was read before is old.
func (r *recent) refresh(ctx context.Context, db *sqlstore.DB, at state) (now state, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	anew := at.folds > r.folds || r.words == nil
	if !anew && (at.changes <= r.changes || at.folds < r.folds) {
		return at, nil
	}
	from := r.changes
	if anew {
		from = 0
	}
	now = at
	var l []recentRow
	err = db.Each(ctx, func(row sqlstore.Row) error {
		var c recentRow
		err := row.Scan(&now.changes, &now.folds, &c.doc, &c.words)
		l = append(l, c)
		return err
	}, `SELECT s.changes, s.folds, r.doc, r.words FROM posting_state s LEFT JOIN posting_recent r ON r.version > $1 ORDER BY r.version`, from)
	if err != nil {
		return now, fmt.Errorf("read recent changes of the index: %w", err)
	}
	if now.folds > at.folds {
		return now, nil
	}
	if anew {
		r.folds, r.words = now.folds, map[string]*change{}
	}
	for _, c := range l {
		if c.doc.Valid {
			r.add(uint32(c.doc.Int64), c.words.String) //nolint:gosec // documents are 32 bits
		}
	}
	r.changes = now.changes
	return now, nil
}

// recentRow is a row of posting_recent, if there is one.
type recentRow struct {
	doc   sql.NullInt64
	words sql.NullString
}

func (r *recent) add(doc uint32, ops string) {
	for op := range strings.FieldsSeq(ops) {
		c := r.words[op[1:]]
		if c == nil {
			c = &change{}
			r.words[op[1:]] = c
		}
		c.note(doc, op[0] == '+')
	}
}

// of is what became of a word; nil is nothing.
func (r *recent) of(word string) *change {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.words[word]
	if c == nil {
		return nil
	}
	return &change{*c.with.Clone(), *c.without.Clone()}
}

// over is a list with what became of its word.
func (c *change) over(list *roaring.Bitmap) *roaring.Bitmap {
	if c == nil {
		return list
	}
	list = roaring.Or(list, &c.with)
	list.AndNot(&c.without)
	return list
}

// find are the new words that fit, at most so many.
func (r *recent) find(fits func(word string) bool, most int) (l []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for w, c := range r.words {
		if fits(w) && !c.with.IsEmpty() {
			if l = append(l, w); len(l) == most {
				break
			}
		}
	}
	return l
}
