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

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, forward only. Of several processes
// that open a new database at once one runs a migration and the others fail
// at it, so they look again.
func migrate(ctx context.Context, pool *sql.DB, path string) (err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	for range 5 {
		var now, ours int64
		now, ours, err = p.GetVersions(ctx)
		switch {
		case err != nil:
		case now == ours:
			return nil
		case now > ours:
			return fault.New(fault.Conflict, "the database %s was written by a newer Tenon (its tables are version %d, this program knows %d); run that one, or restore a backup from before", path, now, ours)
		default:
			_, err = p.Up(ctx)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("bring database %s up to date: %w", path, errors.Join(err, ctx.Err()))
}
