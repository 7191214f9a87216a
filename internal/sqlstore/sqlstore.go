// Package sqlstore opens the database, a SQLite file or PostgreSQL, and brings
// it up to date. What is in its tables is the business of the packages under
// it. Their SQL is what both understand: see dialect.go.
package sqlstore

import (
	"context"
	"strings"
)

// DB is an open database. It is safe for concurrent use.
type DB struct{ engine engine }

// engine is a kind of database. Its errors have the kinds of faults.
type engine interface {
	one(ctx context.Context, dest []any, query string, args []any) error
	each(ctx context.Context, scan func(Row) error, query string, args []any) error
	write(ctx context.Context, f func(tx *Tx) error, k kind) error
	snapshot(ctx context.Context, to string) error
	occupy(ctx context.Context) error
	close() error
}

// kind is what is asked of a transaction.
type kind struct {
	soon   bool // it need not wait for the disk
	beside bool // it need not be alone
}

// Open opens the database at a place and brings its tables up to date: an
// address postgres://USER:PASSWORD@HOST/NAME, or else the path of a SQLite file.
// Faults: Conflict when it was written by a newer program, Invalid when it is
// no database or the address is none, Forbidden when it cannot be written or
// does not let us in, Unavailable when it cannot be reached.
func Open(ctx context.Context, place string) (*DB, error) {
	var e engine
	var err error
	if strings.Contains(place, "://") {
		e, err = openPostgres(ctx, place)
	} else {
		e, err = openLite(ctx, place)
	}
	if err != nil {
		return nil, err
	}
	return &DB{e}, nil
}

// Close closes the database after its transactions have ended. A second call
// does nothing.
func (db *DB) Close() error { return db.engine.close() }

// One scans the only row of a query; none is sql.ErrNoRows. Queries see what
// was committed when they began.
func (db *DB) One(ctx context.Context, dest []any, query string, args ...any) error {
	return db.engine.one(ctx, dest, query, args)
}

// Each calls scan for every row of a query.
func (db *DB) Each(ctx context.Context, scan func(Row) error, query string, args ...any) error {
	return db.engine.each(ctx, scan, query, args)
}

// Write runs f in a transaction, alone among writers. What it wrote is on the
// disk when Write returns.
func (db *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	return db.engine.write(ctx, f, kind{})
}

// WriteSoon is Write for what a power failure may take back, up to the last
// Write; the death of the process does not. It does not wait for the disk.
func (db *DB) WriteSoon(ctx context.Context, f func(tx *Tx) error) error {
	return db.engine.write(ctx, f, kind{soon: true})
}

// Beside is Write for transactions that begin with a statement that locks the
// one row they are about, and so need not be alone. SQLite has one writer all
// the same.
func (db *DB) Beside(ctx context.Context, f func(tx *Tx) error) error {
	return db.engine.write(ctx, f, kind{beside: true})
}

// BesideSoon is to Beside what WriteSoon is to Write.
func (db *DB) BesideSoon(ctx context.Context, f func(tx *Tx) error) error {
	return db.engine.write(ctx, f, kind{soon: true, beside: true})
}

// Postgres tells what SQL a query may use beside that which all have.
func (db *DB) Postgres() bool {
	_, ok := db.engine.(*server)
	return ok
}

// Snapshot writes the database as it is at one moment to a new SQLite file.
// Others read and write meanwhile.
func (db *DB) Snapshot(ctx context.Context, to string) error { return db.engine.snapshot(ctx, to) }

// Occupy says that a server works on the database, until Close. That another one
// does is a fault of kind Conflict; of a SQLite file, which is in the folder of
// its server, it is not known.
func (db *DB) Occupy(ctx context.Context) error { return db.engine.occupy(ctx) }

// Row is a row of a result.
type Row interface{ Scan(dest ...any) error }

// runner runs statements.
type runner interface {
	exec(ctx context.Context, query string, args []any) (int, error)
	one(ctx context.Context, dest []any, query string, args []any) error
	each(ctx context.Context, scan func(Row) error, query string, args []any) error
}

// Tx is a transaction, for one goroutine.
type Tx struct{ run runner }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int, error) {
	return t.run.exec(ctx, query, args)
}

// One scans the only row of a query; none is sql.ErrNoRows.
func (t *Tx) One(ctx context.Context, dest []any, query string, args ...any) error {
	return t.run.one(ctx, dest, query, args)
}

// Each calls scan for every row of a query. Scan runs no other statement.
func (t *Tx) Each(ctx context.Context, scan func(Row) error, query string, args ...any) error {
	return t.run.each(ctx, scan, query, args)
}
