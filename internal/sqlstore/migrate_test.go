package sqlstore_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// before makes a database as it was at a version, with what statements put there.
func before(t *testing.T, version int64, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenon.db")
	pool, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, os.DirFS("migrations"))
	if err == nil {
		_, err = p.UpTo(t.Context(), version)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := pool.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestWhatWasThereBeforeAccountsIsTheAdministrators(t *testing.T) {
	t.Parallel()
	db, err := sqlstore.Open(t.Context(), before(t, 2,
		`INSERT INTO job (id, kind, owner, title, state, created, updated) VALUES ('j', 'ask', 'local', 'x', 'done', 1, 1)`,
		`INSERT INTO memo (owner, key, value, used) VALUES ('local', 'k', '{}', 1)`,
		`INSERT INTO connection (name, kind, url, secret, local, models, updated) VALUES ('home', 'openai', 'http://h/v1', 's', 1, '[]', 1)`))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"job", "memo", "connection"} {
		var owner string
		if err := db.One(t.Context(), []any{&owner}, "SELECT owner FROM "+table); err != nil || owner != "admin" {
			t.Errorf("%s is of %q, %v", table, owner, err)
		}
	}
}
