package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Hold notes that a repository holds objects, within the quota of its owner.
func (s *Store) Hold(ctx context.Context, id hub.ID, objects []hub.Pointer) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		var added int64
		for _, p := range objects {
			n, err := hold(ctx, tx, id, p)
			if err != nil {
				return err
			}
			added += n
		}
		return grow(ctx, tx, id, added)
	})
	if err != nil {
		return fmt.Errorf("note the large files of repository %s: %w", id, err)
	}
	return nil
}

// Adopt is Hold for what another repository holds. A row that is there while
// the new one is written keeps a collection from taking the bytes away.
func (s *Store) Adopt(ctx context.Context, id hub.ID, objects []hub.Pointer) (adopted []hub.Pointer, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		var added int64
		adopted = nil
		for _, p := range objects {
			var holders int
			err := tx.One(ctx, []any{&holders}, `SELECT COUNT(*) FROM repo_object WHERE digest = $1`, p.Digest.String())
			if err != nil {
				return err
			}
			if holders == 0 {
				continue
			}
			n, err := hold(ctx, tx, id, p)
			if err != nil {
				return err
			}
			added += n
			adopted = append(adopted, p)
		}
		return grow(ctx, tx, id, added)
	})
	if err != nil {
		return nil, fmt.Errorf("note the large files of repository %s: %w", id, err)
	}
	return adopted, nil
}

// hold adds a row, and returns by how many bytes the repository has grown.
func hold(ctx context.Context, tx *sqlstore.Tx, id hub.ID, p hub.Pointer) (int64, error) {
	n, err := tx.Exec(ctx, `INSERT INTO repo_object (repo, digest, size, added) VALUES ($1, $2, $3, $4)
		ON CONFLICT (repo, digest) DO NOTHING`, id, p.Digest.String(), p.Size, time.Now().UnixMicro())
	if err != nil || n > 0 {
		return p.Size * int64(n), err
	}
	_, err = tx.Exec(ctx, `UPDATE repo_object SET added = $1 WHERE repo = $2 AND digest = $3`, time.Now().UnixMicro(), id, p.Digest.String())
	return 0, err
}

// renewAfter is how old the note must be that an object is needed before it is
// written anew: far less than any grace period.
const renewAfter = time.Hour

// Renew notes that objects are needed now.
func (s *Store) Renew(ctx context.Context, id hub.ID, digests []blob.Digest) error {
	now := time.Now()
	for _, d := range digests {
		var added int64
		err := s.db.One(ctx, []any{&added}, `SELECT added FROM repo_object WHERE repo = $1 AND digest = $2`, id, d.String())
		if errors.Is(err, sql.ErrNoRows) || err == nil && added > now.Add(-renewAfter).UnixMicro() {
			continue
		}
		if err == nil {
			err = s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
				n, err := tx.Exec(ctx, `UPDATE repo_object SET added = $1 WHERE repo = $2 AND digest = $3`, now.UnixMicro(), id, d.String())
				if err == nil && n == 0 { // collected meanwhile
					err = fault.New(fault.Stale, "the large file %v is no longer there: send it again", d)
				}
				return err
			})
		}
		if err != nil {
			return fmt.Errorf("renew a large file of repository %s: %w", id, err)
		}
	}
	return nil
}

// Held are those of some objects that a repository holds.
func (s *Store) Held(ctx context.Context, id hub.ID, digests []blob.Digest) (map[blob.Digest]hub.Pointer, error) {
	held := map[blob.Digest]hub.Pointer{}
	for _, d := range digests {
		p := hub.Pointer{Digest: d}
		err := s.db.One(ctx, []any{&p.Size}, `SELECT size FROM repo_object WHERE repo = $1 AND digest = $2`, id, d.String())
		switch {
		case err == nil:
			held[d] = p
		case !errors.Is(err, sql.ErrNoRows):
			return nil, fmt.Errorf("look for a large file of repository %s: %w", id, err)
		}
	}
	return held, nil
}

// AllHeld are the objects that any repository holds, be it a deleted one.
func (s *Store) AllHeld(ctx context.Context) (map[blob.Digest]bool, error) {
	held := map[blob.Digest]bool{}
	err := s.db.Each(ctx, func(row sqlstore.Row) error {
		var digest string
		if err := row.Scan(&digest); err != nil {
			return err
		}
		d, err := blob.ParseDigest(digest)
		held[d] = true
		return err
	}, `SELECT DISTINCT digest FROM repo_object`)
	if err != nil {
		return nil, fmt.Errorf("list the large files that are held: %w", err)
	}
	return held, nil
}

// Holders are the repositories that hold an object.
func (s *Store) Holders(ctx context.Context, d blob.Digest) (l []hub.Repo, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		r, err := scanRepo(row.Scan)
		l = append(l, r)
		return err
	}, `SELECT `+columns+` FROM repo_object o JOIN repo r ON r.id = o.repo
		WHERE o.digest = $1 AND r.deleted IS NULL ORDER BY r.private, r.id`, d.String())
	if err != nil {
		return nil, fmt.Errorf("look for who holds a large file: %w", err)
	}
	return l, nil
}

const lockColumns = `id, path, owner, since`

func scanLock(read func(dest ...any) error) (l hub.Lock, err error) {
	var since int64
	err = read(&l.ID, &l.Path, &l.Owner, &since)
	l.Since = time.UnixMicro(since).UTC()
	return l, err
}

// AddLock adds a lock, or returns the one that is there.
func (s *Store) AddLock(ctx context.Context, id hub.ID, l hub.Lock) (hub.Lock, error) {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		there, err := scanLock(func(dest ...any) error {
			return tx.One(ctx, dest, `SELECT `+lockColumns+` FROM repo_lock WHERE repo = $1 AND path = $2`, id, l.Path)
		})
		if err == nil {
			l = there
			return fault.About(string(l.Path), fault.Conflict, "%s has locked it", l.Owner)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO repo_lock (repo, id, path, owner, since) VALUES ($1, $2, $3, $4, $5)`,
			id, l.ID, l.Path, l.Owner, l.Since.UnixMicro())
		return err
	})
	return l, err
}

// ListLocks lists locks by id.
func (s *Store) ListLocks(ctx context.Context, id hub.ID, path ref.Path, after string, limit int) (l []hub.Lock, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		lock, err := scanLock(row.Scan)
		l = append(l, lock)
		return err
	}, `SELECT `+lockColumns+` FROM repo_lock WHERE repo = $1 AND ($2 = '' OR path = $2) AND id > $3 ORDER BY id LIMIT $4`, id, path, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list the locks of repository %s: %w", id, err)
	}
	return l, nil
}

// RemoveLock removes a lock if allow does not object.
func (s *Store) RemoveLock(ctx context.Context, id hub.ID, lock string, allow func(hub.Lock) error) (l hub.Lock, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		l, err = scanLock(func(dest ...any) error {
			return tx.One(ctx, dest, `SELECT `+lockColumns+` FROM repo_lock WHERE repo = $1 AND id = $2`, id, lock)
		})
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "there is no lock %.80q", lock)
		}
		if err != nil {
			return err
		}
		if err := allow(l); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM repo_lock WHERE repo = $1 AND id = $2`, id, lock)
		return err
	})
	return l, err
}
