package hub

import (
	"context"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trend"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

var _ hub.Uses = (*Store)(nil)

// likeWeight is how many downloads a like counts as.
const likeWeight = 10

// Count adds downloads. A power failure may take them back.
func (s *Store) Count(ctx context.Context, downloads map[hub.ID]int64, at time.Time) error {
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		v := posting.Values{}
		for id, n := range downloads {
			r, err := find(ctx, tx, id)
			if fault.Is(err, fault.NotFound) {
				continue // it was deleted
			}
			if err != nil {
				return err
			}
			r.Downloads += n
			r.Trend = trend.After(r.Trend, n, at)
			if err := noted(ctx, tx, v, r); err != nil {
				return err
			}
		}
		return v.Write(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("count downloads: %w", err)
	}
	return nil
}

// noted keeps how a repository is used, and its place in the index, which is to be written.
func noted(ctx context.Context, tx *sqlstore.Tx, v posting.Values, r hub.Repo) error {
	_, err := tx.Exec(ctx, `UPDATE repo SET downloads = $1, likes = $2, trend = $3 WHERE id = $4`, r.Downloads, r.Likes, r.Trend, r.ID)
	if err != nil {
		return err
	}
	seq, err := number(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	v.Put(byUse, seq, useClass(r))
	put(v, hub.ByDownloads, seq, r.Downloads)
	put(v, hub.ByLikes, seq, r.Likes)
	put(v, hub.ByTrend, seq, r.Trend)
	return nil
}

// Like notes that a user likes a repository, or no longer does.
func (s *Store) Like(ctx context.Context, id hub.ID, user ref.Owner, likes bool, at time.Time) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		r, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		query, args := `DELETE FROM repo_like WHERE repo = $1 AND user = $2`, []any{id, user.Key()}
		if likes {
			query, args = `INSERT INTO repo_like (repo, user, name, since) VALUES ($1, $2, $3, $4) ON CONFLICT (repo, user) DO NOTHING`, []any{id, user.Key(), user, at.UnixMicro()}
		}
		n, err := tx.Exec(ctx, query, args...)
		if err != nil || n == 0 {
			return err
		}
		if likes {
			r.Likes++
			r.Trend = trend.After(r.Trend, likeWeight, at)
		} else {
			r.Likes--
		}
		v := posting.Values{}
		if err := noted(ctx, tx, v, r); err != nil {
			return err
		}
		return v.Write(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("note who likes repository %s: %w", id, err)
	}
	return nil
}

// Likers lists who likes a repository.
func (s *Store) Likers(ctx context.Context, id hub.ID, n int) (l []ref.Owner, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var o ref.Owner
		err := row.Scan((*string)(&o))
		l = append(l, o)
		return err
	}, `SELECT name FROM repo_like WHERE repo = $1 ORDER BY since DESC, user LIMIT $2`, id, n)
	if err != nil {
		return nil, fmt.Errorf("list who likes repository %s: %w", id, err)
	}
	return l, nil
}

// Liked lists what a user likes.
func (s *Store) Liked(ctx context.Context, user ref.Owner, n int) (l []hub.Like, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var since int64
		r, err := scanRepo(func(dest ...any) error { return row.Scan(append(dest, &since)...) })
		l = append(l, hub.Like{Repo: r, Since: time.UnixMicro(since).UTC()})
		return err
	}, `SELECT `+columns+`, l.since FROM repo_like l JOIN repo r ON r.id = l.repo
		WHERE l.user = $1 AND r.deleted IS NULL ORDER BY l.since DESC, r.id LIMIT $2`, user.Key(), n)
	if err != nil {
		return nil, fmt.Errorf("list what %s likes: %w", user, err)
	}
	return l, nil
}
