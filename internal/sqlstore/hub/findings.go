package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

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
