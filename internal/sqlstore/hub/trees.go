package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// pageSize is how many entries of a folder are in a row: a folder of a million
// files is a thousand rows, and one of them is enough to find a file.
const pageSize = 1000

var _ hub.Trees = (*Store)(nil)

// Keep keeps the entries of a tree. A power failure may take it back: git still
// has it.
func (s *Store) Keep(ctx context.Context, id hub.ID, tree hub.OID, l []hub.Entry) error {
	err := s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		for first := ""; ; {
			page := l[:min(pageSize, len(l))]
			l = l[len(page):]
			b, err := json.Marshal(page)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO repo_tree (repo, tree, first, more, entries) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (repo, tree, first) DO NOTHING`, id, tree, first, len(l) > 0, string(b))
			if err != nil || len(l) == 0 {
				return err
			}
			first = l[0].Name
		}
	})
	if err != nil {
		return fmt.Errorf("keep tree %s of repository %s: %w", tree, id, err)
	}
	return nil
}

// Page returns entries of a tree by name.
func (s *Store) Page(ctx context.Context, id hub.ID, tree hub.OID, from string) (l []hub.Entry, more, known bool, err error) {
	var b []byte
	err = s.db.One(ctx, []any{&more, &b}, `SELECT more, entries FROM repo_tree
		WHERE repo = $1 AND tree = $2 AND first <= $3 ORDER BY first DESC LIMIT 1`, id, tree, from)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, false, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &l)
	}
	if err != nil {
		return nil, false, false, fmt.Errorf("look into tree %s of repository %s: %w", tree, id, err)
	}
	// From a page that ends before it, the next one is meant.
	if more && l[len(l)-1].Name < from {
		err = s.db.One(ctx, []any{&more, &b}, `SELECT more, entries FROM repo_tree
			WHERE repo = $1 AND tree = $2 AND first > $3 ORDER BY first LIMIT 1`, id, tree, from)
		if err == nil {
			l = nil
			err = json.Unmarshal(b, &l)
		}
	}
	if err != nil {
		return nil, false, false, fmt.Errorf("look into tree %s of repository %s: %w", tree, id, err)
	}
	return l, more, true, nil
}
