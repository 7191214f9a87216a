// Package lockfile tells living instances from dead ones: each holds the lock
// of a file of its own, which the system takes from it when it dies, however
// it dies. It tells of the instances that share a folder, and of no others.
package lockfile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/tenonhub/tenon/internal/job"
)

// Presence shows that this instance lives, until Leave.
type Presence struct {
	dir  string
	name string
	f    *os.File
}

var _ job.Presence = (*Presence)(nil)

// forgotten is the age from which files of the dead are removed: what they
// held has run out long before.
const forgotten = 24 * time.Hour

// Enter shows this instance in dir, which is made if it is not there.
func Enter(dir string) (*Presence, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the living: %w", err)
	}
	p := &Presence{dir: dir, name: uuid.NewString()}
	forget(dir)
	var err error
	coming := filepath.Join(dir, "coming-"+p.name) // nobody judges it before it is locked
	if p.f, err = os.OpenFile(coming, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("show that this instance lives: %w", err)
	}
	if err = syscall.Flock(int(p.f.Fd()), syscall.LOCK_EX); err == nil {
		err = os.Rename(coming, p.path(p.name))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("show that this instance lives: %w", err), p.f.Close(), os.Remove(coming))
	}
	return p, nil
}

// Name is the name of this instance.
func (p *Presence) Name() string { return p.name }

// Dead reports whether the instance of that name has died or left. Of one that
// never was in the folder it is not known, so false.
func (p *Presence) Dead(name string) bool {
	if uuid.Validate(name) != nil {
		return false
	}
	return free(p.path(name))
}

// Leave ends the presence; what the instance held is for others to take.
func (p *Presence) Leave() error { return unlock(p.f) }

// unlock gives the lock of f back and closes it. A program that is being started just
// now holds a copy of f for a moment, and would keep the lock if f were only closed.
func unlock(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

func (p *Presence) path(name string) string { return filepath.Join(p.dir, name) }

// free reports whether nobody has locked the file at path. It asks for a
// shared lock, so that those who ask do not see each other.
func free(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil
}

// forget removes files of instances that died long ago. What cannot be
// removed does no harm.
func forget(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if st, err := e.Info(); err == nil && time.Since(st.ModTime()) > forgotten && free(path) {
			_ = os.Remove(path)
		}
	}
}

// wait is how long Alone rests before it asks again for a lock.
const wait = 50 * time.Millisecond

// Alone does what may be done by one instance at a time; others wait until the
// one that holds the lock of file is through, or is dead.
func Alone(ctx context.Context, file string, do func() error) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock %s: %w", file, err)
	}
	defer func() { _ = unlock(f) }()
	tick := time.NewTicker(wait)
	defer tick.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return do()
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("lock %s: %w", file, err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the lock %s: %w", file, ctx.Err())
		case <-tick.C:
		}
	}
}
