package job

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Claim takes jobs that are due. It writes only when there are some.
func (s *Store) Claim(ctx context.Context, t job.Take) ([]job.Job, error) {
	if len(t.Kinds) == 0 {
		return nil, nil
	}
	var some int
	look := due(t, `SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE `, ` LIMIT 1) AS due_now`)
	if err := s.db.One(ctx, []any{&some}, look.sql.String(), look.args...); err != nil || some == 0 {
		return nil, err
	}
	var jobs []job.Job
	err := s.db.BesideSoon(ctx, func(tx *sqlstore.Tx) (err error) {
		jobs, err = s.take(ctx, tx, t)
		return err
	})
	slices.SortFunc(jobs, func(a, b job.Job) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return jobs, err
}

// take takes the first jobs that are due. Those of them that must not be run
// again end instead, and others are taken in their place.
func (s *Store) take(ctx context.Context, tx *sqlstore.Tx, t job.Take) (jobs []job.Job, err error) {
	for full := false; !full && len(jobs) < t.Max; {
		var q query
		q.add(`UPDATE job SET state = 'running', attempt = attempt + 1, holder = $, due = $, updated = $,
			deaths = deaths + CASE WHEN state = 'running' THEN 1 ELSE 0 END WHERE `, t.Holder, micro(t.Until), micro(t.Now))
		s.free(&q, t, t.Max-len(jobs))
		q.add(` RETURNING deaths, ` + columns)
		full = true
		var doomed []record
		err := tx.Each(ctx, func(row sqlstore.Row) error {
			var r record
			var deaths int
			err := row.Scan(append([]any{&deaths}, r.fields()...)...)
			if r.j.Cancel || deaths >= job.MaxDeaths {
				doomed = append(doomed, r)
			} else {
				jobs = append(jobs, r.job())
			}
			return err
		}, q.sql.String(), q.args...)
		if err != nil {
			return nil, fmt.Errorf("take jobs: %w", err)
		}
		for _, r := range doomed {
			full = false
			if err := bury(ctx, tx, r.j, t.Now); err != nil {
				return nil, err
			}
		}
	}
	return jobs, nil
}

// bury ends a job that was taken and must not be run again.
func bury(ctx context.Context, tx *sqlstore.Tx, j job.Job, now time.Time) error {
	state, kind, why := job.Canceled, any(nil), any(nil)
	if !j.Cancel {
		state, kind, why = job.Failed, fault.Exhausted, fmt.Sprintf("%d workers, one after another, died while they ran it", job.MaxDeaths)
	}
	_, err := tx.Exec(ctx, `UPDATE job SET state = $1, holder = '', due = NULL, updated = $2, failure_kind = $3, failure = $4,
		attempt = attempt - 1, deaths = deaths - 1 WHERE id = $5`, state, micro(now), kind, why, j.ID)
	return err
}

// which adds the condition of the jobs that t may take.
func which(q *query, t job.Take) {
	q.add(`due <= $ AND kind IN (`, micro(t.Now))
	list(q, t.Kinds)
	q.add(`)`)
	if t.Only != "" {
		q.add(` AND id = $`, t.Only)
	}
	if len(t.Busy) > 0 {
		q.add(` AND share NOT IN (`)
		list(q, t.Busy)
		q.add(`)`)
	}
}

func due(t job.Take, before, after string) (q query) {
	q.add(before)
	which(&q, t)
	q.add(after)
	return q
}

// free adds the condition of at most n of the jobs that t may take, the first
// ones. Jobs that others are about to take are passed over, and not waited for.
func (s *Store) free(q *query, t job.Take, n int) {
	from, to := `id IN (SELECT id FROM job WHERE `, `)`
	if s.db.Postgres() {
		from, to = `id = ANY (ARRAY(SELECT id FROM job WHERE `, ` FOR UPDATE SKIP LOCKED))`
	}
	q.add(from)
	which(q, t)
	q.add(` ORDER BY due, id LIMIT $`, n)
	q.add(to)
}

// Renew moves the end of the lease.
func (s *Store) Renew(ctx context.Context, c job.Claim, until time.Time) (cancel bool, err error) {
	err = s.db.BesideSoon(ctx, func(tx *sqlstore.Tx) error {
		return stale(c, tx.One(ctx, []any{&cancel}, `UPDATE job SET due = $1 WHERE `+held+` RETURNING cancel`, micro(until), c.ID, c.Attempt))
	})
	return cancel, err
}

// held is the fence: the row of the job, as long as the claim holds.
const held = `id = $2 AND attempt = $3 AND state = 'running'`

func stale(c job.Claim, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Stale, "job %s is no longer in the hands of its attempt %d", c.ID, c.Attempt)
	}
	return err
}

// Record stores the result of a step once, and with it that the job gets on.
func (s *Store) Record(ctx context.Context, c job.Claim, step job.Step) (json.RawMessage, error) {
	kept := slices.Clone(step.Result)
	err := s.db.Beside(ctx, func(tx *sqlstore.Tx) error {
		var seq int64
		err := tx.One(ctx, []any{&seq}, `UPDATE job SET steps = steps + 1, deaths = 0, updated = $1 WHERE `+held+` RETURNING steps`,
			micro(step.At), c.ID, c.Attempt)
		if err := stale(c, err); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO job_step (job, name, seq, at, result) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			c.ID, step.Name, seq, micro(step.At), string(step.Result))
		if err != nil || n == 1 {
			return err
		}
		return tx.One(ctx, []any{(*[]byte)(&kept)}, `SELECT result FROM job_step WHERE job = $1 AND name = $2`, c.ID, step.Name)
	})
	return kept, err
}

// Append adds an event to the log.
func (s *Store) Append(ctx context.Context, c job.Claim, at time.Time, data json.RawMessage) (seq int64, err error) {
	err = s.db.BesideSoon(ctx, func(tx *sqlstore.Tx) error {
		err := tx.One(ctx, []any{&seq}, `UPDATE job SET events = events + 1, updated = $1 WHERE `+held+` RETURNING events`, micro(at), c.ID, c.Attempt)
		if err := stale(c, err); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO job_event (job, seq, at, data) VALUES ($1, $2, $3, $4)`, c.ID, seq, micro(at), string(data))
		return err
	})
	return seq, err
}

// Finish ends the claim.
func (s *Store) Finish(ctx context.Context, c job.Claim, o job.Outcome, now time.Time) error {
	var kind, failure, next any
	if o.Failure != nil {
		kind, failure = o.Failure.Kind, o.Failure.Message
	}
	if o.State == job.Waiting {
		next = micro(o.Next)
	}
	return s.db.Beside(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE job SET updated = $1, state = $4, result = $5, failure_kind = $6, failure = $7,
			retries = $8, due = $9, verdict = $10, deaths = 0, holder = '' WHERE `+held,
			micro(now), c.ID, c.Attempt, o.State, text(o.Result), kind, failure, o.Retries, next, o.Verdict)
		if err == nil && n == 0 {
			err = sql.ErrNoRows
		}
		return stale(c, err)
	})
}

// Holders lists the instances that hold leases.
func (s *Store) Holders(ctx context.Context) ([]string, error) {
	return collect(ctx, s.db, func(r sqlstore.Row) (name string, err error) {
		err = r.Scan(&name)
		return name, err
	}, `SELECT DISTINCT holder FROM job WHERE holder <> ''`)
}

// Break ends all leases of an instance.
func (s *Store) Break(ctx context.Context, holder string) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job SET due = 0, holder = '' WHERE holder = $1 AND holder <> ''`, holder)
		return err
	})
}
