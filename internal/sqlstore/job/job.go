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
	"unicode/utf8"

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

// Add stores waiting jobs; IDs that are all taken are a fault of kind Conflict.
func (s *Store) Add(ctx context.Context, jobs ...job.Job) error {
	return s.db.Beside(ctx, func(tx *sqlstore.Tx) error {
		added := 0
		for _, j := range jobs {
			n, err := tx.Exec(ctx, `
				INSERT INTO job (id, kind, owner, share, title, state, payload, retries, due, created, updated)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
				j.ID, j.Kind, j.Owner, j.Share, j.Title, job.Waiting, text(j.Payload), j.Retries, micro(j.Next), micro(j.Created), micro(j.Updated))
			if err != nil {
				return err
			}
			added += n
		}
		if added == 0 && len(jobs) > 0 {
			return fault.New(fault.Conflict, "there is a job %s already", jobs[0].ID)
		}
		return nil
	})
}

// Find returns a job.
func (s *Store) Find(ctx context.Context, id job.ID) (job.Job, error) {
	var r record
	err := s.db.One(ctx, r.fields(), `SELECT `+columns+` FROM job WHERE id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return job.Job{}, fault.New(fault.NotFound, "there is no job %s", id)
	}
	if err != nil {
		return job.Job{}, fmt.Errorf("read job %s: %w", id, err)
	}
	return r.job(), nil
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
	return collect(ctx, s.db, read, q.sql.String(), q.args...)
}

// Cancel ends a waiting job and marks a running one.
func (s *Store) Cancel(ctx context.Context, id job.ID, now time.Time) (job.Job, error) {
	var r record
	err := s.db.Beside(ctx, func(tx *sqlstore.Tx) (err error) {
		return tx.One(ctx, r.fields(), `
			UPDATE job SET cancel = 1, updated = $1,
				due = CASE WHEN state = 'waiting' THEN NULL ELSE due END,
				state = CASE WHEN state = 'waiting' THEN 'canceled' ELSE state END
			WHERE id = $2 AND due IS NOT NULL RETURNING `+columns, micro(now), id)
	})
	if !errors.Is(err, sql.ErrNoRows) {
		return r.job(), err
	}
	j, err := s.Find(ctx, id)
	if err == nil {
		err = fault.New(fault.Conflict, "job %s has ended already: it is %s", id, j.State)
	}
	return j, err
}

// Steps returns the steps of a job in the order they were recorded in.
func (s *Store) Steps(ctx context.Context, id job.ID) ([]job.Step, error) {
	return collect(ctx, s.db, func(r sqlstore.Row) (step job.Step, err error) {
		var at int64
		err = r.Scan(&step.Name, &at, (*[]byte)(&step.Result))
		step.At = time.UnixMicro(at)
		return step, err
	}, `SELECT name, at, result FROM job_step WHERE job = $1 ORDER BY seq`, id)
}

// Events returns events with Seq over after.
func (s *Store) Events(ctx context.Context, id job.ID, after int64, limit int) ([]job.Event, error) {
	return collect(ctx, s.db, func(r sqlstore.Row) (e job.Event, err error) {
		var at int64
		err = r.Scan(&e.Seq, &at, (*[]byte)(&e.Data))
		e.At = time.UnixMicro(at)
		return e, err
	}, `SELECT seq, at, data FROM job_event WHERE job = $1 AND seq > $2 ORDER BY seq LIMIT $3`, id, after, limit)
}

// Sweep removes jobs that ended before t.
func (s *Store) Sweep(ctx context.Context, t time.Time) (removed int, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) (err error) {
		removed, err = tx.Exec(ctx, `DELETE FROM job WHERE due IS NULL AND updated < $1`, micro(t))
		return err
	})
	return removed, err
}

const columns = `id, kind, owner, share, title, state, payload, result, failure_kind, failure, verdict, attempt, retries, cancel, due, created, updated`

// record is a row of these columns.
type record struct {
	j                job.Job
	kind, failure    sql.NullString
	due              sql.NullInt64
	created, updated int64
}

func (r *record) fields() []any {
	j := &r.j
	return []any{
		&j.ID, &j.Kind, &j.Owner, &j.Share, &j.Title, &j.State, (*[]byte)(&j.Payload), (*[]byte)(&j.Result),
		&r.kind, &r.failure, &j.Verdict, &j.Attempt, &j.Retries, &j.Cancel, &r.due, &r.created, &r.updated,
	}
}

func (r *record) job() job.Job {
	if r.kind.Valid {
		r.j.Failure = &job.Failure{Kind: fault.Kind(r.kind.String), Message: r.failure.String}
	}
	if r.j.State == job.Waiting {
		r.j.Next = time.UnixMicro(r.due.Int64)
	}
	r.j.Created, r.j.Updated = time.UnixMicro(r.created), time.UnixMicro(r.updated)
	return r.j
}

func read(row sqlstore.Row) (job.Job, error) {
	var r record
	err := row.Scan(r.fields()...)
	return r.job(), err
}

// reader is the database or a transaction.
type reader interface {
	Each(ctx context.Context, scan func(sqlstore.Row) error, query string, args ...any) error
}

func collect[T any](ctx context.Context, from reader, read func(sqlstore.Row) (T, error), query string, args ...any) (l []T, _ error) {
	err := from.Each(ctx, func(r sqlstore.Row) error {
		v, err := read(r)
		l = append(l, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	return l, nil
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

// Count is how many steps of a job have a name that begins so.
func (s *Store) Count(ctx context.Context, id job.ID, prefix string) (n int, err error) {
	err = s.db.One(ctx, []any{&n}, `SELECT COUNT(*) FROM job_step WHERE job = $1 AND substr(name, 1, $2) = $3`, id, utf8.RuneCountInString(prefix), prefix)
	if err != nil {
		return 0, fmt.Errorf("count the steps of job %s: %w", id, err)
	}
	return n, nil
}

// Step returns one step of a job.
func (s *Store) Step(ctx context.Context, id job.ID, name string) (job.Step, error) {
	step := job.Step{Name: name}
	var at int64
	err := s.db.One(ctx, []any{&at, (*[]byte)(&step.Result)}, `SELECT at, result FROM job_step WHERE job = $1 AND name = $2`, id, name)
	if errors.Is(err, sql.ErrNoRows) {
		return step, fault.New(fault.NotFound, "job %s has no step %s", id, name)
	}
	if err != nil {
		return step, fmt.Errorf("read step %s of job %s: %w", name, id, err)
	}
	step.At = time.UnixMicro(at)
	return step, nil
}

// Before is how many jobs of its kind wait that were added before j.
func (s *Store) Before(ctx context.Context, j job.Job) (n int, err error) {
	err = s.db.One(ctx, []any{&n}, `SELECT COUNT(*) FROM job WHERE due IS NOT NULL AND state = $1 AND kind = $2 AND (created < $3 OR created = $3 AND id < $4)`,
		job.Waiting, j.Kind, micro(j.Created), j.ID)
	if err != nil {
		return 0, fmt.Errorf("count the jobs before %s: %w", j.ID, err)
	}
	return n, nil
}
