package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

// furnish puts something into tables that refer to each other; bytes where text
// should be are what SQLite lets in.
func furnish(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	for i, s := range []string{
		`INSERT INTO job (id, kind, owner, title, state, payload, due, created, updated) VALUES ('j', 'k', 'ann', 'é', 'waiting', $1, 5, 1, 2)`,
		`INSERT INTO job_step (job, name, seq, at, result) VALUES ('j', 's', 1, 2, $1)`,
		`INSERT INTO repo (id, kind, owner, name, name_key, private, creator, head, created, updated) VALUES ('r', 'model', 'ann', 'Ann/v', 'ann/v', 1, 'ann', $1, 3, 4)`,
		`INSERT INTO repo_like (repo, user, name, since) VALUES ('r', 'bob', $1, 9)`,
		`INSERT INTO xet_xorb (hash, blob, start, size, chunks, layout, used) VALUES ('h', $1, -1, 9007199254740993, 1, 'l', 1)`,
	} {
		exec(t, db, s, fmt.Appendf(nil, `{"字": %d}`, i))
	}
}

func furnished(t *testing.T, db *sqlstore.DB) {
	t.Helper()
	var job, name string
	var due, size int64
	var result any
	err := db.One(t.Context(), []any{&job, &result, &due, &name, &size}, `SELECT j.payload, j.result, j.due, l.name, x.size
		FROM job j JOIN job_step s ON s.job = j.id, repo r JOIN repo_like l ON l.repo = r.id, xet_xorb x WHERE r.private = 1`)
	if err != nil || job != `{"字": 0}` || result != nil || due != 5 || name != `{"字": 3}` || size != 9007199254740993 {
		t.Errorf("there is %q, %v, %d, %q, %d, %v", job, result, due, name, size, err)
	}
}

func TestADatabaseMovesToAnotherKind(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(tb testing.TB) string{"sqlite": sqlstoretest.File, "postgres": sqlstoretest.Address}
	for from := range kinds {
		for to := range kinds {
			t.Run("from "+from+" to "+to, func(t *testing.T) {
				t.Parallel()
				source := sqlstoretest.At(t, kinds[from](t))
				furnish(t, source)
				path, place := temp(t), kinds[to](t)
				if to == "sqlite" {
					place = path
				}
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := source.Snapshot(t.Context(), sqlstore.Staged(path)); err != nil {
					t.Fatal(err)
				}
				if err := source.Snapshot(t.Context(), sqlstore.Staged(path)); err == nil {
					t.Error("a snapshot was written over another")
				}
				if err := sqlstore.Check(t.Context(), sqlstore.Staged(path)); err != nil {
					t.Error(err)
				}
				if st, err := os.Stat(sqlstore.Staged(path)); err != nil || st.Mode().Perm() != 0o600 {
					t.Errorf("the snapshot has mode %v, %v", st.Mode(), err)
				}
				for range 2 { // the second time there is nothing to adopt
					if strings.Contains(place, "://") {
						if err := sqlstore.Adopt(t.Context(), place, path); err != nil {
							t.Fatal(err)
						}
					}
					db, err := sqlstore.Open(t.Context(), place)
					if err != nil {
						t.Fatal(err)
					}
					furnished(t, db)
					if err := db.Close(); err != nil {
						t.Error(err)
					}
				}
				if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.next*")); err != nil || len(left) > 0 {
					t.Errorf("left %v, %v", left, err)
				}
			})
		}
	}
}

func TestWhatIsReplacedInPostgresIsKept(t *testing.T) {
	t.Parallel()
	address, path := sqlstoretest.Address(t), filepath.Join(t.TempDir(), "tenon.db")
	restored := open(t, temp(t))
	furnish(t, restored)
	if err := restored.Snapshot(t.Context(), sqlstore.Staged(path)); err != nil {
		t.Fatal(err)
	}
	db, err := sqlstore.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, db, remember, "old")
	if err := sqlstore.Adopt(t.Context(), address, path); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while it is open: %v, want a fault of kind unavailable", err)
	}
	if n := memos(t, db); n != 1 {
		t.Errorf("%d memos, want what was there", n)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sqlstore.Adopt(t.Context(), address, path); err != nil {
		t.Fatal(err)
	}
	db = open(t, address)
	furnished(t, db)
	if n := memos(t, db); n != 0 {
		t.Errorf("%d memos beside what was restored", n)
	}
	kept, err := filepath.Glob(path + ".before-*")
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	if n := memos(t, open(t, kept[0])); n != 1 {
		t.Errorf("%d memos in what was kept", n)
	}
}

// Several programs start at once, and keep the database open when it is in its place.
func TestManyPutARestoredDatabaseInItsPlace(t *testing.T) {
	t.Parallel()
	address, path := sqlstoretest.Address(t), filepath.Join(t.TempDir(), "tenon.db")
	restored := open(t, temp(t))
	furnish(t, restored)
	if err := restored.Snapshot(t.Context(), sqlstore.Staged(path)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			err := sqlstore.Adopt(t.Context(), address, path)
			if err != nil {
				t.Error(err)
				return
			}
			furnished(t, open(t, address))
		})
	}
	all.Wait()
}

func TestTaken(t *testing.T) {
	t.Parallel()
	for name, place := range map[string]string{"sqlite": temp(t), "postgres": sqlstoretest.Empty(t, "")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if what, err := sqlstore.Taken(t.Context(), place); what != "" || err != nil {
				t.Errorf("there is %q, %v", what, err)
			}
			exec(t, open(t, place), `INSERT INTO owner (key, look, name, org, title, created) VALUES ('ann', 'ann', 'Ann', 0, '', 1)`)
			if what, err := sqlstore.Taken(t.Context(), place); what == "" || err != nil {
				t.Errorf("there is %q, %v", what, err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlstore.Taken(ctx, "postgres://me:hush@127.0.0.1:1/tenon"); err == nil || strings.Contains(err.Error(), "hush") {
		t.Error(err)
	}
}
