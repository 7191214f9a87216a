package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trash"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

var _ trash.Store = (*Store)(nil)

// Trash lists deleted repositories, the latest first.
func (s *Store) Trash(ctx context.Context, q trash.Query) (l []trash.Item, err error) {
	where, args := "r.deleted IS NOT NULL", []any{q.Limit}
	add := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	if q.Kind != "" {
		where += " AND r.kind = " + add(q.Kind)
	}
	if q.Name != (ref.Repo{}) {
		where += " AND r.name_key = " + add(q.Name.Key())
	}
	if q.Owners != nil {
		keys := []string{"''"} // no owner's
		for _, o := range q.Owners {
			keys = append(keys, add(o.Key()))
		}
		where += " AND r.owner IN (" + strings.Join(keys, ", ") + ")"
	}
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var deleted int64
		r, err := scanRepo(func(dest ...any) error { return row.Scan(append(dest, &deleted)...) })
		l = append(l, trash.Item{Repo: r, Deleted: time.UnixMicro(deleted).UTC()})
		return err
	}, `SELECT `+columns+`, r.deleted FROM repo r WHERE `+where+` ORDER BY r.deleted DESC, r.id LIMIT $1`, args...)
	if err != nil {
		return nil, fmt.Errorf("list deleted repositories: %w", err)
	}
	return l, nil
}

const trashed = `SELECT ` + columns + ` FROM repo r WHERE r.id = $1 AND r.deleted IS NOT NULL`

// Trashed finds a deleted repository.
func (s *Store) Trashed(ctx context.Context, id hub.ID) (hub.Repo, error) {
	r, err := one(ctx, s.db, trashed, id)
	return r, missed(err, id)
}

// missed gives what is not in the trash its fault.
func missed(err error, id hub.ID) error {
	if errors.Is(err, sql.ErrNoRows) {
		return trash.Missing(id)
	}
	if err != nil {
		return fmt.Errorf("find deleted repository %s: %w", id, err)
	}
	return nil
}

// BringBack has a repository be there again. Its files count as not read, since
// their words have left the index.
func (s *Store) BringBack(ctx context.Context, id hub.ID) (r hub.Repo, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if r, err = one(ctx, tx, trashed, id); err != nil {
			return missed(err, id)
		}
		err = free(ctx, tx, r)
		if err == nil {
			err = admit(ctx, tx, r, func() error {
				_, err := tx.Exec(ctx, `UPDATE repo SET deleted = NULL WHERE id = $1`, id)
				return err
			})
		}
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE repo_facts SET version = 0 WHERE repo = $1`, id)
		}
		if err != nil {
			return err
		}
		v := posting.Values{}
		if err := s.again(ctx, tx, v, r); err != nil {
			return err
		}
		return v.Write(ctx, tx)
	})
	if err != nil {
		return r, fmt.Errorf("bring back repository %s: %w", id, err)
	}
	return r, nil
}

// admit checks that the quota of a repository's owner has room for it before it is there.
func admit(ctx context.Context, tx *sqlstore.Tx, r hub.Repo, there func() error) error {
	key := r.Name.Owner.Key()
	q, err := quota(ctx, tx, key)
	if err != nil {
		return err
	}
	u, err := used(ctx, tx, `r.owner = $1`, key)
	if err == nil {
		err = there()
	}
	if err != nil {
		return err
	}
	own, err := used(ctx, tx, `r.id = $1`, string(r.ID)) // counts what is there
	if err != nil {
		return err
	}
	return q.AdmitRepo(r.Name.Owner, u, own.Bytes())
}
