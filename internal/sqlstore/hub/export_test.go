package hub

import (
	"context"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Fill adds many repositories in one transaction, with how they are used.
func (s *Store) Fill(ctx context.Context, repos []hub.Repo, known []facts.Facts) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		for i, r := range repos {
			_, err := tx.Exec(ctx, `INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated, downloads, likes, trend)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, r.ID, r.Kind, r.Name.Owner.Key(), r.Name.String(), r.Name.Key(), r.Private,
				r.Creator, r.Head, r.Created.UnixMicro(), r.Updated.UnixMicro(), r.Downloads, r.Likes, r.Trend)
			if err == nil {
				err = describe(ctx, tx, r, r.Head, known[i])
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
