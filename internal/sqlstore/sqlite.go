package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/tenonhub/tenon/internal/fault"
)

// lite is a SQLite file: one connection that writes and a few that read
// beside it.
type lite struct {
	path    string
	pools   []*sql.DB
	writer  *writer
	reads   *statements
	journal journal
	lock    *os.File
}

const readers = 4

// openLite opens the database in a file, which only its user may read. A missing
// file and its folder are made; a restored database that waits beside it (see
// Staged) takes its place first.
func openLite(ctx context.Context, path string) (*lite, error) {
	lock, err := prepare(ctx, path)
	if err != nil {
		return nil, explain(path, err)
	}
	db := &lite{path: path, lock: lock, journal: journal{write: func(context.Context) error { return syncFile(path + "-wal") }}}
	if err := db.open(ctx); err != nil {
		return nil, errors.Join(explain(path, err), db.close())
	}
	return db, nil
}

func (db *lite) open(ctx context.Context) error {
	write, err := connect(db.path, 1)
	if err != nil {
		return err
	}
	db.pools = append(db.pools, write)
	if err := migrate(ctx, write, goose.DialectSQLite3, db.path); err != nil {
		return err
	}
	if db.writer, err = newWriter(ctx, write); err != nil {
		return err
	}
	read, err := connect(db.path, readers, "_pragma=query_only(1)")
	if err != nil {
		return err
	}
	db.pools = append(db.pools, read)
	db.reads = &statements{prepare: read.PrepareContext, known: map[string]*statement{}}
	return nil
}

// prepare makes the file, so that SQLite does not make one that others may
// read, and returns the lock that says that it is in use.
func prepare(ctx context.Context, path string) (lock *os.File, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if lock, err = os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	if err = adopt(ctx, path, lock); err == nil {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_SH)
	}
	if err == nil {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600); err == nil {
			return lock, f.Close()
		}
	}
	return nil, errors.Join(err, lock.Close())
}

// connect opens a pool. Write makes up for synchronous being NORMAL.
func connect(path string, conns int, options ...string) (*sql.DB, error) {
	options = append(options,
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)",
		"_pragma=foreign_keys(1)", "_pragma=journal_size_limit(67108864)",
		"_pragma=secure_delete(1)") // a key that is forgotten is gone from the file too
	pool, err := sql.Open("sqlite", dsn(path, options...))
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool, nil
}

func dsn(path string, options ...string) string {
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: strings.Join(options, "&")}).String()
}

func (db *lite) close() (err error) {
	if db.reads != nil {
		err = db.reads.close()
	}
	if db.writer != nil {
		err = errors.Join(err, db.writer.close())
	}
	for _, pool := range db.pools {
		err = errors.Join(err, pool.Close())
	}
	_ = syscall.Flock(int(db.lock.Fd()), syscall.LOCK_UN) // a program that is being started has a copy for a moment
	if e := db.lock.Close(); !errors.Is(e, fs.ErrClosed) {
		err = errors.Join(err, e)
	}
	return err
}

func (db *lite) occupy(context.Context) error { return nil }

func (db *lite) one(ctx context.Context, dest []any, query string, args []any) error {
	return explain(db.path, db.reads.one(ctx, dest, query, args))
}

func (db *lite) each(ctx context.Context, scan func(Row) error, query string, args []any) error {
	return explain(db.path, db.reads.each(ctx, scan, query, args))
}

func (db *lite) write(ctx context.Context, f func(tx *Tx) error, k kind) error {
	err := db.writer.transact(ctx, f)
	if err == nil && !k.soon {
		err = db.journal.flush(ctx)
	}
	return explain(db.path, err)
}

// explain gives failures of the database that the user can mend their kind.
func explain(path string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Canceled, "canceled while the database was used")
	}
	code := lib.SQLITE_OK
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		code = e.Code() & 0xff
	}
	if errors.Is(err, syscall.ENOSPC) {
		code = lib.SQLITE_FULL
	}
	if errors.Is(err, fs.ErrPermission) {
		code = lib.SQLITE_PERM
	}
	switch code {
	case lib.SQLITE_FULL:
		return fault.Wrap(err, fault.Exhausted, "no space is left on the disk of the database %s; free some, or move the data folder to a larger disk", path)
	case lib.SQLITE_BUSY:
		return fault.Wrap(err, fault.Unavailable, "the database %s is in use by another program; try again", path)
	case lib.SQLITE_NOTADB:
		return fault.Wrap(err, fault.Invalid, "%s is not a database; name another data folder, or restore a backup", path)
	case lib.SQLITE_CORRUPT:
		return fault.Wrap(err, fault.Unavailable, "the database %s is damaged; restore a backup", path)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return fault.Wrap(err, fault.Forbidden, "the database %s cannot be written; see who owns its folder", path)
	}
	return err
}
