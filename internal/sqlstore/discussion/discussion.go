// Package discussion keeps what people say about repositories in the database.
package discussion

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps discussions. A repository that is deleted for good takes its own
// along.
type Store struct{ db *sqlstore.DB }

var _ discussion.Store = (*Store)(nil)

// New returns the discussions of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

const columns = `repo, number, title, author, status, created, pull, start, base, head, merged, gone, events, bytes`

func scan(read func(dest ...any) error) (d discussion.Discussion, err error) {
	var created int64
	var pull bool
	var p discussion.Pull
	err = read(&d.Repo, &d.Number, &d.Title, (*string)(&d.Author), &d.Status, &created, &pull, &p.Start, &p.Base, &p.Head, &p.Merged, &p.Gone, &d.Events, &d.Bytes)
	d.Created = time.UnixMicro(created).UTC()
	if pull {
		d.Pull = &p
	}
	return d, err
}

// source is where a row can be read: the database or a transaction.
type source interface {
	One(ctx context.Context, dest []any, query string, args ...any) error
}

func find(ctx context.Context, from source, repo hub.ID, number int) (discussion.Discussion, error) {
	d, err := scan(func(dest ...any) error {
		return from.One(ctx, dest, `SELECT `+columns+` FROM discussion WHERE repo = $1 AND number = $2 AND status <> $3`, repo, number, reserved)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return d, noDiscussion(number)
	}
	return d, err
}

func noDiscussion(number int) error {
	return fault.New(fault.NotFound, "there is no discussion #%d", number)
}

// Add adds a discussion under the next number, or the one that it has reserved.
func (s *Store) Add(ctx context.Context, d discussion.Discussion, events ...discussion.Event) (discussion.Discussion, error) {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if d.Number == 0 {
			var err error
			if d.Number, err = reserve(ctx, tx, d.Repo, d.Created); err != nil {
				return err
			}
		}
		p := discussion.Pull{}
		if d.Pull != nil {
			p = *d.Pull
		}
		n, err := tx.Exec(ctx, `
			UPDATE discussion SET title = $1, author = $2, author_key = $3, status = $4, created = $5, pull = $6, start = $7
			WHERE repo = $8 AND number = $9 AND status = $10`,
			d.Title, string(d.Author), d.Author.Key(), d.Status, d.Created.UnixMicro(), d.Pull != nil, p.Start, d.Repo, d.Number, reserved)
		if err == nil && n == 0 {
			err = fault.New(fault.Stale, "opening #%d took too long: try again", d.Number)
		}
		if err != nil {
			return err
		}
		return add(ctx, tx, &d, events)
	})
	if err != nil {
		return d, fmt.Errorf("add a discussion of repository %s: %w", d.Repo, err)
	}
	return d, nil
}

// add adds events to a discussion.
func add(ctx context.Context, tx *sqlstore.Tx, d *discussion.Discussion, events []discussion.Event) error {
	for _, e := range events {
		edits, err := json.Marshal(e.Edits)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO discussion_event (repo, number, seq, id, kind, author, at, body, former, hidden, edits)
			VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM discussion_event WHERE repo = $1 AND number = $2), $3, $4, $5, $6, $7, $8, $9, $10)`,
			d.Repo, d.Number, e.ID, e.Kind, string(e.Author), e.At.UnixMicro(), e.Text, e.From, e.Hidden, string(edits))
		if err != nil {
			return err
		}
		d.Events, d.Bytes = d.Events+1, d.Bytes+e.Bytes()
	}
	return measure(ctx, tx, *d)
}

// measure writes how much is in a discussion.
func measure(ctx context.Context, tx *sqlstore.Tx, d discussion.Discussion) error {
	_, err := tx.Exec(ctx, `UPDATE discussion SET events = $1, bytes = $2 WHERE repo = $3 AND number = $4`, d.Events, d.Bytes, d.Repo, d.Number)
	return err
}

// Find finds a discussion.
func (s *Store) Find(ctx context.Context, repo hub.ID, number int) (discussion.Discussion, error) {
	d, err := find(ctx, s.db, repo, number)
	if err != nil {
		return d, fmt.Errorf("find a discussion of repository %s: %w", repo, err)
	}
	return d, nil
}

const fits = ` FROM discussion WHERE repo = $1 AND status <> 'reserved' AND ($2 = '' OR author_key = $2)
	AND ($3 < 0 OR $3 = (CASE WHEN status IN ('closed', 'merged') THEN 1 ELSE 0 END)) AND ($4 < 0 OR $4 = pull)`

// choice is a truth value that may be left open: below 0 it is.
func choice(b *bool) int {
	switch {
	case b == nil:
		return -1
	case *b:
		return 1
	}
	return 0
}

// List lists discussions, the newest first.
func (s *Store) List(ctx context.Context, repo hub.ID, f discussion.Filter) (l []discussion.Discussion, total int, err error) {
	args := []any{repo, f.Author.Key(), choice(f.Done), choice(f.Pull)}
	if err = s.db.One(ctx, []any{&total}, `SELECT COUNT(*)`+fits, args...); err == nil {
		err = s.db.Each(ctx, func(row sqlstore.Row) error {
			d, err := scan(row.Scan)
			l = append(l, d)
			return err
		}, `SELECT `+columns+fits+` ORDER BY number DESC LIMIT $5 OFFSET $6`, append(args, f.Limit, f.Skip)...)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("list the discussions of repository %s: %w", repo, err)
	}
	return l, total, nil
}

const eventColumns = `id, kind, author, at, body, former, hidden, edits`

func scanEvent(read func(dest ...any) error) (e discussion.Event, err error) {
	var at int64
	var edits string
	if err := read(&e.ID, &e.Kind, (*string)(&e.Author), &at, &e.Text, &e.From, &e.Hidden, &edits); err != nil {
		return e, err
	}
	e.At = time.UnixMicro(at).UTC()
	return e, json.Unmarshal([]byte(edits), &e.Edits)
}

// Events lists what has happened, in order.
func (s *Store) Events(ctx context.Context, repo hub.ID, number int) (l []discussion.Event, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		e, err := scanEvent(row.Scan)
		l = append(l, e)
		return err
	}, `SELECT `+eventColumns+` FROM discussion_event WHERE repo = $1 AND number = $2 ORDER BY seq`, repo, number)
	if err != nil {
		return nil, fmt.Errorf("read discussion #%d of repository %s: %w", number, repo, err)
	}
	return l, nil
}

// Change keeps what change makes of a discussion: its title, its status, and
// where a pull request stands.
func (s *Store) Change(ctx context.Context, repo hub.ID, number int, change func(*discussion.Discussion) ([]discussion.Event, error)) (d discussion.Discussion, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if d, err = find(ctx, tx, repo, number); err != nil {
			return err
		}
		was := d
		events, err := change(&d)
		if err != nil {
			return err
		}
		d.Events, d.Bytes = was.Events, was.Bytes
		p := discussion.Pull{}
		if d.Pull != nil {
			p = *d.Pull
		}
		_, err = tx.Exec(ctx, `UPDATE discussion SET title = $1, status = $2, base = $3, head = $4, merged = $5, gone = $6 WHERE repo = $7 AND number = $8`,
			d.Title, d.Status, p.Base, p.Head, p.Merged, p.Gone, repo, number)
		if err != nil {
			return err
		}
		return add(ctx, tx, &d, events)
	})
	if err != nil {
		return d, fmt.Errorf("change discussion #%d of repository %s: %w", number, repo, err)
	}
	return d, nil
}

// Edit keeps what change makes of an event: what it says, and whether it is hidden.
func (s *Store) Edit(ctx context.Context, repo hub.ID, number int, id string, change func(discussion.Discussion, *discussion.Event) error) (e discussion.Event, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		d, err := find(ctx, tx, repo, number)
		if err != nil {
			return err
		}
		e, err = scanEvent(func(dest ...any) error {
			return tx.One(ctx, dest, `SELECT `+eventColumns+` FROM discussion_event WHERE repo = $1 AND number = $2 AND id = $3`, repo, number, id)
		})
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "there is no comment %.40q in #%d", id, number)
		}
		before := e.Bytes()
		if err == nil {
			err = change(d, &e)
		}
		if err != nil {
			return err
		}
		d.Bytes += e.Bytes() - before
		edits, err := json.Marshal(e.Edits)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE discussion_event SET body = $1, hidden = $2, edits = $3 WHERE repo = $4 AND number = $5 AND id = $6`,
			e.Text, e.Hidden, string(edits), repo, number, id)
		if err != nil {
			return err
		}
		return measure(ctx, tx, d)
	})
	if err != nil {
		return e, fmt.Errorf("change a comment of discussion #%d of repository %s: %w", number, repo, err)
	}
	return e, nil
}
