package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/tenonhub/tenon/internal/fault"
)

func (db *lite) snapshot(ctx context.Context, to string) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write a snapshot of the database: %w", explain(to, err))
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			_ = os.Remove(to)
		}
	}()
	pool, err := connect(db.path, 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, "VACUUM INTO $1", to); err != nil {
		return fmt.Errorf("write a snapshot of the database: %w", explain(to, err))
	}
	return f.Sync()
}

// Staged is the name of a file beside the database at path that takes its
// place the next time it is opened while nobody else has it open. The database
// that was there is kept: its new name has the old one and ".before-" in front.
func Staged(path string) string { return path + ".next" }

// adopt puts a staged database in its place. Interrupted, it goes on the next
// time: what is moved away has a name that depends on the staged file alone. Of several
// programs that start at once one does it, and the others wait.
func adopt(ctx context.Context, path string, lock *os.File) error {
	done, err := patient(ctx, func() (bool, error) {
		if _, err := os.Stat(Staged(path)); errors.Is(err, fs.ErrNotExist) {
			return true, nil
		}
		err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return false, nil
		}
		return err == nil, err
	})
	if err == nil && !done {
		err = fault.New(fault.Unavailable, "a restored database waits to take the place of %s, which another program has open; stop that one first", path)
	}
	if err != nil {
		return err
	}
	st, err := os.Stat(Staged(path))
	if errors.Is(err, fs.ErrNotExist) { // there is none, or another has done it
		return nil
	}
	if err != nil {
		return err
	}
	before := path + ".before-" + st.ModTime().UTC().Format("20060102-150405.000000")
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+part, before+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep the database that a restored one replaces: %w", err)
		}
	}
	if err := os.Rename(Staged(path), path); err != nil {
		return fmt.Errorf("put the restored database in its place: %w", err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
