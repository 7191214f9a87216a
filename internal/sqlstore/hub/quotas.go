package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

var _ hub.Quotas = (*Store)(nil)

// Quota is what an owner may keep.
func (s *Store) Quota(ctx context.Context, owner ref.Owner) (hub.Quota, error) {
	return quota(ctx, s.db, owner.Key())
}

func quota(ctx context.Context, from source, key string) (q hub.Quota, err error) {
	err = from.One(ctx, []any{&q.Bytes, &q.Repos}, `SELECT bytes, repos FROM quota WHERE owner = $1`, key)
	if errors.Is(err, sql.ErrNoRows) {
		return hub.Unlimited, nil
	}
	if err != nil {
		return q, fmt.Errorf("look for the quota of %s: %w", key, err)
	}
	return q, nil
}

// SetQuota says what an owner may keep.
func (s *Store) SetQuota(ctx context.Context, owner ref.Owner, q hub.Quota) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO quota (owner, bytes, repos) VALUES ($1, $2, $3)
			ON CONFLICT (owner) DO UPDATE SET bytes = excluded.bytes, repos = excluded.repos`, owner.Key(), q.Bytes, q.Repos)
		return err
	})
}

// Used is what the repositories of an owner take.
func (s *Store) Used(ctx context.Context, owner ref.Owner) (hub.Usage, error) {
	return used(ctx, s.db, `r.owner = $1`, owner.Key())
}

// RepoUsed is what a repository takes.
func (s *Store) RepoUsed(ctx context.Context, id hub.ID) (hub.Usage, error) {
	return used(ctx, s.db, `r.id = $1`, string(id))
}

func used(ctx context.Context, from source, where, arg string) (u hub.Usage, err error) {
	err = from.One(ctx, []any{&u.Repos, &u.Large, &u.Git}, `SELECT COUNT(*), COALESCE(SUM(u.large), 0), COALESCE(SUM(u.git), 0)
		FROM repo r LEFT JOIN repo_usage u ON u.repo = r.id WHERE r.deleted IS NULL AND `+where, arg)
	if err != nil {
		return u, fmt.Errorf("count what is used: %w", err)
	}
	return u, nil
}

// Measured notes the bytes of a git repository.
func (s *Store) Measured(ctx context.Context, id hub.ID, git int64) error {
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO repo_usage (repo, large, git) VALUES ($1, 0, $2)
			ON CONFLICT (repo) DO UPDATE SET git = excluded.git`, id, git)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the size of repository %s: %w", id, err)
	}
	return nil
}

// grow adds to what a repository takes, within the quota of its owner.
func grow(ctx context.Context, tx *sqlstore.Tx, id hub.ID, bytes int64) error {
	if bytes == 0 {
		return nil
	}
	if bytes > 0 {
		r, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		key := strings.ToLower(string(r.Name.Owner))
		q, err := quota(ctx, tx, key)
		if err != nil {
			return err
		}
		u, err := used(ctx, tx, `r.owner = $1`, key)
		if err == nil {
			err = q.Admit(r.Name.Owner, u, bytes)
		}
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO repo_usage (repo, large, git) VALUES ($1, $2, 0)
		ON CONFLICT (repo) DO UPDATE SET large = repo_usage.large + excluded.large`, id, bytes)
	return err
}
