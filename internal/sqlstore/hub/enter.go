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
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// indexed are the tokens that the index has of a repository.
func indexed(ctx context.Context, tx *sqlstore.Tx, id hub.ID) (text string, err error) {
	err = tx.One(ctx, []any{&text}, `SELECT words FROM repo_facts WHERE repo = $1 AND indexed > 0`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return text, err
}

// enter puts a document into the index in place of the one that is there. What
// it is sorted by is to be written.
func (s *Store) enter(ctx context.Context, tx *sqlstore.Tx, v posting.Values, r hub.Repo, f facts.Facts, old, text string) error {
	if _, err := tx.Exec(ctx, `UPDATE repo_facts SET words = $1, indexed = 1 WHERE repo = $2`, text, r.ID); err != nil {
		return err
	}
	seq, err := number(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := s.index.Change(ctx, tx, seq, strings.Fields(old), strings.Fields(text)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO repo_facets (seq, facets) VALUES ($1, $2) ON CONFLICT (seq) DO UPDATE SET facets = excluded.facets`, seq, facetText(r, f))
	if err != nil {
		return err
	}
	place(v, seq, r)
	v.Put(byParameters, seq, f.Parameters)
	v.Put(bySize, seq, sizeOf(f.Parameters))
	return nil
}

// leave takes a document out of the index.
func (s *Store) leave(ctx context.Context, tx *sqlstore.Tx, id hub.ID) error {
	old, err := indexed(ctx, tx, id)
	if err != nil {
		return err
	}
	seq, err := number(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.index.Change(ctx, tx, seq, strings.Fields(old), nil); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE repo_facts SET words = '', indexed = 1 WHERE repo = $1`, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM repo_facets WHERE seq = $1`, seq)
	return err
}

// again puts a repository into the index as it is now, if it is known: the
// words of its files are kept, the others are put in anew.
func (s *Store) again(ctx context.Context, tx *sqlstore.Tx, v posting.Values, r hub.Repo) error {
	var said, words string
	err := tx.One(ctx, []any{&said, &words}, `SELECT facts, words FROM repo_facts WHERE repo = $1`, r.ID)
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
	old, err := indexed(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(strings.Fields(words), func(w string) bool { return unmarked.Replace(w) != w })
	return s.enter(ctx, tx, v, r, f, old, document(r, f, kept...))
}

// maxRecent is how many documents may wait for Tidy, which then does not wait
// for anybody: questions read them all.
const maxRecent = 500

// How many repositories that are not in the index are put there at once, and
// in one transaction.
const (
	maxBehind   = 5000
	maxTogether = 50
)

// Tidy brings into the index what an older program knew of repositories, and
// all that is recent into its lists. Questions are the faster for it; it may be
// cut off.
func (s *Store) Tidy(ctx context.Context) error {
	if err := s.index.Derive(ctx, byParameters, bySize, sizeOf); err != nil {
		return fmt.Errorf("put sizes of models into the index: %w", err)
	}
	for _, o := range order {
		if err := s.index.Derive(ctx, o.in, o.step.Column, o.step.Step); err != nil {
			return fmt.Errorf("put steps of what repositories are sorted by into the index: %w", err)
		}
	}
	for more := true; more; {
		ids, err := s.behind(ctx)
		if err != nil {
			return fmt.Errorf("list repositories that the index has not: %w", err)
		}
		for some := range slices.Chunk(ids, maxTogether) {
			if err := s.catchUp(ctx, some); err != nil {
				return fmt.Errorf("put repositories into the index: %w", err)
			}
		}
		if err := s.index.Fold(ctx); err != nil {
			return err
		}
		more = len(ids) > 0
	}
	return nil
}

// catchUp puts repositories that are known into the index.
func (s *Store) catchUp(ctx context.Context, ids []hub.ID) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		v := posting.Values{}
		for _, id := range ids {
			r, err := find(ctx, tx, id)
			if err == nil {
				err = s.again(ctx, tx, v, r)
			} else if fault.Is(err, fault.NotFound) { // it was deleted
				err = s.leave(ctx, tx, id)
			}
			if err != nil {
				return err
			}
		}
		return v.Write(ctx, tx)
	})
}

// behind lists some repositories that are known and not in the index.
func (s *Store) behind(ctx context.Context) (l []hub.ID, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var id hub.ID
		err := row.Scan(&id)
		l = append(l, id)
		return err
	}, `SELECT repo FROM repo_facts WHERE indexed = 0 LIMIT $1`, maxBehind)
	return l, err
}
