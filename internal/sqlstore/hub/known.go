package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

var _ hub.Index = (*Store)(nil)

// Describe keeps what the files of a repository say.
func (s *Store) Describe(ctx context.Context, id hub.ID, head hub.OID, f facts.Facts) error {
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		r, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		v := posting.Values{}
		if err := s.describe(ctx, tx, v, r, head, f); err != nil {
			return err
		}
		return v.Write(ctx, tx)
	})
	if err == nil && s.index.Recent() > maxRecent {
		err = s.index.Fold(ctx)
	}
	if err != nil {
		return fmt.Errorf("keep what is known of repository %s: %w", id, err)
	}
	return nil
}

func (s *Store) describe(ctx context.Context, tx *sqlstore.Tx, v posting.Values, r hub.Repo, head hub.OID, f facts.Facts) error {
	said, err := json.Marshal(f)
	if err != nil {
		return err
	}
	card, err := json.Marshal(f.Card)
	if err != nil {
		return err
	}
	old, err := indexed(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO repo_facts (repo, version, head, facts, card, words) VALUES ($1, $2, $3, $4, $5, '')
		ON CONFLICT (repo) DO UPDATE SET version = excluded.version, head = excluded.head, facts = excluded.facts, card = excluded.card`,
		r.ID, facts.Version, head, string(said), string(card))
	if err != nil {
		return err
	}
	return s.enter(ctx, tx, v, r, f, old, document(r, f))
}

// Known returns what is known of repositories.
func (s *Store) Known(ctx context.Context, card bool, ids ...hub.ID) (map[hub.ID]facts.Facts, error) {
	m := make(map[hub.ID]facts.Facts, len(ids))
	column := `''`
	if card {
		column = `card`
	}
	for part := range slices.Chunk(ids, maxRows) {
		var args arguments
		in := args.among(len(part), func(i int) any { return part[i] })
		err := s.db.Each(ctx, func(row sqlstore.Row) error {
			var id hub.ID
			var said, cardText []byte
			if err := row.Scan(&id, &said, &cardText); err != nil {
				return err
			}
			var f facts.Facts
			err := json.Unmarshal(said, &f)
			if err == nil && card {
				err = json.Unmarshal(cardText, &f.Card)
			}
			if err != nil {
				return fmt.Errorf("of repository %s: %w", id, err)
			}
			m[id] = f
			return nil
		}, `SELECT repo, facts, `+column+` FROM repo_facts WHERE repo IN `+in, args...)
		if err != nil {
			return nil, fmt.Errorf("read what is known: %w", err)
		}
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
