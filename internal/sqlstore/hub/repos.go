// Package hub keeps what is known of repositories, and which large files they
// hold. Git repositories and large files themselves are kept elsewhere.
package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// Store keeps repositories in the database.
type Store struct {
	db    *sqlstore.DB
	index *posting.Index
}

var (
	_ hub.Repos   = (*Store)(nil)
	_ hub.Objects = (*Store)(nil)
)

// New returns the repositories of db.
func New(db *sqlstore.DB) *Store { return &Store{db, posting.New(db, affixes)} }

const columns = `r.id, r.kind, r.name, r.private, r.gate, r.creator, r.head, r.created, r.updated, r.downloads, r.likes, r.trend, r.upstream`

// source is where a row can be read: the database or a transaction.
type source interface {
	One(ctx context.Context, dest []any, query string, args ...any) error
}

func scanRepo(read func(dest ...any) error) (r hub.Repo, err error) {
	var name string
	var created, updated int64
	if err := read(&r.ID, &r.Kind, &name, &r.Private, &r.Gate, &r.Creator, &r.Head, &created, &updated, &r.Downloads, &r.Likes, &r.Trend, &r.Upstream); err != nil {
		return r, err
	}
	owner, rest, _ := strings.Cut(name, "/")
	r.Name = ref.Repo{Owner: ref.Owner(owner), Name: rest}
	r.Created, r.Updated = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
	return r, nil
}

func one(ctx context.Context, from source, query string, args ...any) (hub.Repo, error) {
	return scanRepo(func(dest ...any) error { return from.One(ctx, dest, query, args...) })
}

// Add adds a repository.
func (s *Store) Add(ctx context.Context, r hub.Repo) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if err := free(ctx, tx, r); err != nil {
			return err
		}
		var seq uint32
		if err := tx.One(ctx, []any{&seq}, `UPDATE repo_count SET n = n + 1 RETURNING n`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated, gate, seq, upstream)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			r.ID, r.Kind, r.Name.Owner.Key(), r.Name.String(), r.Name.Key(), r.Private, r.Creator, r.Head, r.Created.UnixMicro(), r.Updated.UnixMicro(), r.Gate, seq, r.Upstream)
		return err
	})
	if err != nil {
		return fmt.Errorf("add %s: %w", r.Subject(), err)
	}
	return nil
}

// free is a fault when another repository has r's name. One that has had it
// gives it up.
func free(ctx context.Context, tx *sqlstore.Tx, r hub.Repo) error {
	other, err := one(ctx, tx, `SELECT `+columns+` FROM repo r WHERE r.kind = $1 AND r.name_key = $2 AND r.deleted IS NULL`, r.Kind, r.Name.Key())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err := tx.Exec(ctx, `DELETE FROM repo_alias WHERE kind = $1 AND name_key = $2`, r.Kind, r.Name.Key())
		return err
	case err != nil:
		return err
	case other.ID == r.ID: // only its case changes
		return nil
	}
	return fault.New(fault.Conflict, "a %s repository called %s already exists", other.Kind, other.Name)
}

// Find finds a repository by a name that it has, or has had.
func (s *Store) Find(ctx context.Context, k hub.Kind, name ref.Repo) (hub.Repo, error) {
	r, err := one(ctx, s.db, `SELECT `+columns+` FROM repo r WHERE r.kind = $1 AND r.name_key = $2 AND r.deleted IS NULL`, k, name.Key())
	if errors.Is(err, sql.ErrNoRows) {
		r, err = one(ctx, s.db, `SELECT `+columns+` FROM repo r JOIN repo_alias a ON a.repo = r.id
			WHERE a.kind = $1 AND a.name_key = $2 AND r.deleted IS NULL`, k, name.Key())
	}
	if errors.Is(err, sql.ErrNoRows) {
		return r, hub.Missing(hub.ErrNoRepo, "there is no %s %s, or you may not see it", k, name)
	}
	if err != nil {
		return r, fmt.Errorf("find %s %s: %w", k, name, err)
	}
	return r, nil
}

const byID = `SELECT ` + columns + ` FROM repo r WHERE r.id = $1 AND r.deleted IS NULL`

// ByID finds a repository by its id.
func (s *Store) ByID(ctx context.Context, id hub.ID) (hub.Repo, error) { return find(ctx, s.db, id) }

// number is the number that a repository has in the index.
func number(ctx context.Context, from source, id hub.ID) (seq uint32, err error) {
	err = from.One(ctx, []any{&seq}, `SELECT seq FROM repo WHERE id = $1`, id)
	return seq, err
}

func find(ctx context.Context, from source, id hub.ID) (hub.Repo, error) {
	r, err := one(ctx, from, byID, id)
	if errors.Is(err, sql.ErrNoRows) {
		return r, hub.Missing(hub.ErrNoRepo, "there is no repository %s, or you may not see it", id)
	}
	if err != nil {
		return r, fmt.Errorf("find repository %s: %w", id, err)
	}
	return r, nil
}

// Change keeps what change makes of a repository.
func (s *Store) Change(ctx context.Context, id hub.ID, change func(*hub.Repo) error) (r hub.Repo, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		old, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		r = old
		if err := change(&r); err != nil {
			return err
		}
		r.ID, r.Kind, r.Created, r.Upstream = old.ID, old.Kind, old.Created, old.Upstream
		r.Downloads, r.Likes, r.Trend = old.Downloads, old.Likes, old.Trend
		if r.Name.Key() != old.Name.Key() {
			if err := free(ctx, tx, r); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO repo_alias (kind, name_key, repo) VALUES ($1, $2, $3)`, r.Kind, old.Name.Key(), id); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE repo SET owner = $1, name = $2, name_key = $3, private = $4, creator = $5, head = $6, updated = $7, gate = $8 WHERE id = $9`,
			r.Name.Owner.Key(), r.Name.String(), r.Name.Key(), r.Private, r.Creator, r.Head, r.Updated.UnixMicro(), r.Gate, id)
		if err != nil {
			return err
		}
		return s.moved(ctx, tx, old, r)
	})
	if err != nil {
		return r, fmt.Errorf("change repository %s: %w", id, err)
	}
	return r, nil
}

// moved brings a change of a repository into the index.
func (s *Store) moved(ctx context.Context, tx *sqlstore.Tx, old, r hub.Repo) error {
	v := posting.Values{}
	if r.Name != old.Name || r.Private != old.Private || r.Gate != old.Gate {
		if err := s.again(ctx, tx, v, r); err != nil {
			return err
		}
	}
	seq, err := number(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	put(v, hub.ByUpdated, seq, r.Updated.UnixMicro())
	return v.Write(ctx, tx)
}

// Delete hides a repository. Its name, and those that it had before, are free; what
// nobody has taken of them leads to it again when it is brought back.
func (s *Store) Delete(ctx context.Context, id hub.ID, at time.Time) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE repo SET deleted = $1 WHERE id = $2 AND deleted IS NULL`, at.UnixMicro(), id)
		if err == nil && n == 0 {
			return hub.Missing(hub.ErrNoRepo, "there is no repository %s", id)
		}
		if err == nil {
			err = s.leave(ctx, tx, id)
		}
		return err
	})
}

// Deleted lists what was deleted before t.
func (s *Store) Deleted(ctx context.Context, t time.Time) (l []hub.ID, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var id hub.ID
		err := r.Scan(&id)
		l = append(l, id)
		return err
	}, `SELECT id FROM repo WHERE deleted < $1 ORDER BY deleted`, t.UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("list deleted repositories: %w", err)
	}
	return l, nil
}

// Forget removes all that is known of a deleted repository.
func (s *Store) Forget(ctx context.Context, id hub.ID) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM repo WHERE id = $1 AND deleted IS NOT NULL`, id)
		if err == nil && n == 0 {
			return hub.Missing(hub.ErrNoRepo, "there is no deleted repository %s", id)
		}
		return err
	})
}
