// Package limit keeps what single users may ask of models in the database.
package limit

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/limit"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps limits in a table.
type Store struct{ db *sqlstore.DB }

var _ limit.Rows = (*Store)(nil)

// New returns the limits of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Limits are those of each user of whom any was set.
func (s *Store) Limits(ctx context.Context) (map[string]limit.Limits, error) {
	set := map[string]limit.Limits{}
	err := s.db.Each(ctx, func(r sqlstore.Row) error {
		var owner string
		var l limit.Limits
		err := r.Scan(&owner, &l.Requests, &l.Tokens, &l.Concurrent)
		set[owner] = l
		return err
	}, `SELECT owner, requests, tokens, concurrent FROM call_limit`)
	if err != nil {
		return nil, fmt.Errorf("read the limits of users: %w", err)
	}
	return set, nil
}

// SetLimits sets those of a user. One who has the usual ones alone is not kept.
func (s *Store) SetLimits(ctx context.Context, user string, l limit.Limits) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if l.Requests == limit.Usual && l.Tokens == limit.Usual && l.Concurrent == limit.Usual {
			_, err := tx.Exec(ctx, `DELETE FROM call_limit WHERE owner = $1`, user)
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO call_limit (owner, requests, tokens, concurrent) VALUES ($1, $2, $3, $4)
			ON CONFLICT (owner) DO UPDATE SET requests = excluded.requests, tokens = excluded.tokens, concurrent = excluded.concurrent`,
			user, l.Requests, l.Tokens, l.Concurrent)
		return err
	})
	if err != nil {
		return fmt.Errorf("set the limits of %s: %w", user, err)
	}
	return nil
}
