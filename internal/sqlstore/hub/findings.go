package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/scan"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

var _ hub.Findings = (*Store)(nil)

// Report keeps what was found in files.
func (s *Store) Report(ctx context.Context, reports map[string]scan.Report) error {
	if len(reports) == 0 {
		return nil
	}
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		for content, r := range reports {
			b, err := json.Marshal(r)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO finding (content, report, scanned) VALUES ($1, $2, $3)
				ON CONFLICT (content) DO UPDATE SET report = excluded.report, scanned = excluded.scanned`, content, string(b), time.Now().UnixMicro())
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep what was found in files: %w", err)
	}
	return nil
}

// Unscanned are the large files that a repository holds and nobody looked into.
func (s *Store) Unscanned(ctx context.Context) (l []blob.Digest, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var digest string
		if err := row.Scan(&digest); err != nil {
			return err
		}
		d, err := blob.ParseDigest(digest)
		l = append(l, d)
		return err
	}, `SELECT DISTINCT digest FROM repo_object o WHERE NOT EXISTS (SELECT 1 FROM finding f WHERE f.content = o.digest)`)
	if err != nil {
		return nil, fmt.Errorf("list the large files that nobody looked into: %w", err)
	}
	return l, nil
}

// Reported is what was found in a file, if it was looked into.
func (s *Store) Reported(ctx context.Context, content string) (r scan.Report, ok bool, err error) {
	var b []byte
	err = s.db.One(ctx, []any{&b}, `SELECT report FROM finding WHERE content = $1`, content)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		return r, false, fmt.Errorf("look for what was found in a file: %w", err)
	}
	return r, true, nil
}
