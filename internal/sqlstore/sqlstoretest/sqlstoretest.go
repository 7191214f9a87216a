// Package sqlstoretest opens fresh databases of every kind, so that what keeps
// something in tables is tested on all of them.
package sqlstoretest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Open opens a fresh database of some kind, and closes it after the test.
type Open func(tb testing.TB) *sqlstore.DB

// Each runs a test for each kind of database. Where PostgreSQL is not installed
// its test is skipped, and fails in continuous integration (CI is set).
func Each(t *testing.T, test func(t *testing.T, open Open)) {
	t.Helper()
	EachPlace(t, func(t *testing.T, fresh func(tb testing.TB) string) {
		t.Helper()
		test(t, func(tb testing.TB) *sqlstore.DB { tb.Helper(); return At(tb, fresh(tb)) })
	})
}

// EachPlace is Each for tests that open a database at its place, more than once.
func EachPlace(t *testing.T, test func(t *testing.T, fresh func(tb testing.TB) string)) {
	t.Helper()
	for name, fresh := range map[string]func(tb testing.TB) string{"sqlite": File, "postgres": Address} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh)
		})
	}
}

// At opens the database at a place, and closes it after the test.
func At(tb testing.TB, place string) *sqlstore.DB {
	tb.Helper()
	db, err := sqlstore.Open(tb.Context(), place)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// File is the place of a SQLite file that is not there yet.
func File(tb testing.TB) string { tb.Helper(); return filepath.Join(tb.TempDir(), "tenon.db") }

// Address is the place of an empty database of PostgreSQL, which has the tables.
func Address(tb testing.TB) string { tb.Helper(); return create(tb, "TEMPLATE "+template) }

// Empty is Address without tables, and as the options of CREATE DATABASE say.
func Empty(tb testing.TB, options string) string { tb.Helper(); return create(tb, options) }

const template = "tenon_template"

var numbers atomic.Int64

func create(tb testing.TB, options string) string {
	tb.Helper()
	dir, err := ready()
	if errors.Is(err, errMissing) && os.Getenv("CI") == "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprint("t", numbers.Add(1))
	if err := administer(tb.Context(), dir, fmt.Sprintf("CREATE DATABASE %s %s", name, options)); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := administer(context.WithoutCancel(tb.Context()), dir, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			tb.Error(err)
		}
	})
	return address(dir, name)
}

// ready starts the server and makes the database that others are copies of.
var ready = sync.OnceValues(func() (string, error) {
	own, err := launched()
	if err != nil {
		return "", err
	}
	dir := own.folder
	ctx := context.Background()
	if err := administer(ctx, dir, "CREATE DATABASE "+template); err != nil {
		return "", err
	}
	db, err := sqlstore.Open(ctx, address(dir, template))
	if err != nil {
		return "", err
	}
	return dir, db.Close()
})

func address(dir, name string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("tenon"), Path: "/" + name, RawQuery: url.Values{"host": {dir}}.Encode()}).String()
}

func administer(ctx context.Context, dir, statement string) error {
	db, err := sql.Open("pgx", address(dir, "postgres"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, statement)
	return errors.Join(err, db.Close())
}
