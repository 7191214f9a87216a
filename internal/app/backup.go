package app

import (
	"cmp"
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
	if err := restore(ctx, a.config, a.blobs, r, replace); err != nil {
		return err
	}
	a.restoredOnce.Do(func() { close(a.restored) })
	return nil
}

// Restore puts the backup in r into a data folder that no server works on.
func Restore(ctx context.Context, c Config, r io.Reader, replace bool) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.Wrap(err, fault.Invalid, "the data folder %s cannot be made; name another with --data", c.Data)
	}
	blobs, err := disk.Open(filepath.Join(c.Data, "blobs"), disk.Options{})
	if err != nil {
		return err
	}
	return restore(ctx, c, blobs, r, replace)
}

func restore(ctx context.Context, c Config, blobs *disk.Store, r io.Reader, replace bool) error {
	_, _, err := backup.Restore(ctx, r, backup.Target{
		Taken:  func(ctx context.Context) (string, error) { return sqlstore.Taken(ctx, c.place()) },
		Staged: sqlstore.Staged(c.file()), Blobs: blobs, Replace: replace, Check: sqlstore.Check, Owe: owe,
	})
	return err
}

// file is the database in the data folder, and place is where the database is.
func (c Config) file() string  { return filepath.Join(c.Data, databaseFile) }
func (c Config) place() string { return cmp.Or(c.Database, c.file()) }

// Occupy says that a server works on the database, until Close; that another
// one does is a fault of kind Conflict.
func (a *App) Occupy(ctx context.Context) error { return a.db.Occupy(ctx) }

// openDatabase opens the database. A restored one takes its place first.
func openDatabase(ctx context.Context, c Config) (*sqlstore.DB, error) {
	if c.Database != "" {
		if err := sqlstore.Adopt(ctx, c.Database, c.file()); err != nil {
			return nil, err
		}
	}
	return sqlstore.Open(ctx, c.place())
}
