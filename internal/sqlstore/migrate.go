package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/tenonhub/tenon/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date, forward only. Of several processes
// that open a new database at once one runs a migration and the others fail
// at it, so they look again. A migration may have a lower number than one that
// was there before it.
func migrate(ctx context.Context, pool *sql.DB, d goose.Dialect, name string) (err error) {
	p, err := provider(pool, d)
	if err != nil {
		return err
	}
	for range 5 {
		var now, ours int64
		var pending bool
		if now, ours, err = p.GetVersions(ctx); err == nil && now > ours {
			return newer(name, now, ours)
		}
		if err == nil {
			pending, err = p.HasPending(ctx)
		}
		if err == nil && !pending {
			return nil
		}
		if err == nil {
			_, err = p.Up(ctx)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("bring database %s up to date: %w", name, errors.Join(err, ctx.Err()))
}

func provider(pool *sql.DB, d goose.Dialect) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	if d == goose.DialectPostgres {
		files = translated{files}
	}
	p, err := goose.NewProvider(d, pool, files, goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

func newer(path string, theirs, ours int64) error {
	return fault.New(fault.Conflict, "the database %s was written by a newer Tenon (its tables are version %d, this program knows %d); use that one, or a backup from before", path, theirs, ours)
}

// Check says whether Open could use the database in the file at path, which
// nobody has open: it is whole, Tenon's, and not of a newer program.
func Check(ctx context.Context, path string) error {
	pool, err := sql.Open("sqlite", dsn(path, "mode=ro", "immutable=1"))
	if err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	defer pool.Close()
	var state string
	if err := pool.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&state); err != nil || state != "ok" {
		return fault.Wrap(explain(path, err), fault.Invalid, "the database %s is damaged: %s", path, state)
	}
	var version int64
	if err := pool.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&version); err != nil {
		return fault.Wrap(err, fault.Invalid, "the database %s is not one of Tenon's", path)
	}
	p, err := provider(pool, goose.DialectSQLite3)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if ours := sources[len(sources)-1].Version; version > ours {
		return newer(path, version, ours)
	}
	return nil
}
