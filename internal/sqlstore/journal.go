package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// journal flushes the write-ahead log of a database to the disk, once for all
// who wait:
//
//	A commits ── waits ──┐                  ┌── A, B go on
//	B commits ── waits ──┴─ one flush runs ─┘
//	C commits while it runs ── waits for the next one
//
// The databases alone (synchronous = FULL, synchronous_commit = on) would flush
// after each commit and keep other writers out meanwhile. What is promised is
// the same: who has waited knows that a flush began after their commit and
// ended well. A power failure takes back a tail of the log, never a piece of
// its middle.
type journal struct {
	write func(ctx context.Context) error
	turn  sync.Mutex // held while a flush runs
	mu    sync.Mutex
	next  *flush // the one that has not begun
}

type flush struct {
	done chan struct{}
	err  error
}

// flush returns when what was committed before it was called is on the disk.
func (j *journal) flush(ctx context.Context) error {
	j.mu.Lock()
	f, first := j.next, j.next == nil
	if first {
		f = &flush{done: make(chan struct{})}
		j.next = f
	}
	j.mu.Unlock()
	if !first {
		<-f.done
		return f.err
	}
	defer close(f.done)
	j.turn.Lock()
	defer j.turn.Unlock()
	j.mu.Lock()
	j.next = nil // those who come from now on wait for another
	j.mu.Unlock()
	f.err = j.write(context.WithoutCancel(ctx)) // it is not for this caller alone
	return f.err
}

// syncFile flushes SQLite's log.
func syncFile(path string) error {
	log, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was written since all of it went into the database
	}
	if err != nil {
		return fmt.Errorf("flush the database to the disk: %w", err)
	}
	if err := errors.Join(log.Sync(), log.Close()); err != nil {
		return fmt.Errorf("flush the database to the disk: %w", err)
	}
	return nil
}
