// Package mirror keeps what is known of mirrors beside their repositories.
package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps mirrors in the database.
type Store struct{ db *sqlstore.DB }

var _ mirror.Rows = (*Store)(nil)

// New returns the mirrors of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Checked is when a mirror was last compared with its upstream.
func (s *Store) Checked(ctx context.Context, id hub.ID) (time.Time, error) {
	var at int64
	err := s.db.One(ctx, []any{&at}, `SELECT checked FROM mirror WHERE repo = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return time.UnixMicro(at).UTC(), err
}

// Check notes that a mirror was compared. A power failure may take that back.
func (s *Store) Check(ctx context.Context, id hub.ID, at time.Time) error {
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO mirror (repo, checked) VALUES ($1, $2) ON CONFLICT (repo) DO UPDATE SET checked = excluded.checked`, id, at.UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("note that mirror %s was checked: %w", id, err)
	}
	return nil
}

// Point notes objects that the files of a mirror point to.
func (s *Store) Point(ctx context.Context, id hub.ID, objects []hub.Pointer) error {
	if len(objects) == 0 {
		return nil
	}
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		for _, p := range objects {
			if _, err := tx.Exec(ctx, `INSERT INTO mirror_object (repo, digest, size, used) VALUES ($1, $2, $3, 0)
				ON CONFLICT (repo, digest) DO NOTHING`, id, p.Digest.String(), p.Size); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note what mirror %s points to: %w", id, err)
	}
	return nil
}

// Pointed are those of some objects that the files of a mirror point to.
func (s *Store) Pointed(ctx context.Context, id hub.ID, digests []blob.Digest) (map[blob.Digest]hub.Pointer, error) {
	found := map[blob.Digest]hub.Pointer{}
	for _, d := range digests {
		p := hub.Pointer{Digest: d}
		err := s.db.One(ctx, []any{&p.Size}, `SELECT size FROM mirror_object WHERE repo = $1 AND digest = $2`, id, d.String())
		switch {
		case err == nil:
			found[d] = p
		case !errors.Is(err, sql.ErrNoRows):
			return nil, fmt.Errorf("look for what mirror %s points to: %w", id, err)
		}
	}
	return found, nil
}

// Use notes that an object was read. A power failure may take that back.
func (s *Store) Use(ctx context.Context, id hub.ID, d blob.Digest, at time.Time) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE mirror_object SET used = $1 WHERE repo = $2 AND digest = $3`, at.UnixMicro(), id, d.String())
		return err
	})
}

// Cached are the objects that mirrors hold, the least used first. What came in a
// bundle is none of them: it could not be fetched again.
func (s *Store) Cached(ctx context.Context) (l []mirror.Cached, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var c mirror.Cached
		var digest string
		var used int64
		if err := row.Scan(&digest, &c.Size, &used); err != nil {
			return err
		}
		c.Used = time.UnixMicro(used).UTC()
		c.Digest, err = blob.ParseDigest(digest)
		l = append(l, c)
		return err
	}, `SELECT o.digest, MAX(o.size), MAX(m.used) FROM repo_object o
		JOIN mirror_object m ON m.repo = o.repo AND m.digest = o.digest
		JOIN repo r ON r.id = o.repo AND r.upstream <> 'bundle' GROUP BY o.digest ORDER BY 3, 1`)
	if err != nil {
		return nil, fmt.Errorf("list the large files of mirrors: %w", err)
	}
	return l, nil
}

// Release takes an object from all mirrors.
func (s *Store) Release(ctx context.Context, d blob.Digest) (held bool, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE repo_usage SET large = large -
			(SELECT o.size FROM repo_object o WHERE o.repo = repo_usage.repo AND o.digest = $1)
			WHERE repo IN (SELECT o.repo FROM repo_object o JOIN repo r ON r.id = o.repo WHERE o.digest = $1 AND r.upstream NOT IN ('', 'bundle'))`, d.String()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM repo_object WHERE digest = $1 AND repo IN (SELECT id FROM repo WHERE upstream NOT IN ('', 'bundle'))`, d.String()); err != nil {
			return err
		}
		var n int
		err := tx.One(ctx, []any{&n}, `SELECT COUNT(*) FROM repo_object WHERE digest = $1`, d.String())
		held = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("release a large file of mirrors: %w", err)
	}
	return held, nil
}
