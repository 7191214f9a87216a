package posting

import (
	"context"
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

// refresh reads what has changed since the last time.
func (r *recent) refresh(ctx context.Context, db *sqlstore.DB) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var changes, folds int64
	if err := db.One(ctx, []any{&changes, &folds}, `SELECT changes, folds FROM posting_state`); err != nil {
		return fmt.Errorf("read the state of the index: %w", err)
	}
	if folds != r.folds || r.words == nil {
		r.changes, r.folds, r.words = 0, folds, map[string]*change{}
	}
	if changes == r.changes {
		return nil
	}
	err := db.Each(ctx, func(row sqlstore.Row) error {
		var doc uint32
		var version int64
		var ops string
		if err := row.Scan(&doc, &version, &ops); err != nil {
			return err
		}
		r.changes = max(r.changes, version)
		r.add(doc, ops)
		return nil
	}, `SELECT doc, version, words FROM posting_recent WHERE version > $1 ORDER BY version`, r.changes)
	if err != nil {
		r.words = nil // what was read half is read again
		return fmt.Errorf("read recent changes of the index: %w", err)
	}
	r.changes = max(r.changes, changes)
	return nil
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

// over puts what became of a word over a list of its documents.
func (r *recent) over(word string, list *roaring.Bitmap) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.words[word]; c != nil {
		list.Or(&c.with)
		list.AndNot(&c.without)
	}
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
