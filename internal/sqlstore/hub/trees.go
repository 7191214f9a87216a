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

var _ hub.Trees = (*Store)(nil)

// Keep keeps a part of the entries of a tree, in a row of its own. A power failure
// may take back what was kept last: git still has it.
func (s *Store) Keep(ctx context.Context, id hub.ID, tree hub.OID, first string, more bool, l []hub.Entry) error {
	b, err := json.Marshal(l)
	if err == nil {
		err = s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO repo_tree (repo, tree, first, more, entries) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (repo, tree, first) DO NOTHING`, id, tree, first, more, string(b))
			return err
		})
	}
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
