package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/words"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

var _ hub.Index = (*Store)(nil)

// Describe keeps what the files of a repository say.
func (s *Store) Describe(ctx context.Context, id hub.ID, head hub.OID, f facts.Facts) error {
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		r, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		return describe(ctx, tx, r, head, f)
	})
	if err != nil {
		return fmt.Errorf("keep what is known of repository %s: %w", id, err)
	}
	return nil
}

func describe(ctx context.Context, tx *sqlstore.Tx, r hub.Repo, head hub.OID, f facts.Facts) error {
	said, err := json.Marshal(f)
	if err != nil {
		return err
	}
	card, err := json.Marshal(f.Card)
	if err != nil {
		return err
	}
	old, text := "", document(r, f)
	err = tx.One(ctx, []any{&old}, `SELECT words FROM repo_facts WHERE repo = $1`, r.ID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO repo_facts (repo, version, head, facts, card, words) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (repo) DO UPDATE SET version = excluded.version, head = excluded.head, facts = excluded.facts, card = excluded.card, words = excluded.words`,
		r.ID, facts.Version, head, string(said), string(card), text)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE repo SET labels = $1, parameters = $2 WHERE id = $3`, labelText(f), f.Parameters, r.ID); err != nil {
		return err
	}
	if err := learn(ctx, tx, old, text); err != nil {
		return err
	}
	return enter(ctx, tx, r, text, facetText(r, f))
}

// enter puts a document into the index in place of the one that is there.
func enter(ctx context.Context, tx *sqlstore.Tx, r hub.Repo, text, facets string) error {
	var doc sql.NullInt64
	if err := tx.One(ctx, []any{&doc}, `SELECT doc FROM repo WHERE id = $1`, r.ID); err != nil {
		return err
	}
	seq := doc.Int64 & (1<<seqBits - 1)
	if !doc.Valid {
		if err := tx.One(ctx, []any{&seq}, `UPDATE repo_count SET n = n + 1 RETURNING n`); err != nil {
			return err
		}
	} else if err := leave(ctx, tx, doc.Int64); err != nil {
		return err
	}
	to := number(r, seq)
	for _, e := range []struct {
		query string
		args  []any
	}{
		{`UPDATE repo SET doc = $1 WHERE id = $2`, []any{to, r.ID}},
		{`INSERT INTO repo_search (rowid, words) VALUES ($1, $2)`, []any{to, text}},
		{`INSERT INTO repo_facet (doc, facets) VALUES ($1, $2)`, []any{to, facets}},
	} {
		if _, err := tx.Exec(ctx, e.query, e.args...); err != nil {
			return err
		}
	}
	return nil
}

// leave takes a document out of the index.
func leave(ctx context.Context, tx *sqlstore.Tx, doc int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM repo_search WHERE rowid = $1`, doc)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM repo_facet WHERE doc = $1`, doc)
	}
	return err
}

// again puts a repository into the index as it is now, if it is there.
func again(ctx context.Context, tx *sqlstore.Tx, r hub.Repo) error {
	var said, head string
	err := tx.One(ctx, []any{&head, &said}, `SELECT head, facts FROM repo_facts WHERE repo = $1`, r.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var f facts.Facts
	if err := json.Unmarshal([]byte(said), &f); err != nil {
		return err
	}
	return rename(ctx, tx, r, f)
}

// rename keeps the words of a repository's files, and puts in the others anew.
func rename(ctx context.Context, tx *sqlstore.Tx, r hub.Repo, f facts.Facts) error {
	var old string
	if err := tx.One(ctx, []any{&old}, `SELECT words FROM repo_facts WHERE repo = $1`, r.ID); err != nil {
		return err
	}
	kept := slices.DeleteFunc(strings.Fields(old), func(w string) bool { return unmarked.Replace(w) != w })
	all := append(strings.Fields(document(r, f)), kept...)
	slices.Sort(all)
	text := strings.Join(slices.Compact(all), " ")
	if _, err := tx.Exec(ctx, `UPDATE repo_facts SET words = $1 WHERE repo = $2`, text, r.ID); err != nil {
		return err
	}
	if err := learn(ctx, tx, old, text); err != nil {
		return err
	}
	return enter(ctx, tx, r, text, facetText(r, f))
}

// shortest is the length in bytes of the shortest word whose spelling is known.
const shortest = 4

// learn counts the words of names and labels of a document in place of another.
func learn(ctx context.Context, tx *sqlstore.Tx, old, text string) error {
	before, now := heads(old), heads(text)
	for w := range now {
		if before[w] {
			continue
		}
		var uses int
		err := tx.One(ctx, []any{&uses}, `INSERT INTO repo_word (word, uses) VALUES ($1, 1) ON CONFLICT (word) DO UPDATE SET uses = repo_word.uses + 1 RETURNING uses`, w)
		if err != nil {
			return err
		}
		for _, key := range words.Less(w) {
			if uses > 1 {
				break
			}
			if _, err := tx.Exec(ctx, `INSERT INTO repo_spelling (key, word) VALUES ($1, $2) ON CONFLICT DO NOTHING`, key, w); err != nil {
				return err
			}
		}
	}
	for w := range before {
		if now[w] {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE repo_word SET uses = uses - 1 WHERE word = $1`, w); err != nil {
			return err
		}
	}
	return nil
}

// heads are the words of names and labels in a document whose spelling is kept.
func heads(text string) map[string]bool {
	l := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		if w, ok := strings.CutPrefix(w, markHead); ok && len(w) >= shortest && len(w) <= 24 && !words.Dense(w) {
			l[w] = true
		}
	}
	return l
}

// Known returns what is known of repositories.
func (s *Store) Known(ctx context.Context, card bool, ids ...hub.ID) (map[hub.ID]facts.Facts, error) {
	m := make(map[hub.ID]facts.Facts, len(ids))
	column := `''`
	if card {
		column = `card`
	}
	for _, id := range ids {
		var said, cardText []byte
		err := s.db.One(ctx, []any{&said, &cardText}, `SELECT facts, `+column+` FROM repo_facts WHERE repo = $1`, id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		var f facts.Facts
		if err == nil {
			err = json.Unmarshal(said, &f)
		}
		if err == nil && card {
			err = json.Unmarshal(cardText, &f.Card)
		}
		if err != nil {
			return nil, fmt.Errorf("read what is known of repository %s: %w", id, err)
		}
		m[id] = f
	}
	return m, nil
}

// Behind lists repositories whose files were not read as they are now.
func (s *Store) Behind(ctx context.Context, after hub.ID, n int) (l []hub.ID, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var id hub.ID
		err := row.Scan(&id)
		l = append(l, id)
		return err
	}, `SELECT r.id FROM repo r LEFT JOIN repo_facts f ON f.repo = r.id
		WHERE r.deleted IS NULL AND r.id > $1 AND (f.repo IS NULL OR f.head <> r.head OR f.version < $2) ORDER BY r.id LIMIT $3`, after, facts.Version, n)
	if err != nil {
		return nil, fmt.Errorf("list repositories whose files were not read: %w", err)
	}
	return l, nil
}

// errQuery is the fault of a query that means nothing.
func errQuery(format string, args ...any) error { return fault.New(fault.Invalid, format, args...) }
