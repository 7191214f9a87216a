package xetstore

import (
	"context"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/xet"
)

// Swept says what a sweep removed, or would remove.
type Swept struct {
	Files, Xorbs int
	Bytes        int64 // of the xorbs
}

// Sweep forgets files that nobody holds and that were last used before t, then
// xorbs that no file is made of, and who sent what before. Their bytes are for
// the collection of the blob store. Dry, it only says what would go, but for
// xorbs that only such files are made of.
//
// Clients remember for three weeks what they sent, and refer to it without
// sending it again: t should lie further back.
func (s *Store) Sweep(ctx context.Context, t time.Time, held func(blob.Digest) bool, dry bool) (n Swept, err error) {
	var old []xet.Hash
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var h xet.Hash
		var d blob.Digest
		if err := r.Scan(text{&h}, text{&d}); err != nil {
			return err
		}
		if !held(d) {
			old = append(old, h)
		}
		return nil
	}, `SELECT hash, sha256 FROM xet_file WHERE used < $1`, t.UnixMicro())
	if err != nil {
		return n, fmt.Errorf("find files that nobody holds: %w", err)
	}
	for _, h := range old {
		gone := 1
		if !dry {
			// Who refers to it again meanwhile has touched it.
			if gone, err = s.forget(ctx, `DELETE FROM xet_file WHERE hash = $1 AND used < $2`, h.String(), t.UnixMicro()); err != nil {
				return n, fmt.Errorf("forget a file: %w", err)
			}
		}
		n.Files += gone
	}
	const loose = `FROM xet_xorb WHERE used < $1 AND NOT EXISTS (SELECT 1 FROM xet_term WHERE xorb = xet_xorb.hash)`
	if err := s.db.One(ctx, []any{&n.Xorbs, &n.Bytes}, `SELECT COUNT(*), COALESCE(SUM(size), 0) `+loose, t.UnixMicro()); err != nil || dry {
		return n, err
	}
	if n.Xorbs, err = s.forget(ctx, `DELETE `+loose, t.UnixMicro()); err != nil {
		return n, fmt.Errorf("forget xorbs: %w", err)
	}
	if _, err := s.forget(ctx, `DELETE FROM xet_claim WHERE made < $1`, t.UnixMicro()); err != nil {
		return n, fmt.Errorf("forget who sent what: %w", err)
	}
	return n, nil
}

func (s *Store) forget(ctx context.Context, query string, args ...any) (n int, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err = tx.Exec(ctx, query, args...)
		return err
	})
	return n, err
}
