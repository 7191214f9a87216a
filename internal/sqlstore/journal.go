package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/tenonhub/tenon/internal/round"
)

// journal flushes the write-ahead log of a database to the disk, in rounds: who
// commits while one runs waits for the next one.
//
// The databases alone (synchronous = FULL, synchronous_commit = on) would flush
// after each commit and keep other writers out meanwhile. What is promised is
// the same: who has waited knows that a flush began after their commit and
// ended well. A power failure takes back a tail of the log, never a piece of
// its middle.
type journal struct {
	write func(ctx context.Context) error
	round round.Round
}

// flush returns when what was committed before it was called is on the disk.
func (j *journal) flush(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // it is not for this caller alone
	return j.round.Do(func() error { return j.write(ctx) })
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
