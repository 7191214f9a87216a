package posting

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// The most documents that are folded at once, and words in a transaction, so
// that others that write do not wait for long.
const (
	maxFold  = 20_000
	maxWords = 500
)

// Fold brings recent changes into the lists, all that are there when it begins.
func (x *Index) Fold(ctx context.Context) error {
	x.fold.Lock()
	defer x.fold.Unlock()
	x.changed.Store(0)
	for {
		n, err := x.some(ctx)
		if err != nil {
			return fmt.Errorf("fold recent changes into the index: %w", err)
		}
		if n < maxFold {
			return nil
		}
	}
}

func (x *Index) some(ctx context.Context) (n int, err error) {
	r, versions := recent{words: map[string]*change{}}, map[uint32]int64{}
	err = x.db.Each(ctx, func(row sqlstore.Row) error {
		var doc uint32
		var version int64
		var ops string
		if err := row.Scan(&doc, &version, &ops); err != nil {
			return err
		}
		versions[doc] = version
		r.add(doc, ops)
		return nil
	}, `SELECT doc, version, words FROM posting_recent ORDER BY doc LIMIT $1`, maxFold)
	if err != nil || len(versions) == 0 {
		return 0, err
	}
	words := make([]string, 0, len(r.words))
	at := make(map[string]int64, len(r.words))
	for w := range r.words {
		words = append(words, w)
		at[w] = row(w)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(at[a], at[b]) })
	for part := range slices.Chunk(words, maxWords) {
		err := x.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
			for _, w := range part {
				if err := x.apply(ctx, tx, w, at[w], r.words[w]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return len(versions), x.settle(ctx, versions)
}

// settle removes changes that are in the lists now, unless they have changed again.
func (x *Index) settle(ctx context.Context, versions map[uint32]int64) error {
	return x.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		for doc, version := range versions {
			if _, err := tx.Exec(ctx, `DELETE FROM posting_recent WHERE doc = $1 AND version = $2`, doc, version); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE posting_state SET folds = folds + 1`)
		return err
	})
}

// apply brings changes of a word into its lists.
func (x *Index) apply(ctx context.Context, tx *sqlstore.Tx, word string, at int64, c *change) error {
	parts := map[int64]*change{}
	for _, e := range []struct {
		docs  *roaring.Bitmap
		there bool
	}{{&c.with, true}, {&c.without, false}} {
		for it := e.docs.Iterator(); it.HasNext(); {
			doc := it.Next()
			part := int64(doc >> docBits)
			if parts[part] == nil {
				parts[part] = &change{}
			}
			parts[part].note(doc, e.there)
		}
	}
	grown := 0
	for part, p := range parts {
		n, err := list(ctx, tx, at+part, p)
		if err != nil {
			return err
		}
		grown += n
	}
	if grown == 0 {
		return nil
	}
	return x.count(ctx, tx, word, grown)
}

// list changes a row of posting, and says how many documents more it has.
func list(ctx context.Context, tx *sqlstore.Tx, id int64, c *change) (grown int, err error) {
	m := roaring.New()
	var b []byte
	err = tx.One(ctx, []any{&b}, `SELECT docs FROM posting WHERE id = $1`, id)
	if err == nil {
		m, err = decode(b)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	before := m.GetCardinality()
	m.Or(&c.with)
	m.AndNot(&c.without)
	grown = int(m.GetCardinality()) - int(before) //nolint:gosec // at most 65,536
	switch b, err = m.ToBytes(); {
	case err != nil:
	case m.IsEmpty():
		_, err = tx.Exec(ctx, `DELETE FROM posting WHERE id = $1`, id)
	default:
		_, err = tx.Exec(ctx, `INSERT INTO posting (id, docs) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET docs = excluded.docs`, id, b)
	}
	return grown, err
}

// count notes how many documents more have a word, and its new rank.
func (x *Index) count(ctx context.Context, tx *sqlstore.Tx, word string, grown int) error {
	affixes := x.affixes(word)
	if len(affixes) == 0 {
		return nil
	}
	var docs int
	err := tx.One(ctx, []any{&docs}, `INSERT INTO posting_word (word, docs) VALUES ($1, $2)
		ON CONFLICT (word) DO UPDATE SET docs = posting_word.docs + excluded.docs RETURNING docs`, word, grown)
	if err != nil {
		return err
	}
	old, now := rank(docs-grown), rank(docs)
	if docs == 0 {
		_, err = tx.Exec(ctx, `DELETE FROM posting_word WHERE word = $1`, word)
	}
	for _, a := range affixes {
		if err == nil && docs > grown && old != now {
			_, err = tx.Exec(ctx, `DELETE FROM posting_affix WHERE affix = $1 AND rank = $2 AND word = $3`, a, old, word)
		}
		if err == nil && docs > 0 && (old != now || docs == grown) {
			_, err = tx.Exec(ctx, `INSERT INTO posting_affix (affix, rank, word) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, a, now, word)
		}
	}
	return err
}

// rank is the place of a word among others: the more documents the less, in
// steps of two times, so that it seldom changes.
func rank(docs int) int { return 64 - bits.Len(uint(max(docs, 0))) }
