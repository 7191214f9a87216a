// Package xetstore keeps the tables of the Xet store: which xorbs and files
// there are, and what they are made of.
package xetstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// Store keeps xorbs and files in the database.
type Store struct{ db *sqlstore.DB }

var (
	_ xetstore.Xorbs = (*Store)(nil)
	_ xetstore.Files = (*Store)(nil)
)

// New returns the xorbs and files of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// text scans a column into a value that is text.
type text struct {
	to interface{ UnmarshalText([]byte) error }
}

func (t text) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("a %T is no text", v)
	}
	return t.to.UnmarshalText([]byte(s))
}

func missing(err error, format string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, format, args...)
	}
	return err
}

// Xorb returns a xorb.
func (s *Store) Xorb(ctx context.Context, h xet.Hash) (x xetstore.Xorb, err error) {
	x.Hash = h
	err = s.db.One(ctx, []any{text{&x.Blob}, &x.At, &x.Size, &x.Chunks, text{&x.Layout}},
		`SELECT blob, start, size, chunks, layout FROM xet_xorb WHERE hash = $1`, h.String())
	return x, missing(err, "there is no xorb %v", h)
}

// AddXorb adds a xorb, or marks the one that is there as used.
func (s *Store) AddXorb(ctx context.Context, x xetstore.Xorb, sampled []xet.Hash, asker string, now time.Time) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO xet_xorb (hash, blob, start, size, chunks, layout, used) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (hash) DO UPDATE SET used = excluded.used`,
			x.Hash.String(), x.Blob.String(), x.At, x.Size, x.Chunks, x.Layout.String(), now.UnixMicro())
		for _, c := range sampled {
			err = errors.Join(err, lookup(ctx, tx, c, x.Hash))
		}
		return errors.Join(err, claim(ctx, tx, asker, x.Hash, now))
	})
}

func lookup(ctx context.Context, tx *sqlstore.Tx, chunk, xorb xet.Hash) error {
	_, err := tx.Exec(ctx, `INSERT INTO xet_chunk (hash, xorb) VALUES ($1, $2) ON CONFLICT DO NOTHING`, chunk.String(), xorb.String())
	return err
}

func claim(ctx context.Context, tx *sqlstore.Tx, asker string, h xet.Hash, now time.Time) error {
	if asker == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO xet_claim (asker, hash, made) VALUES ($1, $2, $3)
		ON CONFLICT (asker, hash) DO UPDATE SET made = excluded.made`, asker, h.String(), now.UnixMicro())
	return err
}

// most is how many xorbs with a chunk are looked at.
const most = 16

// Lookup returns xorbs with a chunk, the last used first.
func (s *Store) Lookup(ctx context.Context, chunk xet.Hash) (list []xet.Hash, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var h xet.Hash
		err := r.Scan(text{&h})
		list = append(list, h)
		return err
	}, `SELECT c.xorb FROM xet_chunk c JOIN xet_xorb x ON x.hash = c.xorb WHERE c.hash = $1 ORDER BY x.used DESC, c.xorb LIMIT $2`, chunk.String(), most)
	return list, err
}

// Spans returns what files hold of a xorb.
func (s *Store) Spans(ctx context.Context, xorb xet.Hash, files int) (list []xetstore.Span, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var p xetstore.Span
		err := r.Scan(text{&p.File.Hash}, text{&p.File.SHA256}, &p.File.Size, &p.First, &p.Last)
		list = append(list, p)
		return err
	}, `
		SELECT f.hash, f.sha256, f.size, t.first_chunk, t.last_chunk FROM xet_term t JOIN xet_file f ON f.hash = t.file
		WHERE t.xorb = $1 AND t.file IN (SELECT DISTINCT file FROM xet_term WHERE xorb = $1 LIMIT $2)
		ORDER BY f.used DESC, f.hash, t.seq`, xorb.String(), files)
	return list, err
}

// Claimed reports whether asker sent all of a xorb or file.
func (s *Store) Claimed(ctx context.Context, asker string, h xet.Hash) (bool, error) {
	var one int
	err := s.db.One(ctx, []any{&one}, `SELECT 1 FROM xet_claim WHERE asker = $1 AND hash = $2`, asker, h.String())
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// File returns a file.
func (s *Store) File(ctx context.Context, h xet.Hash) (f xetstore.File, err error) {
	f.Hash = h
	err = s.db.One(ctx, []any{text{&f.SHA256}, &f.Size}, `SELECT sha256, size FROM xet_file WHERE hash = $1`, h.String())
	return f, missing(err, "there is no file %v", h)
}

// FileOf returns the file with a SHA-256. Of several, cut by clients that cut
// otherwise, it is always the same one.
func (s *Store) FileOf(ctx context.Context, d blob.Digest) (f xetstore.File, err error) {
	f.SHA256 = d
	err = s.db.One(ctx, []any{text{&f.Hash}, &f.Size}, `SELECT hash, size FROM xet_file WHERE sha256 = $1 ORDER BY hash LIMIT 1`, d.String())
	return f, missing(err, "no file with the SHA-256 %v is stored", d)
}

// Owed are the files that repositories hold and that Xet clients cannot read.
func (s *Store) Owed(ctx context.Context) (list []blob.Digest, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var d blob.Digest
		err := r.Scan(text{&d})
		list = append(list, d)
		return err
	}, `SELECT DISTINCT digest FROM repo_object WHERE size > 0 AND NOT EXISTS (SELECT 1 FROM xet_file WHERE sha256 = digest)
		AND EXISTS (SELECT 1 FROM repo r WHERE r.id = repo_object.repo AND r.upstream = '')`)
	return list, err
}

// Terms returns the terms of a file with bytes in [from, to).
func (s *Store) Terms(ctx context.Context, file xet.Hash, from, to int64) (list []xetstore.Term, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var t xetstore.Term
		err := r.Scan(text{&t.Xorb}, &t.First, &t.Last, &t.At, &t.Size)
		list = append(list, t)
		return err
	}, `
		SELECT xorb, first_chunk, last_chunk, start, size FROM xet_term
		WHERE file = $1 AND start < $3 AND start + size > $2 ORDER BY seq`, file.String(), from, to)
	return list, err
}

// AddFiles adds files, all or none.
func (s *Store) AddFiles(ctx context.Context, files []xetstore.NewFile, asker string, now time.Time) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		for _, f := range files {
			if err := addFile(ctx, tx, f, now); err != nil {
				return err
			}
			if err := claim(ctx, tx, asker, f.Hash, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func addFile(ctx context.Context, tx *sqlstore.Tx, f xetstore.NewFile, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE xet_file SET used = $2 WHERE hash = $1`, f.Hash.String(), now.UnixMicro())
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO xet_file (hash, sha256, size, used) VALUES ($1, $2, $3, $4)`,
		f.Hash.String(), f.SHA256.String(), f.Size, now.UnixMicro())
	if err != nil {
		return err
	}
	for i, t := range f.Terms {
		n, err := tx.Exec(ctx, `UPDATE xet_xorb SET used = $2 WHERE hash = $1`, t.Xorb.String(), now.UnixMicro())
		if err == nil && n == 0 {
			err = fault.New(fault.Stale, "xorb %v was removed meanwhile; send it again", t.Xorb)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO xet_term (file, seq, xorb, first_chunk, last_chunk, start, size) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			f.Hash.String(), i, t.Xorb.String(), t.First, t.Last, t.At, t.Size)
		if err != nil {
			return err
		}
	}
	if len(f.Terms) == 0 {
		return nil
	}
	return lookup(ctx, tx, f.First, f.Terms[0].Xorb)
}

// Touch marks a file as used.
func (s *Store) Touch(ctx context.Context, h xet.Hash, now time.Time) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE xet_file SET used = $2 WHERE hash = $1`, h.String(), now.UnixMicro())
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "there is no file %v", h)
		}
		return err
	})
}
