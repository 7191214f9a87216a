package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

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
			if err == nil {
				_, err = tx.Exec(ctx, `INSERT INTO repo_tree_use (repo, tree, day) VALUES ($1, $2, $3)
					ON CONFLICT (repo, tree) DO UPDATE SET day = excluded.day`, id, tree, dayOf(time.Now()))
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("keep tree %s of repository %s: %w", tree, id, err)
	}
	return nil
}

// Page returns entries of a tree by name, and notes that it is used, once a day.
func (s *Store) Page(ctx context.Context, id hub.ID, tree hub.OID, from string) (l []hub.Entry, more, known bool, err error) {
	const rows = `SELECT t.more, t.entries, u.day FROM repo_tree_use u JOIN repo_tree t ON t.repo = u.repo AND t.tree = u.tree
		WHERE u.repo = $1 AND u.tree = $2 AND t.first `
	var b []byte
	var used int64
	read := func(query string) error {
		err := s.db.One(ctx, []any{&more, &b, &used}, rows+query, id, tree, from)
		if err == nil {
			l = nil
			err = json.Unmarshal(b, &l)
		}
		return err
	}
	err = read(`<= $3 ORDER BY t.first DESC LIMIT 1`)
	// From a page that ends before it, the next one is meant.
	if err == nil && more && l[len(l)-1].Name < from {
		err = read(`> $3 ORDER BY t.first LIMIT 1`)
	}
	if errors.Is(err, sql.ErrNoRows) { // the next one is gone when the tree is just being forgotten
		return nil, false, false, nil
	}
	if err != nil {
		return nil, false, false, fmt.Errorf("look into tree %s of repository %s: %w", tree, id, err)
	}
	if today := dayOf(time.Now()); used < today {
		// Where nothing can be written it is read all the same; if it goes, git is asked again.
		_ = s.db.BesideSoon(ctx, func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE repo_tree_use SET day = $1 WHERE repo = $2 AND tree = $3`, today, id, tree)
			return err
		})
	}
	return l, more, true, nil
}

// maxDropped is how many rows of trees go in one transaction: others write between
// them. Each has up to a thousand entries, some 100 KB.
const maxDropped = 32

// Unused counts the trees that were last used on a day before that of t.
func (s *Store) Unused(ctx context.Context, t time.Time) (n int, err error) {
	if err = s.db.One(ctx, []any{&n}, `SELECT COUNT(*) FROM repo_tree_use WHERE day < $1`, dayOf(t)); err != nil {
		return 0, fmt.Errorf("count the folders that nobody looks into: %w", err)
	}
	return n, nil
}

// Drop removes the trees that were last used on a day before that of t, and
// returns how many. Of a tree the first rows go first, so that all that comes after
// a row is there for whoever reads it meanwhile.
func (s *Store) Drop(ctx context.Context, t time.Time) (n int, err error) {
	for more := true; more; {
		var gone int
		err = s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
			gone, more, err = drop(ctx, tx, dayOf(t))
			return err
		})
		if err != nil {
			return n, fmt.Errorf("drop folders that nobody looks into: %w", err)
		}
		n += gone
	}
	return n, nil
}

// drop removes some trees that were last used before a day, the last of them
// perhaps in part, and says whether there may be more.
func drop(ctx context.Context, tx *sqlstore.Tx, day int64) (n int, more bool, err error) {
	type kept struct{ repo, tree string }
	var old []kept
	err = tx.Each(ctx, func(r sqlstore.Row) error {
		var k kept
		err := r.Scan(&k.repo, &k.tree)
		old = append(old, k)
		return err
	}, `SELECT repo, tree FROM repo_tree_use WHERE day < $1 ORDER BY day, repo, tree LIMIT $2`, day, maxDropped)
	left := maxDropped
	for _, k := range old {
		if err != nil || left == 0 {
			break
		}
		var rows, gone int
		rows, err = tx.Exec(ctx, `DELETE FROM repo_tree WHERE repo = $1 AND tree = $2 AND first IN
			(SELECT first FROM repo_tree WHERE repo = $1 AND tree = $2 ORDER BY first LIMIT $3)`, k.repo, k.tree, left)
		if left -= rows; err == nil && left > 0 {
			gone, err = tx.Exec(ctx, `DELETE FROM repo_tree_use WHERE repo = $1 AND tree = $2 AND day < $3`, k.repo, k.tree, day)
			n += gone
		}
	}
	return n, left == 0 || len(old) == maxDropped, err
}

// dayOf numbers the day of a time.
func dayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }
