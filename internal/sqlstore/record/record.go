// Package record keeps how models have done.
package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// often is how long notes are gathered before they are written together: a
// gateway notes thousands in a second.
const often = time.Second

// Store keeps records in the database. The end of the process may take the notes
// since they were written last back, unless it calls Flush: those of a second while
// Run writes them.
type Store struct {
	db *sqlstore.DB

	mu    sync.Mutex
	notes map[string]note // that are not written yet
	turn  sync.Mutex      // of those who write, or read
}

type note struct{ runs, failures, millis int64 }

// New returns the records of db.
func New(db *sqlstore.DB) *Store { return &Store{db: db, notes: map[string]note{}} }

// Note adds a call of m that took so long.
func (s *Store) Note(m ref.Model, ok bool, took time.Duration) {
	name := m.String()
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.notes[name]
	if n.runs++; ok {
		n.millis += took.Milliseconds()
	} else {
		n.failures++
	}
	s.notes[name] = n
}

// Run writes what was noted until ctx ends. failed hears of what could not be written, which is tried again.
func (s *Store) Run(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.Flush(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}

// Flush writes what was noted.
func (s *Store) Flush(ctx context.Context) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	notes := s.notes
	s.notes = map[string]note{}
	s.mu.Unlock()
	if len(notes) == 0 {
		return nil
	}
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		for name, n := range notes {
			_, err := tx.Exec(ctx, `
				INSERT INTO model_record (model, runs, failures, milliseconds) VALUES ($1, $2, $3, $4)
				ON CONFLICT (model) DO UPDATE SET runs = model_record.runs + excluded.runs,
					failures = model_record.failures + excluded.failures, milliseconds = model_record.milliseconds + excluded.milliseconds`,
				name, n.runs, n.failures, n.millis)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	s.mu.Lock() // they are written the next time
	defer s.mu.Unlock()
	for name, n := range notes {
		late := s.notes[name]
		s.notes[name] = note{n.runs + late.runs, n.failures + late.failures, n.millis + late.millis}
	}
	return err
}

// Past returns how m has done; a model without a past has the zero record.
func (s *Store) Past(ctx context.Context, m ref.Model) (r catalog.Record, err error) {
	name := m.String()
	s.turn.Lock() // nothing is on its way then
	defer s.turn.Unlock()
	s.mu.Lock()
	pending := s.notes[name]
	s.mu.Unlock()
	err = s.db.One(ctx, []any{&r.Runs, &r.Failures}, `SELECT runs, failures FROM model_record WHERE model = $1`, name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return r, fmt.Errorf("read the record of %s: %w", m, err)
	}
	r.Runs += int(pending.runs)
	r.Failures += int(pending.failures)
	return r, nil
}
