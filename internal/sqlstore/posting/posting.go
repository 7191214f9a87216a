// Package posting keeps which documents have which words, and numbers that
// documents are sorted by. A document is a number; what it stands for, and what
// its words mean, is its user's business.
//
//	Change ──► posting_recent ──Fold──► posting        word → documents, a bitmap for each 65,536
//	           (one row a document)     posting_word   word → how many documents
//	                                    posting_affix  beginning, part, misspelling → words
//
// A change costs one row; now and then Fold brings many of them into the lists at
// once, word by word. Readers put what is recent over what is in the lists.
// Both say whether a document has a word, not that it got it, so it does no
// harm when a change is seen in both, or brought in twice after a crash.
package posting

import (
	"context"
	"database/sql"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Index is an index in a database. It is safe for concurrent use.
type Index struct {
	db      *sqlstore.DB
	affixes func(word string) []string
	fold    sync.Mutex
	changed atomic.Int64
	recent  recent
	memory  memory
}

// New returns the index of db. affixes are what leads to a word: see
// Reader.Words. They are always the same for a word, and may be none.
func New(db *sqlstore.DB, affixes func(word string) []string) *Index {
	return &Index{db: db, affixes: affixes}
}

// Change gives a document words in place of those that it had. Words have no
// spaces.
func (x *Index) Change(ctx context.Context, tx *sqlstore.Tx, doc uint32, old, now []string) error {
	ops := diff(old, now)
	if len(ops) == 0 {
		return nil
	}
	var before string
	err := tx.One(ctx, []any{&before}, `SELECT words FROM posting_recent WHERE doc = $1`, doc)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for op := range strings.FieldsSeq(before) {
		if _, ok := ops[op[1:]]; !ok {
			ops[op[1:]] = op[0] == '+'
		}
	}
	var version int64
	if err := tx.One(ctx, []any{&version}, `UPDATE posting_state SET changes = changes + 1 RETURNING changes`); err != nil {
		return err
	}
	x.changed.Add(1)
	_, err = tx.Exec(ctx, `INSERT INTO posting_recent (doc, version, words) VALUES ($1, $2, $3)
		ON CONFLICT (doc) DO UPDATE SET version = excluded.version, words = excluded.words`, doc, version, write(ops))
	return err
}

// diff says of words that came or went which of them are there now.
func diff(old, now []string) map[string]bool {
	ops := make(map[string]bool, len(now))
	had := make(map[string]bool, len(old))
	for _, w := range old {
		had[w] = true
	}
	for _, w := range now {
		if !had[w] {
			ops[w] = true
		}
		delete(had, w)
	}
	for w := range had {
		if !ops[w] {
			ops[w] = false
		}
	}
	return ops
}

func write(ops map[string]bool) string {
	l := make([]string, 0, len(ops))
	for w, there := range ops {
		if there {
			l = append(l, "+"+w)
		} else {
			l = append(l, "-"+w)
		}
	}
	slices.Sort(l)
	return strings.Join(l, " ")
}

// The parts of the number of a row of posting.
const (
	docBits  = 16 // of a document's number in its row
	partBits = 12
)

// row is the number of the first row of a word. Two words of millions with the same
// one would find each other's documents.
func row(word string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(word)) // it never fails
	n := h.Sum64()
	n ^= n >> 32 // the first bits of FNV are the worst
	n *= 0x9e3779b97f4a7c15
	return int64(n>>1) &^ (1<<partBits - 1) //nolint:gosec // the first bit is 0
}

// Recent is about how many changes of this process Fold has not seen.
func (x *Index) Recent() int { return int(x.changed.Load()) }
