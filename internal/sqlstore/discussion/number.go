package discussion

import (
	"context"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

var _ hub.Proposals = (*Store)(nil)

// reserved is the status of a row that only keeps its number from others.
const reserved = "reserved"

// reserve takes the next number of a repository.
func reserve(ctx context.Context, tx *sqlstore.Tx, repo hub.ID, at time.Time) (n int, err error) {
	err = tx.One(ctx, []any{&n}, `SELECT COALESCE(MAX(number), 0) + 1 FROM discussion WHERE repo = $1`, repo)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO discussion (repo, number, title, author, author_key, status, created) VALUES ($1, $2, '', '', '', $3, $4)`,
		repo, n, reserved, at.UnixMicro())
	return n, err
}

// Reserve takes the next number of a repository.
func (s *Store) Reserve(ctx context.Context, repo hub.ID, at time.Time) (n int, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err = reserve(ctx, tx, repo, at)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("take a number of repository %s: %w", repo, err)
	}
	return n, nil
}

// Release gives a number back that was reserved.
func (s *Store) Release(ctx context.Context, repo hub.ID, number int) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM discussion WHERE repo = $1 AND number = $2 AND status = $3`, repo, number, reserved)
		return err
	})
	if err != nil {
		return fmt.Errorf("give back a number of repository %s: %w", repo, err)
	}
	return nil
}

// Stale lists reserved numbers that nobody has used, and closed pull requests.
func (s *Store) Stale(ctx context.Context, reservedBefore, closedBefore time.Time) (unused, old []discussion.Place, err error) {
	read := func(l *[]discussion.Place) func(sqlstore.Row) error {
		return func(row sqlstore.Row) error {
			var p discussion.Place
			err := row.Scan(&p.Repo, &p.Number)
			*l = append(*l, p)
			return err
		}
	}
	err = s.db.Each(ctx, read(&unused), `SELECT repo, number FROM discussion WHERE status = 'reserved' AND created < $1`, reservedBefore.UnixMicro())
	if err == nil {
		err = s.db.Each(ctx, read(&old), `
			SELECT d.repo, d.number FROM discussion d WHERE d.status = 'closed' AND d.pull = 1 AND d.gone = 0
				AND $1 > (SELECT MAX(e.at) FROM discussion_event e WHERE e.repo = d.repo AND e.number = d.number AND e.kind = 'status')`, closedBefore.UnixMicro())
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look for what pull requests have left: %w", err)
	}
	return unused, old, nil
}

// Proposer is who opened a pull request, and whether it takes commits.
func (s *Store) Proposer(ctx context.Context, repo hub.ID, number int) (by ref.Owner, open bool, err error) {
	d, err := s.Find(ctx, repo, number)
	if err == nil && d.Pull == nil {
		err = noDiscussion(number)
	}
	return d.Author, !d.Status.Done(), err
}
