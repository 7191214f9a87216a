// Package limit keeps what single users may ask of models in the database.
package limit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/limit"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps limits in a table.
type Store struct {
	db    *sqlstore.DB
	noted Noted
}

// Noted writes with a line of the audit log: sqlstore/account does.
type Noted func(ctx context.Context, f func(tx *sqlstore.Tx) (account.Entry, error)) error

var _ limit.Rows = (*Store)(nil)

// New returns the limits of db, which are written by n.
func New(db *sqlstore.DB, n Noted) *Store { return &Store{db, n} }

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

// Change changes those of a user. One who has the usual ones alone is not kept.
func (s *Store) Change(ctx context.Context, user string, change func(limit.Limits) (limit.Limits, error), note func(limit.Limits) account.Entry) error {
	err := s.noted(ctx, func(tx *sqlstore.Tx) (by account.Entry, err error) {
		l := limit.Nothing
		err = tx.One(ctx, []any{&l.Requests, &l.Tokens, &l.Concurrent}, `SELECT requests, tokens, concurrent FROM call_limit WHERE owner = $1`, user)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return by, err
		}
		if l, err = change(l); err != nil {
			return by, err
		}
		return note(l), set(ctx, tx, user, l)
	})
	if err != nil {
		return fmt.Errorf("set the limits of %s: %w", user, err)
	}
	return nil
}

func set(ctx context.Context, tx *sqlstore.Tx, user string, l limit.Limits) error {
	if l == limit.Nothing {
		_, err := tx.Exec(ctx, `DELETE FROM call_limit WHERE owner = $1`, user)
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO call_limit (owner, requests, tokens, concurrent) VALUES ($1, $2, $3, $4)
		ON CONFLICT (owner) DO UPDATE SET requests = excluded.requests, tokens = excluded.tokens, concurrent = excluded.concurrent`,
		user, l.Requests, l.Tokens, l.Concurrent)
	return err
}
