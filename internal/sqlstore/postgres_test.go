package sqlstore_test

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

// changed is an address with another path, user, or query.
func changed(t *testing.T, address string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

func TestPostgresRefuses(t *testing.T) {
	t.Parallel()
	good := sqlstoretest.Address(t)
	newer := sqlstoretest.Address(t)
	db := open(t, newer)
	exec(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)")
	exec(t, open(t, good), "CREATE ROLE guest LOGIN")
	set := func(key, value string) func(*url.URL) {
		return func(u *url.URL) {
			q := u.Query()
			q.Set(key, value)
			u.RawQuery = q.Encode()
		}
	}
	for name, c := range map[string]struct {
		place string
		kind  fault.Kind
		says  string
	}{
		"a newer database":      {newer, fault.Conflict, "written by a newer Tenon"},
		"no such database":      {changed(t, good, func(u *url.URL) { u.Path = "/nowhere" }), fault.NotFound, "create it there"},
		"no such user":          {changed(t, good, func(u *url.URL) { u.User = url.UserPassword("eve", "hush") }), fault.Forbidden, "does not let the user eve in"},
		"a user without rights": {changed(t, sqlstoretest.Empty(t, ""), func(u *url.URL) { u.User = url.UserPassword("guest", "hush") }), fault.Forbidden, "make it the owner"},
		"no server":             {"postgres://me:hush@127.0.0.1:1/tenon", fault.Unavailable, "tenon on 127.0.0.1:1 cannot be reached"},
		"no socket":             {changed(t, good, set("host", t.TempDir())), fault.Unavailable, "cannot be reached"},
		"no schema":             {changed(t, good, set("search_path", "nowhere")), fault.Invalid, "search_path"},
		"another encoding":      {sqlstoretest.Empty(t, "ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"), fault.Invalid, "ENCODING 'UTF8'"},
		"no address":            {"postgres://me:hush@host:port/tenon", fault.Invalid, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sqlstore.Open(t.Context(), c.place)
			if kind, msg := fault.Of(err); err == nil || kind != c.kind || !strings.Contains(msg, c.says) {
				t.Errorf("got %v, want %s: … %s", err, c.kind, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("the password is in %v", err)
			}
		})
	}
}

func TestADatabaseThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	address := sqlstoretest.Address(t)
	exec(t, open(t, address), remember, "one")
	db := open(t, changed(t, address, func(u *url.URL) {
		q := u.Query()
		q.Set("default_transaction_read_only", "on")
		u.RawQuery = q.Encode()
	}))
	err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(t.Context(), remember, "two")
		return err
	})
	if !fault.Is(err, fault.Unavailable) || memos(t, db) != 1 {
		t.Errorf("got %v, want a fault of kind unavailable", err)
	}
}

func TestConnectionsComeBack(t *testing.T) {
	t.Parallel()
	address := sqlstoretest.Address(t)
	db, other := open(t, address), open(t, address)
	exec(t, db, remember, "one")
	cut := func() {
		t.Helper()
		n := 0
		err := other.One(t.Context(), []any{&n}, `SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()`)
		if err != nil || n == 0 {
			t.Fatalf("%d connections were cut, %v", n, err)
		}
	}
	cut()
	exec(t, db, remember, "two")
	err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		if _, err := tx.Exec(t.Context(), remember, "lost"); err != nil {
			t.Error(err)
		}
		cut()
		_, err := tx.Exec(t.Context(), remember, "lost too")
		return err
	})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("cut off in between: %v, want a fault of kind unavailable", err)
	}
	exec(t, db, remember, "three")
	if n := memos(t, db); n != 3 {
		t.Errorf("%d memos, want 3", n)
	}
}

func TestAFailedStatementFailsItsTransaction(t *testing.T) {
	t.Parallel()
	db := open(t, sqlstoretest.Address(t))
	err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		if _, err := tx.Exec(t.Context(), remember, "one"); err != nil {
			t.Error(err)
		}
		if _, err := tx.Exec(t.Context(), "nonsense"); err == nil {
			t.Error("nonsense was run")
		}
		return nil
	})
	if err == nil || memos(t, db) != 0 {
		t.Errorf("it was committed: %v", err)
	}
}

func TestMigrationsAreTranslated(t *testing.T) {
	t.Parallel()
	db := open(t, sqlstoretest.Address(t))
	n := 0
	// The files that PostgreSQL has of its own are of the same names.
	own, err := filepath.Glob("migrations/postgres/*.sql")
	if err != nil || len(own) == 0 {
		t.Fatal(own, err)
	}
	for _, file := range own {
		if l, err := filepath.Glob(filepath.Join("migrations", filepath.Base(file))); err != nil || len(l) != 1 {
			t.Errorf("%s takes the place of no migration", file)
		}
	}
	all, err := filepath.Glob("migrations/*.sql")
	if err == nil {
		err = db.One(t.Context(), []any{&n}, "SELECT COUNT(*) FROM goose_db_version WHERE version_id > 0 AND is_applied")
	}
	if err != nil || n != len(all) {
		t.Errorf("%d migrations of %d were applied, %v", n, len(all), err)
	}
}

func TestOneServerWorksOnADatabase(t *testing.T) {
	t.Parallel()
	address := sqlstoretest.Address(t)
	first, err := sqlstore.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Occupy(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := open(t, address)
	exec(t, second, remember, "commands work beside it")
	if err := second.Occupy(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want a fault of kind conflict", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.Occupy(t.Context()); err != nil {
		t.Error(err)
	}
}

// holders are the processes of the database that hold advisory locks, or wait for one.
func holders(t *testing.T, db *sqlstore.DB, granted bool) (pids []int) {
	t.Helper()
	err := db.Each(t.Context(), func(row sqlstore.Row) error {
		var pid int
		err := row.Scan(&pid)
		pids = append(pids, pid)
		return err
	}, `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted = ($1 > 0) AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, granted)
	if err != nil {
		t.Fatal(err)
	}
	return pids
}

func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); !so(); <-tick.C {
		if time.Now().After(end) {
			t.Fatal("it is not so that " + what)
		}
	}
}

func TestAServerTakesItsLockAgain(t *testing.T) {
	t.Parallel()
	address := sqlstoretest.Address(t)
	first, other := open(t, address), open(t, address)
	if err := first.Occupy(t.Context()); err != nil {
		t.Fatal(err)
	}
	cut := func(pid int) {
		t.Helper()
		var ok bool
		if err := other.One(t.Context(), []any{&ok}, `SELECT pg_terminate_backend($1::int, 5000)`, pid); err != nil || !ok {
			t.Fatal(ok, err)
		}
	}
	was := holders(t, other, true)
	if len(was) != 1 {
		t.Fatalf("held by %v", was)
	}
	cut(was[0])
	until(t, "the lock is held again", func() bool { l := holders(t, other, true); return len(l) == 1 && l[0] != was[0] })
	until(t, "the server writes again", func() bool {
		err := first.Write(t.Context(), func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(t.Context(), remember, "goes on")
			return err
		})
		if err != nil && !fault.Is(err, fault.Unavailable) { // it takes a moment from the lock to knowing that it is held
			t.Fatal(err)
		}
		return err == nil
	})
	if err := other.Occupy(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("beside a server that came back: %v", err)
	}

	// Another one that waits for it has it first.
	held := holders(t, other, true)[0]
	ctx, leave := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	defer waiting.Wait()
	defer leave()
	waiting.Go(func() {
		_ = other.Beside(ctx, func(tx *sqlstore.Tx) error {
			var key int64
			err := tx.One(ctx, []any{&key}, `SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND pid = $1`, held)
			if err == nil {
				_, err = tx.Exec(ctx, `SELECT pg_advisory_lock($1)`, key)
			}
			if err == nil {
				<-ctx.Done()
			}
			return err
		})
	})
	until(t, "somebody waits for the lock", func() bool { return len(holders(t, other, false)) == 1 })
	cut(held)
	until(t, "the server is refused", func() bool {
		err := first.Beside(t.Context(), func(*sqlstore.Tx) error { return nil })
		return fault.Is(err, fault.Conflict)
	})
}

func TestTablesAreNotChangedUnderAServer(t *testing.T) {
	t.Parallel()
	address := sqlstoretest.Address(t)
	server := open(t, address)
	if err := server.Occupy(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec(t, server, `DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)`)
	db, err := sqlstore.Open(t.Context(), address)
	if err == nil {
		_ = db.Close()
	}
	if _, msg := fault.Of(err); !fault.Is(err, fault.Conflict) || !strings.Contains(msg, "stop that server") {
		t.Errorf("opened with %v", err)
	}
}
