// Package deposit keeps deposits in the database.
package deposit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps deposits in a table.
type Store struct{ db *sqlstore.DB }

var _ deposit.Rows = (*Store)(nil)

// New returns the deposits of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Add adds an item.
func (s *Store) Add(ctx context.Context, it deposit.Item) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO deposit (id, owner, kind, body, digest, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			it.ID, it.Owner, string(it.Kind), string(it.Body), it.Digest, micro(it.Created), micro(it.Expires))
		if err == nil && n == 0 {
			return deposit.Taken(it.Kind, it.ID)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("keep %s %s: %w", it.Kind, it.ID, err)
	}
	return nil
}

// micro is 0 for no time.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

const columns = `id, owner, kind, body, digest, created, expires`

func scan(read func(dest ...any) error) (it deposit.Item, err error) {
	var body string
	var created, expires int64
	if err := read(&it.ID, &it.Owner, &it.Kind, &body, &it.Digest, &created, &expires); err != nil {
		return it, err
	}
	it.Body, it.Created = json.RawMessage(body), time.UnixMicro(created).UTC()
	if expires != 0 {
		it.Expires = time.UnixMicro(expires).UTC()
	}
	return it, nil
}

// Find finds an item of an owner.
func (s *Store) Find(ctx context.Context, owner string, k deposit.Kind, id string) (deposit.Item, error) {
	it, err := scan(func(dest ...any) error {
		return s.db.One(ctx, dest, `SELECT `+columns+` FROM deposit WHERE id = $1 AND owner = $2 AND kind = $3`, id, owner, string(k))
	})
	if errors.Is(err, sql.ErrNoRows) {
		return it, deposit.Missing(k, id)
	}
	if err != nil {
		return it, fmt.Errorf("find %s %s: %w", k, id, err)
	}
	return it, nil
}

const most = 10_000

// List lists items of an owner.
func (s *Store) List(ctx context.Context, owner string, k deposit.Kind, p deposit.Page) (l []deposit.Item, err error) {
	limit := min(p.Limit, most)
	if limit <= 0 {
		limit = 100
	}
	query, args := `SELECT `+columns+` FROM deposit WHERE owner = $1 AND kind = $2`, []any{owner, string(k), limit}
	before, order := `<`, `DESC`
	if p.Oldest {
		before, order = `>`, `ASC`
	}
	if p.After != "" {
		query += ` AND (created, id) ` + before + ` (SELECT created, id FROM deposit WHERE id = $4 AND owner = $1 AND kind = $2)`
		args = append(args, p.After)
	}
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		it, err := scan(row.Scan)
		l = append(l, it)
		return err
	}, query+` ORDER BY created `+order+`, id `+order+` LIMIT $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("list the %ss of %s: %w", k, owner, err)
	}
	return l, nil
}

// Change replaces the body of an item of an owner.
func (s *Store) Change(ctx context.Context, owner string, k deposit.Kind, id string, body json.RawMessage) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE deposit SET body = $4 WHERE id = $1 AND owner = $2 AND kind = $3`, id, owner, string(k), string(body))
		if err == nil && n == 0 {
			return deposit.Missing(k, id)
		}
		return err
	})
}

// Remove removes an item of an owner.
func (s *Store) Remove(ctx context.Context, owner string, k deposit.Kind, id string) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM deposit WHERE id = $1 AND owner = $2 AND kind = $3`, id, owner, string(k))
		if err == nil && n == 0 {
			return deposit.Missing(k, id)
		}
		return err
	})
}

// Sweep removes what has expired, and responses and completions from before t.
func (s *Store) Sweep(ctx context.Context, now, t time.Time) (removed int, err error) {
	err = s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		removed, err = tx.Exec(ctx, `DELETE FROM deposit WHERE (expires > 0 AND expires < $1) OR (kind IN ($2, $3) AND created < $4)`,
			micro(now), string(deposit.OfResponse), string(deposit.OfCompletion), micro(t))
		return err
	})
	return removed, err
}
