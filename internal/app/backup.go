package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/backup"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

// ErrRestored ends Serve after a backup was restored: open the program again,
// and it is there.
var ErrRestored = errors.New("a backup was restored")

// Backup writes everything that the program keeps to w, while it works.
func (a *App) Backup(ctx context.Context, w io.Writer) error {
	_, err := backup.Write(ctx, w, backup.Source{
		Snapshot: a.db.Snapshot, Repos: repositories{sqlhub.New(a.db), a.repos}, Blobs: a.blobs, Version: a.config.Version, Temp: a.config.Data,
	})
	return err
}

// Restore puts the backup in r in the place of what the program keeps. It
// takes effect when Serve has returned ErrRestored and the program is opened
// again; the present database is kept beside it.
func (a *App) Restore(ctx context.Context, r io.Reader, replace bool) error {
	if err := restore(ctx, a.config.Data, a.blobs, r, replace); err != nil {
		return err
	}
	a.restoredOnce.Do(func() { close(a.restored) })
	return nil
}

// Restore puts the backup in r into a data folder that no server works on.
func Restore(ctx context.Context, data string, r io.Reader, replace bool) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fault.Wrap(err, fault.Invalid, "the data folder %s cannot be made; name another with --data", data)
	}
	blobs, err := disk.Open(filepath.Join(data, "blobs"), disk.Options{})
	if err != nil {
		return err
	}
	return restore(ctx, data, blobs, r, replace)
}

func restore(ctx context.Context, data string, blobs *disk.Store, r io.Reader, replace bool) error {
	db := filepath.Join(data, databaseFile)
	_, _, err := backup.Restore(ctx, r, backup.Target{Database: db, Staged: sqlstore.Staged(db), Blobs: blobs, Replace: replace, Check: sqlstore.Check, Owe: owe})
	return err
}
