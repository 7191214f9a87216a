// Package account keeps users, organisations, their credentials and the audit
// log in the database.
package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps accounts in the database.
type Store struct {
	db     *sqlstore.DB
	recent recent
}

var _ account.Store = (*Store)(nil)

// New returns the accounts of db.
func New(db *sqlstore.DB) *Store { return &Store{db: db} }

// write runs f and adds its line to the audit log, in one transaction.
func (s *Store) write(ctx context.Context, by account.Entry, f func(tx *sqlstore.Tx) error) error {
	return s.Noted(ctx, func(tx *sqlstore.Tx) (account.Entry, error) { return by, f(tx) })
}

// Noted runs f, which may write what other stores keep, and adds the line that it
// gives to the audit log, in one transaction.
func (s *Store) Noted(ctx context.Context, f func(tx *sqlstore.Tx) (account.Entry, error)) error {
	defer s.recent.forget()
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		by, err := f(tx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO audit (seq, at, actor, via, addr, act, subject, detail)
			VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM audit), $1, $2, $3, $4, $5, $6, $7)`,
			micro(by.At), string(by.Actor), by.Via, by.Addr, by.Act, by.Subject, by.Detail)
		if err != nil {
			return fmt.Errorf("write the audit log: %w", err)
		}
		return nil
	})
}

// Note adds an entry of its own.
func (s *Store) Note(ctx context.Context, e account.Entry) error {
	return s.write(ctx, e, func(*sqlstore.Tx) error { return nil })
}

// Entries returns entries of the audit log, the newest first.
func (s *Store) Entries(ctx context.Context, before int64, limit int) (l []account.Entry, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var e account.Entry
		var at int64
		err := r.Scan(&e.Seq, &at, (*string)(&e.Actor), &e.Via, &e.Addr, &e.Act, &e.Subject, &e.Detail)
		e.At = moment(at)
		l = append(l, e)
		return err
	}, `SELECT seq, at, actor, via, addr, act, subject, detail FROM audit WHERE seq < $1 OR $1 = 0 ORDER BY seq DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return l, nil
}

// micro is t in microseconds since 1970; the zero time is 0.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// or puts what is said for the absence of a row in its place.
func or(err, absent error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return absent
	}
	return err
}

func noUser(name ref.Owner) error {
	return fault.New(fault.NotFound, "there is no user %q; `tenon user list` lists them", name)
}

// addOwner takes a name.
func addOwner(ctx context.Context, tx *sqlstore.Tx, name ref.Owner, org bool, title string, created time.Time) error {
	var taken string
	err := tx.One(ctx, []any{&taken}, `SELECT name FROM owner WHERE key = $1 OR look = $2 LIMIT 1`, name.Key(), name.Look())
	switch {
	case err == nil && ref.Owner(taken).Key() == name.Key():
		return fault.New(fault.Conflict, "the name %s is taken; choose another", name)
	case err == nil:
		return fault.New(fault.Conflict, "the name %s looks like %s, which is taken; choose another", name, taken)
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if err := unmirrored(ctx, tx, name); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO owner (key, look, name, org, title, created) VALUES ($1, $2, $3, $4, $5, $6)`,
		name.Key(), name.Look(), string(name), number(org), title, micro(created))
	return err
}

// unmirrored refuses the name of somebody elsewhere, whose repositories are here
// as mirrors: they would seem to be those of whoever takes it.
func unmirrored(ctx context.Context, tx *sqlstore.Tx, name ref.Owner) error {
	var kind, repo, upstream string
	err := tx.One(ctx, []any{&kind, &repo, &upstream}, `SELECT kind, name, upstream FROM repo
		WHERE kind IN ('model', 'dataset', 'space') AND owner = $1 AND upstream <> '' AND deleted IS NULL LIMIT 1`, name.Key()) // the kinds lead to the index
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "the name %s is that of the owner of a mirror, the %s %s from the upstream %s; choose another, or ask an administrator to delete the mirrors of %s first", name, kind, repo, upstream, name)
}
