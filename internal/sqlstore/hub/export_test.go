package hub

import (
	"context"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// Fill adds many repositories in one transaction, with how they are used.
func (s *Store) Fill(ctx context.Context, repos []hub.Repo, known []facts.Facts) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		v := posting.Values{}
		for i, r := range repos {
			var seq uint32
			if err := tx.One(ctx, []any{&seq}, `UPDATE repo_count SET n = n + 1 RETURNING n`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated, downloads, likes, trend, seq)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, r.ID, r.Kind, r.Name.Owner.Key(), r.Name.String(), r.Name.Key(), r.Private,
				r.Creator, r.Head, r.Created.UnixMicro(), r.Updated.UnixMicro(), r.Downloads, r.Likes, r.Trend, seq)
			if err == nil {
				err = s.describe(ctx, tx, v, r, r.Head, known[i])
			}
			if err != nil {
				return err
			}
		}
		return v.Write(ctx, tx)
	})
}
