package hub

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// IDs names all repositories, deleted ones too.
func (s *Store) IDs(ctx context.Context) (l []hub.ID, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var id hub.ID
		err := r.Scan(&id)
		l = append(l, id)
		return err
	}, `SELECT id FROM repo ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list the repositories: %w", err)
	}
	return l, nil
}

// Owe notes that the git repositories of this database, which was restored,
// are still to be made from bundles among the stored values.
func (s *Store) Owe(ctx context.Context, bundles map[hub.ID]blob.Digest) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		for id, d := range bundles {
			_, err := tx.Exec(ctx, `INSERT INTO repo_owed (repo, digest) SELECT id, $1 FROM repo WHERE id = $2
				ON CONFLICT (repo) DO UPDATE SET digest = excluded.digest`, d.String(), id)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Owed lists what is still to be made.
func (s *Store) Owed(ctx context.Context) (map[hub.ID]blob.Digest, error) {
	owed := map[hub.ID]blob.Digest{}
	err := s.db.Each(ctx, func(r sqlstore.Row) error {
		var id hub.ID
		var digest string
		if err := r.Scan(&id, &digest); err != nil {
			return err
		}
		d, err := blob.ParseDigest(digest)
		owed[id] = d
		return err
	}, `SELECT repo, digest FROM repo_owed`)
	if err != nil {
		return nil, fmt.Errorf("list the repositories to restore: %w", err)
	}
	return owed, nil
}

// Paid notes that a repository was made.
func (s *Store) Paid(ctx context.Context, id hub.ID) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM repo_owed WHERE repo = $1`, id)
		return err
	})
}
