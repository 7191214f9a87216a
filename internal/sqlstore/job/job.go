// Package job keeps jobs in the database.
package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps jobs in tables. What is promised to somebody (a job, a step, an
// end) is on the disk when its method returns; claims, leases and events may
// be taken back by a power failure, after which the job is run again anyway.
type Store struct{ db *sqlstore.DB }

var _ job.Store = (*Store)(nil)

// New returns the jobs of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Add stores a waiting job; an ID that is taken is a fault of kind Conflict.
func (s *Store) Add(ctx context.Context, j job.Job) error {
	return s.db.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `
			INSERT INTO job (id, kind, owner, title, state, payload, retries, due, created, updated)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
			j.ID, j.Kind, j.Owner, j.Title, job.Waiting, text(j.Payload), j.Retries, micro(j.Next), micro(j.Created), micro(j.Updated))
		if n := affected(res, &err); err == nil && n == 0 {
			return fault.New(fault.Conflict, "there is a job %s already", j.ID)
		}
		return err
	})
}

// Find returns a job.
func (s *Store) Find(ctx context.Context, id job.ID) (job.Job, error) {
	row := s.db.Read().QueryRowContext(ctx, `SELECT `+columns+` FROM job WHERE id = $1`, id)
	j, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return j, fault.New(fault.NotFound, "there is no job %s", id)
	}
	if err != nil {
		return j, fmt.Errorf("read job %s: %w", id, err)
	}
	return j, nil
}

// List returns jobs without payload and result, newest first.
func (s *Store) List(ctx context.Context, f job.Filter) ([]job.Job, error) {
	q := query{}
	q.add(`SELECT ` + strings.Replace(columns, "payload, result", "NULL, NULL", 1) + ` FROM job WHERE 1 = 1`)
	if f.Owner != "" {
		q.add(` AND owner = $`, f.Owner)
	}
	if f.Kind != "" {
		q.add(` AND kind = $`, f.Kind)
	}
	if len(f.States) > 0 {
		q.add(` AND state IN (`)
		list(&q, f.States)
		q.add(`)`)
	}
	if f.Before != "" {
		q.add(` AND (created, id) < (SELECT created, id FROM job WHERE id = $)`, f.Before)
	}
	limit := min(f.Limit, 500)
	if limit <= 0 {
		limit = 50
	}
	q.add(` ORDER BY created DESC, id DESC LIMIT $`, limit)
	rows, err := s.db.Read().QueryContext(ctx, q.sql.String(), q.args...)
	return collect(rows, err, scan)
}

// Cancel ends a waiting job and marks a running one.
func (s *Store) Cancel(ctx context.Context, id job.ID, now time.Time) (job.Job, error) {
	var j job.Job
	err := s.db.Write(ctx, func(tx *sql.Tx) (err error) {
		j, err = scan(tx.QueryRowContext(ctx, `
			UPDATE job SET cancel = 1, updated = $1,
				due = CASE WHEN state = 'waiting' THEN NULL ELSE due END,
				state = CASE WHEN state = 'waiting' THEN 'canceled' ELSE state END
			WHERE id = $2 AND due IS NOT NULL RETURNING `+columns, micro(now), id))
		return err
	})
	if !errors.Is(err, sql.ErrNoRows) {
		return j, err
	}
	if j, err = s.Find(ctx, id); err == nil {
		err = fault.New(fault.Conflict, "job %s has ended already: it is %s", id, j.State)
	}
	return j, err
}

// Steps returns the steps of a job in the order they were recorded in.
func (s *Store) Steps(ctx context.Context, id job.ID) ([]job.Step, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT name, at, result FROM job_step WHERE job = $1 ORDER BY seq`, id)
	return collect(rows, err, func(r scanner) (step job.Step, err error) {
		var at int64
		err = r.Scan(&step.Name, &at, (*[]byte)(&step.Result))
		step.At = time.UnixMicro(at)
		return step, err
	})
}

// Events returns events with Seq over after.
func (s *Store) Events(ctx context.Context, id job.ID, after int64, limit int) ([]job.Event, error) {
	rows, err := s.db.Read().QueryContext(ctx,
		`SELECT seq, at, data FROM job_event WHERE job = $1 AND seq > $2 ORDER BY seq LIMIT $3`, id, after, limit)
	return collect(rows, err, func(r scanner) (e job.Event, err error) {
		var at int64
		err = r.Scan(&e.Seq, &at, (*[]byte)(&e.Data))
		e.At = time.UnixMicro(at)
		return e, err
	})
}

// Sweep removes jobs that ended before t.
func (s *Store) Sweep(ctx context.Context, t time.Time) (removed int, err error) {
	err = s.db.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM job WHERE due IS NULL AND updated < $1`, micro(t))
		removed = affected(res, &err)
		return err
	})
	return removed, err
}

const columns = `id, kind, owner, title, state, payload, result, failure_kind, failure, attempt, retries, cancel, due, created, updated`

type scanner interface{ Scan(dest ...any) error }

func scan(r scanner) (j job.Job, err error) {
	var kind, failure sql.NullString
	var due sql.NullInt64
	var created, updated int64
	err = r.Scan(&j.ID, &j.Kind, &j.Owner, &j.Title, &j.State, (*[]byte)(&j.Payload), (*[]byte)(&j.Result),
		&kind, &failure, &j.Attempt, &j.Retries, &j.Cancel, &due, &created, &updated)
	if kind.Valid {
		j.Failure = &job.Failure{Kind: fault.Kind(kind.String), Message: failure.String}
	}
	if j.State == job.Waiting {
		j.Next = time.UnixMicro(due.Int64)
	}
	j.Created, j.Updated = time.UnixMicro(created), time.UnixMicro(updated)
	return j, err
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) (l []T, _ error) {
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read jobs: %w", err)
		}
		l = append(l, v)
	}
	return l, rows.Err()
}

// affected counts the rows of a result, if there was no error before.
func affected(res sql.Result, err *error) int {
	if *err != nil {
		return 0
	}
	n, e := res.RowsAffected()
	*err = e
	return int(n)
}

func micro(t time.Time) int64 { return t.UnixMicro() }

// text is JSON as the database keeps it: none is NULL.
func text(b json.RawMessage) any {
	if len(b) == 0 {
		return nil
	}
	return string(b)
}

// query is SQL that is put together, with numbers for its arguments.
type query struct {
	sql  strings.Builder
	args []any
}

// add adds a piece of SQL; a "$" at its end or before a ")" is an argument.
func (q *query) add(piece string, args ...any) {
	for _, a := range args {
		q.args = append(q.args, a)
		piece = strings.Replace(piece, "$", fmt.Sprintf("#%d", len(q.args)), 1)
	}
	q.sql.WriteString(strings.ReplaceAll(piece, "#", "$"))
}

func list[T any](q *query, values []T) {
	for i, v := range values {
		if i > 0 {
			q.add(", ")
		}
		q.add("$", v)
	}
}
