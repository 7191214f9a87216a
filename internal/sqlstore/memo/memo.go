// Package memo keeps results by what made them, each for its owner alone.
package memo

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps memos in the database. A power failure may take the last ones back.
type Store struct{ db *sqlstore.DB }

// New returns the memos of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Lookup returns what owner has under key, and whether there is anything.
func (s *Store) Lookup(ctx context.Context, owner, key string) (json.RawMessage, bool, error) {
	var value string
	err := s.db.One(ctx, []any{&value}, `SELECT value FROM memo WHERE owner = $1 AND key = $2`, owner, key)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("look up a memo: %w", err)
	}
	return json.RawMessage(value), true, nil
}

// Save keeps value for owner under key, in place of an older one.
func (s *Store) Save(ctx context.Context, owner, key string, value json.RawMessage) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO memo (owner, key, value, used) VALUES ($1, $2, $3, $4)
			ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value, used = excluded.used`,
			owner, key, string(value), time.Now().UnixMicro())
		return err
	})
}

// Sweep removes memos that were saved before t.
func (s *Store) Sweep(ctx context.Context, t time.Time) (removed int, err error) {
	err = s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		removed, err = tx.Exec(ctx, `DELETE FROM memo WHERE used < $1`, t.UnixMicro())
		return err
	})
	return removed, err
}
