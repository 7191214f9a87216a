// Package holding keeps who may read which stored values: those who brought or
// made them. Values are stored once for all, so knowing a digest is no proof.
package holding

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps holdings in the database. A power failure may take the last ones
// back; what came with a request is not acknowledged before the request is stored.
type Store struct{ db *sqlstore.DB }

// New returns the holdings of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Add lets owner read the value under a digest.
func (s *Store) Add(ctx context.Context, owner, digest string) error {
	known, err := s.Has(ctx, owner, digest)
	if known || err != nil {
		return err
	}
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO holding (owner, digest) VALUES ($1, $2) ON CONFLICT (owner, digest) DO NOTHING`, owner, digest)
		return err
	})
}

// Has reports whether owner may read the value under a digest.
func (s *Store) Has(ctx context.Context, owner, digest string) (bool, error) {
	var n int
	err := s.db.One(ctx, []any{&n}, `SELECT COUNT(*) FROM holding WHERE owner = $1 AND digest = $2`, owner, digest)
	if err != nil {
		return false, fmt.Errorf("look up who holds a value: %w", err)
	}
	return n > 0, nil
}

// Sweep forgets who held values that are there no more.
func (s *Store) Sweep(ctx context.Context, there func(digest string) bool) error {
	var gone []string
	err := s.db.Each(ctx, func(r sqlstore.Row) error {
		var digest string
		err := r.Scan(&digest)
		if err == nil && !there(digest) {
			gone = append(gone, digest)
		}
		return err
	}, `SELECT DISTINCT digest FROM holding`)
	if err != nil {
		return fmt.Errorf("list the values that are held: %w", err)
	}
	for _, digest := range gone {
		err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM holding WHERE digest = $1`, digest)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget who held a value: %w", err)
		}
	}
	return nil
}
