package sqlstore_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestWritersOfSeveralProgramsAreAlone(t *testing.T) {
	t.Parallel()
	sqlstoretest.EachPlace(t, func(t *testing.T, fresh func(tb testing.TB) string) {
		t.Helper()
		place := fresh(t)
		const programs, writers, times = 2, 3, 10
		var wg sync.WaitGroup
		for p := range programs {
			db := open(t, place)
			for w := range writers {
				write := db.Write
				if (p+w)%2 == 0 {
					write = db.WriteSoon
				}
				wg.Go(func() {
					for range times {
						err := write(t.Context(), func(tx *sqlstore.Tx) error {
							n := 0 // what is read stays as it is until it is written
							if err := tx.One(t.Context(), []any{&n}, "SELECT COALESCE(MAX(used), 0) FROM memo"); err != nil {
								return err
							}
							_, err := tx.Exec(t.Context(), "INSERT INTO memo (owner, key, value, used) VALUES ('me', $1, '', $2)", fmt.Sprint(n), n+1)
							return err
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wg.Wait()
		if n := memos(t, open(t, place)); n != programs*writers*times {
			t.Errorf("%d memos, want %d", n, programs*writers*times)
		}
	})
}

func TestWhatGoesInComesOut(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, fresh sqlstoretest.Open) {
		t.Helper()
		db := fresh(t)
		exec(t, db, `INSERT INTO repo_like (repo, user, name, since) SELECT 'r', 'user', 'x', 1 WHERE $1 = 0`, true)
		for _, s := range []string{"", "é 字 🙂", "it's \"user\" $1 ?", "line\nfeed", `\x41`, strings.Repeat("x", 2000)} {
			exec(t, db, remember, s)
			var got string
			if err := db.One(t.Context(), []any{&got}, `SELECT key FROM memo WHERE key = $1`, s); err != nil || got != s {
				t.Errorf("%.40q came out as %.40q, %v", s, got, err)
			}
		}
		if err := db.One(t.Context(), []any{new(string)}, `SELECT key FROM memo WHERE key = 'none'`); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("no row: %v", err)
		}
	})
}

// What SQLite takes and PostgreSQL does not is changed before it is stored.
func TestTextIsText(t *testing.T) {
	t.Parallel()
	db := sqlstoretest.At(t, sqlstoretest.Address(t))
	exec(t, db, remember, "a\x00b\xffc")
	var got string
	if err := db.One(t.Context(), []any{&got}, `SELECT key FROM memo WHERE key = $1`, "a\x00b\xffc"); err != nil || got != "a\uFFFDb\uFFFDc" {
		t.Errorf("it came out as %q, %v", got, err)
	}
}

func TestTextIsInTheOrderOfItsBytes(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, fresh sqlstoretest.Open) {
		t.Helper()
		db := fresh(t)
		want := []string{"", "B", "Z-", "a", "a b", "a-", "a.b", "a/b", "aB", "b", "é", "字", "🙂"}
		for _, s := range []string{"b", "Z-", "🙂", "a/b", "é", "a-", "", "字", "aB", "a.b", "B", "a b", "a"} {
			exec(t, db, remember, s)
		}
		var got []string
		err := db.Each(t.Context(), func(r sqlstore.Row) error {
			var s string
			err := r.Scan(&s)
			got = append(got, s)
			return err
		}, `SELECT key FROM memo ORDER BY key`)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
		n := 0
		if err := db.One(t.Context(), []any{&n}, `SELECT COUNT(*) FROM memo WHERE key >= $1 AND key < $2`, "a", "b"); err != nil || n != 6 {
			t.Errorf("%d from a to b, %v, want 6", n, err)
		}
	})
}

func TestTheTablesAreTheSame(t *testing.T) {
	t.Parallel()
	lite, pg := open(t, temp(t)), sqlstoretest.At(t, sqlstoretest.Address(t))
	list := func(db *sqlstore.DB, query string) (l []string) {
		err := db.Each(t.Context(), func(r sqlstore.Row) error {
			var s string
			err := r.Scan(&s)
			if !strings.HasPrefix(s, "goose_") {
				l = append(l, s)
			}
			return err
		}, query)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for what, q := range map[string][2]string{
		"columns": {
			`SELECT t.name || ' ' || c.cid || ' ' || c.name || ' ' ||
				CASE c.type WHEN 'BIGINT' THEN 'number' WHEN 'INTEGER' THEN 'number' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytes' ELSE c.type END ||
				CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN ' not null' ELSE '' END
				FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1`,
			`SELECT table_name || ' ' || (row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position) - 1) || ' ' || column_name || ' ' ||
				CASE data_type WHEN 'bigint' THEN 'number' WHEN 'text' THEN 'text' WHEN 'bytea' THEN 'bytes' ELSE data_type END ||
				CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END
				FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1`,
		},
		"indexes": {
			`SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`,
			`SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = current_schema()::regnamespace
				AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u')) ORDER BY 1`,
		},
		"orders of text that are not those of bytes": {
			`SELECT 'none' WHERE FALSE`,
			`SELECT table_name || '.' || column_name FROM information_schema.columns
				WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`,
		},
	} {
		a, b := list(lite, q[0]), list(pg, q[1])
		slices.Sort(a)
		slices.Sort(b)
		for _, s := range a {
			if _, ok := slices.BinarySearch(b, s); !ok {
				t.Errorf("%s: PostgreSQL lacks %s", what, s)
			}
		}
		for _, s := range b {
			if _, ok := slices.BinarySearch(a, s); !ok {
				t.Errorf("%s: SQLite lacks %s", what, s)
			}
		}
	}
}

func TestAMigrationMayComeAfterOneWithAHigherNumber(t *testing.T) {
	t.Parallel()
	sqlstoretest.EachPlace(t, func(t *testing.T, fresh func(tb testing.TB) string) {
		t.Helper()
		place := fresh(t)
		db, err := sqlstore.Open(t.Context(), place)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{"DROP TABLE discussion_event", "DROP TABLE discussion", "DELETE FROM goose_db_version WHERE version_id = 13"} {
			exec(t, db, s)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		n := 0
		if err := open(t, place).One(t.Context(), []any{&n}, "SELECT COUNT(*) FROM discussion"); err != nil {
			t.Error(err)
		}
	})
}
