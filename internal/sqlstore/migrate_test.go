package sqlstore_test

import (
	"database/sql"
	"fmt"
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

func TestRepositoriesKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	const repo = `INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated, doc) VALUES `
	db, err := sqlstore.Open(t.Context(), before(t, 12,
		repo+`('a', 'model', 'o', 'o/a', 'o/a', 0, 'o', 'h', 1, 1, 287948901175001092)`, // a class of use, and 4
		repo+`('b', 'model', 'o', 'o/b', 'o/b', 0, 'o', 'h', 1, 1, NULL)`,
		repo+`('c', 'model', 'o', 'o/c', 'o/c', 0, 'o', 'h', 1, 1, NULL)`,
		`INSERT INTO repo_facts (repo, version, head, facts, card, words) VALUES ('a', 1, 'h', '{}', '{}', 'word')`,
		`INSERT INTO repo_facet (doc, facets) VALUES (287948901175001092, 'x')`,
		`UPDATE repo_count SET n = 4`))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	err = db.One(t.Context(), []any{&got}, `SELECT group_concat(r.id || r.seq || COALESCE(f.facets, '-'), ' ') || ', last ' || (SELECT n FROM repo_count)
		FROM repo r LEFT JOIN repo_facets f ON f.seq = r.seq`)
	if want := "a4x b5- c6-, last 6"; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestARepositoryThatNoAddressLedToHasANameNow(t *testing.T) {
	t.Parallel()
	const repo = `INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated, seq) VALUES `
	db, err := sqlstore.Open(t.Context(), before(t, 20,
		repo+`('0123456789ab', 'model', 'lab', 'Lab/Resolve', 'lab/resolve', 0, 'o', 'h', 1, 1, 1)`,
		repo+`('a', 'model', 'lab', 'Lab/resolved', 'lab/resolved', 0, 'o', 'h', 1, 1, 2)`,
		`INSERT INTO repo_facts (repo, version, head, facts, card, words, indexed) VALUES ('0123456789ab', 1, 'h', '{}', '{}', 'word', 1)`))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	err = db.One(t.Context(), []any{&got}, `SELECT group_concat(r.name || ' ' || r.name_key, ', ') || ', ' || (SELECT indexed FROM repo_facts) FROM (SELECT * FROM repo ORDER BY seq) r`)
	if want := "Lab/resolve-01234567 lab/resolve-01234567, Lab/resolved lab/resolved, 0"; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestFoldersThatWereKeptWereUsedWhenTheirRepositoryChanged(t *testing.T) {
	t.Parallel()
	const day = 24 * 60 * 60 * 1_000_000
	db, err := sqlstore.Open(t.Context(), before(t, 32,
		fmt.Sprintf(`INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated, seq) VALUES ('a', 'model', 'lab', 'lab/a', 'lab/a', 0, 'o', 'h', 1, %d, 1)`, 20000*day+5),
		`INSERT INTO repo_tree (repo, tree, first, more, entries) VALUES ('a', 'x', '', 1, '[]'), ('a', 'x', 'f', 0, '[]'), ('a', 'y', '', 0, '[]')`))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	err = db.One(t.Context(), []any{&got}, `SELECT group_concat(tree || day, ' ') FROM (SELECT * FROM repo_tree_use ORDER BY tree)`)
	if want := "x20000 y20000"; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}
