package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/leftover"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

var _ leftover.Store = (*Store)(nil)

// unattached is the condition of an object o that no comment has it as an attachment.
const unattached = `NOT EXISTS (SELECT 1 FROM attachment a JOIN attachment_use u ON u.file = a.id WHERE a.digest = o.digest AND u.repo = o.repo)`

// Old are the objects that nobody has needed since t, and that no comment has as
// an attachment.
func (s *Store) Old(ctx context.Context, id hub.ID, t time.Time) (l []hub.Pointer, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var digest string
		var p hub.Pointer
		if err := r.Scan(&digest, &p.Size); err != nil {
			return err
		}
		p.Digest, err = blob.ParseDigest(digest)
		l = append(l, p)
		return err
	}, `SELECT digest, size FROM repo_object o WHERE repo = $1 AND added < $2 AND `+unattached, id, t.UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("list the large files of repository %s: %w", id, err)
	}
	return l, nil
}

// Stored lists objects that a repository holds, by digest.
func (s *Store) Stored(ctx context.Context, id hub.ID, after blob.Digest, n int) (l []hub.Stored, err error) {
	from := after.String()
	if after == (blob.Digest{}) {
		from = ""
	}
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var o hub.Stored
		var digest string
		var since int64
		err := r.Scan(&digest, &o.Size, &since)
		if err == nil {
			o.Digest, err = blob.ParseDigest(digest)
		}
		o.Since = time.UnixMicro(since).UTC()
		l = append(l, o)
		return err
	}, `SELECT digest, size, added FROM repo_object WHERE repo = $1 AND digest > $2 ORDER BY digest LIMIT $3`, id, from, n)
	if err != nil {
		return nil, fmt.Errorf("list the large files of repository %s: %w", id, err)
	}
	return l, nil
}

// Release takes objects from a repository that nobody has needed since t, but for
// the attachments of its comments.
func (s *Store) Release(ctx context.Context, id hub.ID, digests []blob.Digest, t time.Time) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		var freed int64
		for _, d := range digests {
			var size int64
			err := tx.One(ctx, []any{&size}, `SELECT size FROM repo_object o WHERE repo = $1 AND digest = $2 AND added < $3 AND `+unattached, id, d.String(), t.UnixMicro())
			if errors.Is(err, sql.ErrNoRows) {
				continue // it is needed again, or by a comment
			}
			if err == nil {
				_, err = tx.Exec(ctx, `DELETE FROM repo_object WHERE repo = $1 AND digest = $2`, id, d.String())
			}
			if err != nil {
				return err
			}
			freed += size
		}
		return grow(ctx, tx, id, -freed)
	})
	if err != nil {
		return fmt.Errorf("release large files of repository %s: %w", id, err)
	}
	return nil
}
