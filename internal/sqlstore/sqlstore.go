// Package sqlstore opens the database: a SQLite file that brings itself up to
// date. What is in its tables is the business of the packages under it. Their
// SQL is the one that PostgreSQL understands too.
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

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/tenonhub/tenon/internal/fault"
)

// DB is an open database: one connection that writes, since SQLite lets one
// write at a time and waiting in a queue is fairer than trying again, and a
// few that read beside it.
type DB struct {
	path  string
	write *sql.DB
	read  *sql.DB
	lock  *os.File
}

const readers = 4

// Open opens the database in the file at path, which only its user may read,
// and brings its tables up to date. A missing file and its folder are made.
// A restored database that waits beside it (see Staged) takes its place first.
// Faults: Conflict when the file was written by a newer program, Invalid when
// it is not a database, Forbidden when it cannot be written.
func Open(ctx context.Context, path string) (*DB, error) {
	if strings.Contains(path, "://") {
		return nil, fault.New(fault.Invalid, "the database %q is not the name of a file: other databases than SQLite are not supported yet", path)
	}
	lock, err := prepare(path)
	if err != nil {
		return nil, explain(path, err)
	}
	db := &DB{path: path, lock: lock}
	if db.write, err = connect(path, 1, "_txlock=immediate"); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if db.read, err = connect(path, readers, "_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, db.write.Close(), lock.Close())
	}
	if err := migrate(ctx, db.write, path); err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	return db, nil
}

// prepare makes the file, so that SQLite does not make one that others may
// read, and returns the lock that says that it is in use.
func prepare(path string) (lock *os.File, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if lock, err = os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	if err = adopt(path, lock); err == nil {
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

// connect opens a pool. Synchronous is NORMAL, which Write raises.
func connect(path string, conns int, options ...string) (*sql.DB, error) {
	options = append(options,
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)",
		"_pragma=foreign_keys(1)", "_pragma=journal_size_limit(67108864)")
	pool, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: strings.Join(options, "&")}).String())
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool, nil
}

// Close closes the database after its transactions have ended.
func (db *DB) Close() error { return errors.Join(db.read.Close(), db.write.Close(), db.lock.Close()) }

// Read is for queries. They see what was committed when they began.
func (db *DB) Read() *sql.DB { return db.read }

// Write runs f in a transaction, alone among writers. What it wrote is on the
// disk when Write returns.
func (db *DB) Write(ctx context.Context, f func(tx *sql.Tx) error) error {
	return db.transact(ctx, "FULL", f)
}

// WriteSoon is Write for what a power failure may take back, up to the last
// Write; the death of the process does not. It does not wait for the disk.
func (db *DB) WriteSoon(ctx context.Context, f func(tx *sql.Tx) error) error {
	return db.transact(ctx, "NORMAL", f)
}

func (db *DB) transact(ctx context.Context, synchronous string, f func(tx *sql.Tx) error) (err error) {
	defer func() { err = explain(db.path, err) }()
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("wait for the database: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = "+synchronous); err != nil {
		return fmt.Errorf("prepare a transaction: %w", err)
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit a transaction: %w", err)
	}
	return nil
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
