// Package record keeps how models have done.
package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps records in the database. A power failure may take the last ones back.
type Store struct{ db *sqlstore.DB }

// New returns the records of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Note adds a call of m that took so long.
func (s *Store) Note(ctx context.Context, m ref.Model, ok bool, took time.Duration) error {
	failed, millis := 1, int64(0)
	if ok {
		failed, millis = 0, took.Milliseconds()
	}
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO model_record (model, runs, failures, milliseconds) VALUES ($1, 1, $2, $3)
			ON CONFLICT (model) DO UPDATE SET runs = model_record.runs + 1,
				failures = model_record.failures + excluded.failures, milliseconds = model_record.milliseconds + excluded.milliseconds`,
			m.String(), failed, millis)
		return err
	})
}

// Past returns how m has done; a model without a past has the zero record.
func (s *Store) Past(ctx context.Context, m ref.Model) (r catalog.Record, err error) {
	err = s.db.One(ctx, []any{&r.Runs, &r.Failures}, `SELECT runs, failures FROM model_record WHERE model = $1`, m.String())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return r, fmt.Errorf("read the record of %s: %w", m, err)
	}
	return r, nil
}
