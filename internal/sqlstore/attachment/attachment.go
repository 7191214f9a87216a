// Package attachment keeps attachments of comments in the database.
package attachment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps attachments in tables. A repository that is deleted for good takes
// the uses in it along.
type Store struct{ db *sqlstore.DB }

var _ attachment.Store = (*Store)(nil)

// New returns the attachments of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// unused is the condition of attachments that no comment has.
const unused = `NOT EXISTS (SELECT 1 FROM attachment_use u WHERE u.file = attachment.id)`

// Add adds an attachment.
func (s *Store) Add(ctx context.Context, f attachment.File, w attachment.Waiting) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		there, err := waiting(ctx, tx, f.By)
		if err != nil {
			return err
		}
		if there.Files >= w.Files || there.Bytes+f.Size > w.Bytes {
			return there.Exhausted(f.By)
		}
		_, err = tx.Exec(ctx, `INSERT INTO attachment (id, author, media, digest, size, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			f.ID, f.By.Key(), f.Media, f.Digest.String(), f.Size, f.At.UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("keep an attachment: %w", err)
	}
	return nil
}

// Waiting is what somebody has sent that no comment has.
func (s *Store) Waiting(ctx context.Context, by ref.Owner) (attachment.Waiting, error) {
	w, err := waiting(ctx, s.db, by)
	if err != nil {
		return w, fmt.Errorf("count the attachments of %s that no comment has: %w", by, err)
	}
	return w, nil
}

// source is where a row can be read: the database or a transaction.
type source interface {
	One(ctx context.Context, dest []any, query string, args ...any) error
}

func waiting(ctx context.Context, from source, by ref.Owner) (w attachment.Waiting, err error) {
	err = from.One(ctx, []any{&w.Files, &w.Bytes}, `SELECT COUNT(*), COALESCE(SUM(size), 0) FROM attachment WHERE author = $1 AND `+unused, by.Key())
	return w, err
}

// Find finds an attachment.
func (s *Store) Find(ctx context.Context, id string) (attachment.File, error) {
	f, err := scan(func(dest ...any) error {
		return s.db.One(ctx, dest, `SELECT id, author, media, digest, size, at FROM attachment WHERE id = $1`, id)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return f, attachment.Missing(id)
	}
	if err != nil {
		return f, fmt.Errorf("find an attachment: %w", err)
	}
	return f, nil
}

// scan reads a row of an attachment.
func scan(row func(dest ...any) error) (f attachment.File, err error) {
	var digest string
	var at int64
	if err := row(&f.ID, (*string)(&f.By), &f.Media, &digest, &f.Size, &at); err != nil {
		return f, err
	}
	f.At = time.UnixMicro(at).UTC()
	f.Digest, err = blob.ParseDigest(digest)
	return f, err
}

// Put notes a use.
func (s *Store) Put(ctx context.Context, u attachment.Use) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO attachment_use (file, repo, said, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, u.File, u.Repo, u.Said, u.At.UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("note which comment has an attachment: %w", err)
	}
	return nil
}

// shown is the condition of a use that its comment is there, by who sent the
// attachment, and not hidden.
const shown = `EXISTS (SELECT 1 FROM discussion_event e JOIN attachment a ON a.author = LOWER(e.author)
	WHERE e.repo = attachment_use.repo AND e.id = attachment_use.said AND e.hidden = 0 AND a.id = attachment_use.file)`

// Repos are the repositories where a comment shows an attachment.
func (s *Store) Repos(ctx context.Context, id string) (l []hub.ID, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var repo hub.ID
		err := row.Scan(&repo)
		l = append(l, repo)
		return err
	}, `SELECT DISTINCT repo FROM attachment_use WHERE file = $1 AND `+shown+` ORDER BY repo`, id)
	if err != nil {
		return nil, fmt.Errorf("find which repositories have an attachment: %w", err)
	}
	return l, nil
}

// Among are those of some bytes that comments of a repository have.
func (s *Store) Among(ctx context.Context, repo hub.ID, digests []blob.Digest) (map[blob.Digest]attachment.File, error) {
	found := map[blob.Digest]attachment.File{}
	if len(digests) == 0 {
		return found, nil
	}
	args, in := []any{repo}, ""
	for i, d := range digests {
		args = append(args, d.String())
		in += fmt.Sprintf(", $%d", i+2)
	}
	err := s.db.Each(ctx, func(row sqlstore.Row) error {
		f, err := scan(func(dest ...any) error { return row.Scan(dest...) })
		found[f.Digest] = f
		return err
	}, `SELECT id, author, media, digest, size, at FROM attachment a WHERE EXISTS (SELECT 1 FROM attachment_use u WHERE u.file = a.id AND u.repo = $1) AND digest IN (`+in[2:]+`) ORDER BY at DESC`, args...)
	if err != nil {
		return nil, fmt.Errorf("find the attachments of a repository: %w", err)
	}
	return found, nil
}

// Drop forgets the attachments of a comment that no other has.
func (s *Store) Drop(ctx context.Context, repo hub.ID, said string) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM attachment WHERE id IN (SELECT u.file FROM attachment_use u WHERE u.repo = $1 AND u.said = $2)
			AND NOT EXISTS (SELECT 1 FROM attachment_use o WHERE o.file = attachment.id AND (o.repo <> $1 OR o.said <> $2))`, repo, said)
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM attachment_use WHERE repo = $1 AND said = $2`, repo, said)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("forget the attachments of a comment: %w", err)
	}
	return nil
}

// Sweep forgets what came before t and no comment has.
func (s *Store) Sweep(ctx context.Context, t time.Time) (removed int, err error) {
	err = s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM attachment_use WHERE at < $1 AND NOT `+shown, t.UnixMicro())
		if err == nil {
			removed, err = tx.Exec(ctx, `DELETE FROM attachment WHERE at < $1 AND `+unused, t.UnixMicro())
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget attachments that no comment has: %w", err)
	}
	return removed, nil
}
