package sqlstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func open(t *testing.T, path string) *sqlstore.DB {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func temp(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "da ta?#%", "tenon.db") }

func exec(t *testing.T, db *sqlstore.DB, query string, args ...any) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

const remember = `INSERT INTO memo (owner, key, value, used) VALUES ('me', $1, '{}', 0)`

func memos(t *testing.T, db *sqlstore.DB) (n int) {
	t.Helper()
	if err := db.One(t.Context(), []any{&n}, "SELECT COUNT(*) FROM memo"); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpenMakesADatabaseForItsUserAlone(t *testing.T) {
	t.Parallel()
	path := temp(t)
	db := open(t, path)
	exec(t, db, remember, "one")
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if st, err := e.Info(); err != nil || st.Mode().Perm() != 0o600 || !strings.HasPrefix(e.Name(), "tenon.db") {
			t.Errorf("%s has mode %v, %v", e.Name(), st.Mode(), err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if n := memos(t, open(t, path)); n != 1 {
		t.Errorf("%d memos after it was opened again, want 1", n)
	}
}

func TestManyOpenANewDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(tb testing.TB) string{
		"sqlite": sqlstoretest.File, "postgres": func(tb testing.TB) string { tb.Helper(); return sqlstoretest.Empty(tb, "") },
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); manyOpen(t, fresh(t)) })
	}
}

func manyOpen(t *testing.T, path string) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() { exec(t, open(t, path), remember, fmt.Sprint(i)) })
	}
	wg.Wait()
	if n := memos(t, open(t, path)); n != 6 {
		t.Errorf("%d memos, want 6", n)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	newer := temp(t)
	db := open(t, newer)
	exec(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(t.TempDir(), "tenon.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("these are words, not tables\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		kind fault.Kind
		says string
	}{
		"a newer database":   {newer, fault.Conflict, "written by a newer Tenon"},
		"a file of words":    {text, fault.Invalid, "is not a database"},
		"another database":   {"mysql://localhost/tenon", fault.Invalid, "write postgres://"},
		"a folder in a file": {filepath.Join(text, "tenon.db"), fault.Internal, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sqlstore.Open(t.Context(), c.path)
			if kind, msg := fault.Of(err); err == nil || kind != c.kind || !strings.Contains(msg, c.says) {
				t.Errorf("got %v, want %s: … %s", err, c.kind, c.says)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good, newer := temp(t), temp(t)
	for _, path := range []string{good, newer} {
		db := open(t, path)
		exec(t, db, remember, "one")
		if path == newer {
			exec(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		kind    fault.Kind
	}{
		"cut off": {whole[:len(whole)-4096], fault.Invalid}, "empty": {nil, fault.Invalid},
		"scratched": {append(bytes.Repeat([]byte("?"), 8192), whole[8192:]...), fault.Invalid},
		"words":     {[]byte(strings.Repeat("these are words\n", 300)), fault.Invalid},
	} {
		path := filepath.Join(t.TempDir(), "tenon.db")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := sqlstore.Check(t.Context(), path); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v, want a fault of kind %s", name, err, c.kind)
		}
	}
	if err := sqlstore.Check(t.Context(), good); err != nil {
		t.Errorf("a good database: %v", err)
	}
	if err := sqlstore.Check(t.Context(), newer); !fault.Is(err, fault.Conflict) {
		t.Errorf("a newer database: %v, want a fault of kind conflict", err)
	}
}

func TestATransactionIsWhole(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, aTransactionIsWhole)
}

func aTransactionIsWhole(t *testing.T, fresh sqlstoretest.Open) {
	t.Helper()
	db := fresh(t)
	oops := errors.New("oops")
	for name, write := range map[string]func(context.Context, func(*sqlstore.Tx) error) error{"Write": db.Write, "WriteSoon": db.WriteSoon} {
		err := write(t.Context(), func(tx *sqlstore.Tx) error {
			if _, err := tx.Exec(t.Context(), remember, name); err != nil {
				t.Error(err)
			}
			return oops
		})
		if !errors.Is(err, oops) || memos(t, db) != 0 {
			t.Errorf("%s: %v, %d memos", name, err, memos(t, db))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Write(ctx, func(*sqlstore.Tx) error { return nil }); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v, want a fault of kind canceled", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	err := db.Write(ctx, func(tx *sqlstore.Tx) error {
		cancel()
		_, err := tx.Exec(ctx, remember, "canceled in between")
		return err
	})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v, want a fault of kind canceled", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = db.Write(t.Context(), func(tx *sqlstore.Tx) error {
			if _, err := tx.Exec(t.Context(), remember, "panics"); err != nil {
				t.Error(err)
			}
			panic("oops")
		})
	}()
	exec(t, db, remember, "the one that is kept")
	if n := memos(t, db); n != 1 {
		t.Errorf("%d memos, want 1", n)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Error(err)
	}
	if err := db.Write(t.Context(), func(*sqlstore.Tx) error { return nil }); !fault.Is(err, fault.Unavailable) {
		t.Errorf("written after it was closed: %v", err)
	}
}

func TestForeignKeysHold(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, foreignKeysHold)
}

func foreignKeysHold(t *testing.T, fresh sqlstoretest.Open) {
	t.Helper()
	db := fresh(t)
	err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO job_event (job, seq, at, data) VALUES ('none', 1, 0, '{}')")
		return err
	})
	if err == nil {
		t.Error("an event of no job was stored")
	}
}

func TestAFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	db := open(t, filepath.Join(dir, "tenon.db"))
	defer db.Close()
	var err error
	for i := 0; err == nil && i < 400; i++ {
		err = db.Write(t.Context(), func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO memo (owner, key, value, used) VALUES ('', $1, $2, 0)", i, strings.Repeat("x", 50000))
			return err
		})
	}
	if kind, msg := fault.Of(err); kind != fault.Exhausted || !strings.Contains(msg, dir) {
		t.Errorf("got %v, want a fault of kind exhausted that names the disk", err)
	}
	if memos(t, db) == 0 {
		t.Error("the database cannot be read any more")
	}
}

func TestSnapshotIsWholeWhileOthersWrite(t *testing.T) {
	t.Parallel()
	db := open(t, temp(t))
	ctx, cancel := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	written := make(chan struct{}, 1)
	writer.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			_ = db.WriteSoon(ctx, func(tx *sqlstore.Tx) error { // two rows, never one
				_, err := tx.Exec(ctx, "INSERT INTO memo (owner, key, value, used) VALUES ('a', $1, '', 0), ('b', $1, '', 0)", i)
				return err
			})
			select {
			case written <- struct{}{}:
			default:
			}
		}
	})
	for i := range 3 {
		<-written
		to := filepath.Join(t.TempDir(), fmt.Sprintf("snapshot%d.db", i))
		if err := db.Snapshot(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		if st, err := os.Stat(to); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("the snapshot has mode %v, %v", st.Mode(), err)
		}
		if n := memos(t, open(t, to)); n == 0 || n%2 != 0 {
			t.Errorf("the snapshot has %d rows, want an even number", n)
		}
		if err := db.Snapshot(t.Context(), to); err == nil {
			t.Error("a snapshot was written over another")
		}
	}
	cancel()
	writer.Wait()
}

func TestAStagedDatabaseTakesItsPlace(t *testing.T) {
	t.Parallel()
	path := temp(t)
	db := open(t, path)
	exec(t, db, remember, "old")
	if err := db.Snapshot(t.Context(), sqlstore.Staged(path)); err != nil {
		t.Fatal(err)
	}
	exec(t, db, remember, "newer than the snapshot")
	if _, err := sqlstore.Open(t.Context(), path); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("got %v, want a fault of kind unavailable while the old one is open", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if n := memos(t, open(t, path)); n != 1 {
		t.Errorf("%d memos, want the one of the snapshot", n)
	}
	kept, err := filepath.Glob(filepath.Join(filepath.Dir(path), "tenon.db.before-*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	if n := memos(t, open(t, kept[0])); n != 2 {
		t.Errorf("%d memos in the database that was replaced, want 2", n)
	}
}

// BenchmarkOpen is the start on an empty folder, which must take less than 50 ms.
func BenchmarkOpen(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		db, err := sqlstore.Open(b.Context(), filepath.Join(b.TempDir(), fmt.Sprint(i), "tenon.db"))
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
	if each := b.Elapsed() / time.Duration(b.N); each > 50*time.Millisecond {
		b.Errorf("took %v, want less than 50ms", each)
	}
}

func BenchmarkWrite(b *testing.B) {
	db, err := sqlstore.Open(b.Context(), filepath.Join(b.TempDir(), "tenon.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for name, write := range map[string]func(context.Context, func(*sqlstore.Tx) error) error{"on disk": db.Write, "soon": db.WriteSoon} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := write(b.Context(), func(tx *sqlstore.Tx) error {
					_, err := tx.Exec(b.Context(), "UPDATE memo SET used = used + 1 WHERE owner = 'me'")
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// One who leaves while its transaction begins leaves none open.
func TestWhoLeavesAtTheBeginningHoldsUpNobody(t *testing.T) {
	t.Parallel()
	db := open(t, temp(t))
	for i := range 2000 {
		ctx, cancel := context.WithCancel(t.Context())
		var left sync.WaitGroup
		left.Go(func() {
			for range i % 200 {
				runtime.Gosched()
			}
			cancel()
		})
		_ = db.WriteSoon(ctx, func(*sqlstore.Tx) error { return nil }) // it may be canceled or not
		left.Wait()
		if err := db.WriteSoon(t.Context(), func(*sqlstore.Tx) error { return nil }); err != nil {
			t.Fatalf("after %d: %v", i, err)
		}
	}
}
