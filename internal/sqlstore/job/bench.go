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
	err := s.db.BesideSoon(ctx, func(tx *sqlstore.Tx) error {
		if err := s.bury(ctx, tx, t); err != nil {
			return err
		}
		var q query
		q.add(`UPDATE job SET state = 'running', attempt = attempt + 1, holder = $, due = $, updated = $,
			deaths = deaths + CASE WHEN state = 'running' THEN 1 ELSE 0 END
			WHERE `, t.Holder, micro(t.Until), micro(t.Now))
		s.free(&q, t, ``, t.Max)
		q.add(` RETURNING ` + columns)
		var err error
		jobs, err = collect(ctx, tx, read, q.sql.String(), q.args...)
		return err
	})
	slices.SortFunc(jobs, func(a, b job.Job) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return jobs, err
}

// which adds the condition of the jobs that t may take.
func which(q *query, t job.Take) {
	q.add(`due <= $ AND kind IN (`, micro(t.Now))
	list(q, t.Kinds)
	q.add(`)`)
	if t.Only != "" {
		q.add(` AND id = $`, t.Only)
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
func (s *Store) free(q *query, t job.Take, also string, n int) {
	from, to := `id IN (SELECT id FROM job WHERE `, `)`
	if s.db.Postgres() {
		from, to = `id = ANY (ARRAY(SELECT id FROM job WHERE `, ` FOR UPDATE SKIP LOCKED))`
	}
	q.add(from)
	which(q, t)
	q.add(also+` ORDER BY due, id LIMIT $`, n)
	q.add(to)
}

// manyBuried is far more than are ever due.
const manyBuried = 100_000

// bury ends jobs that are due and must not be run again.
func (s *Store) bury(ctx context.Context, tx *sqlstore.Tx, t job.Take) error {
	var q query
	q.add(`UPDATE job SET state = 'canceled', holder = '', due = NULL, updated = $ WHERE `, micro(t.Now))
	s.free(&q, t, ` AND cancel = 1`, manyBuried)
	if _, err := tx.Exec(ctx, q.sql.String(), q.args...); err != nil {
		return err
	}
	q = query{}
	q.add(`UPDATE job SET state = 'failed', holder = '', due = NULL, updated = $, failure_kind = $, failure = $
		WHERE `, micro(t.Now), fault.Exhausted, fmt.Sprintf("%d workers, one after another, died while they ran it", job.MaxDeaths))
	s.free(&q, t, fmt.Sprintf(` AND state = 'running' AND deaths >= %d`, job.MaxDeaths-1), manyBuried)
	_, err := tx.Exec(ctx, q.sql.String(), q.args...)
	return err
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
