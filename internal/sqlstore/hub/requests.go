package hub

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

var _ hub.Requests = (*Store)(nil)

const requestColumns = `id, name, state, asked, email, fields, reason, judge`

func scanRequest(read func(dest ...any) error) (r hub.Request, err error) {
	var asked int64
	var fields string
	if err := read(&r.ID, &r.User, &r.Standing, &asked, &r.Email, &fields, &r.Reason, &r.Judge); err != nil {
		return r, err
	}
	r.Asked = time.UnixMicro(asked).UTC()
	return r, json.Unmarshal([]byte(fields), &r.Fields)
}

func request(ctx context.Context, from source, where string, args ...any) (hub.Request, error) {
	return scanRequest(func(dest ...any) error {
		return from.One(ctx, dest, `SELECT `+requestColumns+` FROM repo_request WHERE `+where, args...)
	})
}

// RequestOf is the request of a user.
func (s *Store) RequestOf(ctx context.Context, repo hub.ID, user ref.Owner) (hub.Request, bool, error) {
	r, err := request(ctx, s.db, `repo = $1 AND asker = $2`, repo, user.Key())
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("look for a request for repository %s: %w", repo, err)
	}
	return r, true, nil
}

// RequestByID finds a request of a repository.
func (s *Store) RequestByID(ctx context.Context, repo, id hub.ID) (hub.Request, error) {
	r, err := request(ctx, s.db, `repo = $1 AND id = $2`, repo, id)
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.NotFound, "there is no request %.40q for access to this repository", string(id))
	}
	if err != nil {
		return r, fmt.Errorf("look for a request for repository %s: %w", repo, err)
	}
	return r, nil
}

// SetRequest keeps what change makes of the request of a user.
func (s *Store) SetRequest(ctx context.Context, repo hub.ID, user ref.Owner, change func(*hub.Request) error) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		if _, err := find(ctx, tx, repo); err != nil {
			return err
		}
		r, err := request(ctx, tx, `repo = $1 AND asker = $2`, repo, user.Key())
		if errors.Is(err, sql.ErrNoRows) {
			r, err = hub.Request{ID: hub.NewID(), User: user}, nil
		}
		if err == nil {
			err = change(&r)
		}
		if err != nil {
			return err
		}
		fields, err := json.Marshal(r.Fields)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO repo_request (id, repo, asker, name, state, asked, email, fields, reason, judge)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (repo, asker) DO UPDATE SET state = excluded.state, asked = excluded.asked, email = excluded.email,
				fields = excluded.fields, reason = excluded.reason, judge = excluded.judge`,
			r.ID, repo, user.Key(), r.User, r.Standing, r.Asked.UnixMicro(), r.Email, string(fields), r.Reason, r.Judge)
		return err
	})
	if err != nil {
		return fmt.Errorf("note a request for repository %s: %w", repo, err)
	}
	return nil
}

// RemoveRequest removes the request of a user.
func (s *Store) RemoveRequest(ctx context.Context, repo hub.ID, user ref.Owner) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM repo_request WHERE repo = $1 AND asker = $2`, repo, user.Key())
		return err
	})
	if err != nil {
		return fmt.Errorf("remove a request for repository %s: %w", repo, err)
	}
	return nil
}

// ListRequests lists requests after one, by the time that they came.
func (s *Store) ListRequests(ctx context.Context, repo hub.ID, st hub.Standing, after hub.Request, n int) (l []hub.Request, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		r, err := scanRequest(row.Scan)
		l = append(l, r)
		return err
	}, `SELECT `+requestColumns+` FROM repo_request WHERE repo = $1 AND state = $2
		AND (asked, id) > ($3, $4) ORDER BY asked, id LIMIT $5`, repo, st, after.Asked.UnixMicro(), after.ID, n)
	if err != nil {
		return nil, fmt.Errorf("list the requests for repository %s: %w", repo, err)
	}
	return l, nil
}
