package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/tenonhub/tenon/internal/fault"
)

// A backup has the database as a SQLite file, wherever it came from: what is in
// PostgreSQL is copied into one, row by row, and what was restored is copied
// from one. So a backup of either is restored into either.

// relation is a table that both databases have.
type relation struct {
	name    string
	columns []string
	text    []bool // which of them are
}

// relations are the tables of a SQLite database, those that others refer to first.
func relations(ctx context.Context, db *lite) ([]relation, error) {
	var all []relation
	err := db.each(ctx, func(r Row) error {
		var table, column, kind string
		if err := r.Scan(&table, &column, &kind); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].name != table {
			all = append(all, relation{name: table})
		}
		last := &all[len(all)-1]
		last.columns, last.text = append(last.columns, column), append(last.text, kind == "TEXT")
		return nil
	}, `SELECT t.name, c.name, c.type FROM pragma_table_list t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND t.name NOT LIKE 'goose~_%' ESCAPE '~' ORDER BY t.name, c.cid`, nil)
	if err != nil {
		return nil, err
	}
	needs := map[string][]string{}
	err = db.each(ctx, func(r Row) error {
		var from, to string
		err := r.Scan(&from, &to)
		if from != to {
			needs[from] = append(needs[from], to)
		}
		return err
	}, `SELECT t.name, k."table" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table'`, nil)
	if err != nil {
		return nil, err
	}
	return ordered(all, needs)
}

// ordered puts those first that others need.
func ordered(all []relation, needs map[string][]string) ([]relation, error) {
	var l []relation
	done := map[string]bool{}
	for len(l) < len(all) {
		before := len(l)
		for _, r := range all {
			if !done[r.name] && !slices.ContainsFunc(needs[r.name], func(n string) bool { return !done[n] }) {
				l, done[r.name] = append(l, r), true
			}
		}
		if len(l) == before {
			return nil, errors.New("tables refer to each other in a circle")
		}
	}
	return l, nil
}

func quoteAll(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

// snapshot copies the database into a new SQLite file.
func (db *server) snapshot(ctx context.Context, to string) (err error) {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("write a snapshot of the database: %s is there already", to)
	}
	file, err := openLite(ctx, to)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, file.close(), os.Remove(to+".lock")); err != nil {
			err = errors.Join(fmt.Errorf("write a snapshot of the database: %w", err), os.Remove(to))
		}
	}()
	tables, err := relations(ctx, file)
	if err != nil {
		return err
	}
	return file.write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "PRAGMA defer_foreign_keys = 1"); err != nil {
			return err
		}
		// All tables are read as they are at one moment.
		return db.transact(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", func(from *Tx) error {
			for _, t := range tables {
				if err := t.save(ctx, from, tx); err != nil {
					return fmt.Errorf("table %s: %w", t.name, err)
				}
			}
			return nil
		})
	}, kind{})
}

// save copies the rows of a table from PostgreSQL into SQLite.
func (t relation) save(ctx context.Context, from, to *Tx) error {
	if _, err := to.Exec(ctx, fmt.Sprintf(`DELETE FROM "%s"`, t.name)); err != nil { // what migrations put there
		return err
	}
	holders := make([]string, len(t.columns))
	for i := range holders {
		holders[i] = fmt.Sprint("$", i+1)
	}
	insert := fmt.Sprintf(`INSERT INTO "%s" (%s) VALUES (%s)`, t.name, quoteAll(t.columns), strings.Join(holders, ", "))
	return from.Each(ctx, func(r Row) error {
		row, err := t.scan(r)
		if err == nil {
			_, err = to.Exec(ctx, insert, row...)
		}
		return err
	}, t.query())
}

func (t relation) query() string {
	return fmt.Sprintf(`SELECT %s FROM "%s"`, quoteAll(t.columns), t.name)
}

// scan reads a row. SQLite may have bytes where there should be text.
func (t relation) scan(r Row) ([]any, error) {
	row, dest := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range row {
		dest[i] = &row[i]
	}
	if err := r.Scan(dest...); err != nil {
		return nil, err
	}
	for i, v := range row {
		if b, ok := v.([]byte); ok && t.text[i] {
			row[i] = string(b)
		}
	}
	return row, nil
}

// Taken names the data at a place that a restored database would replace; ""
// if there is none.
func Taken(ctx context.Context, place string) (string, error) {
	if !strings.Contains(place, "://") {
		_, err := os.Lstat(place)
		if errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		return place, err
	}
	db, err := dial(place, "")
	if err != nil {
		return "", err
	}
	defer db.pool.Close()
	there := false
	err = db.pool.QueryRowContext(ctx, `SELECT to_regclass('owner') IS NOT NULL`).Scan(&there)
	if err == nil && there {
		err = db.pool.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM owner)`).Scan(&there)
	}
	if err != nil || !there {
		return "", db.explain(ctx, err)
	}
	return "the database " + db.name, nil
}

// Adopt puts a restored database, which waits in the file Staged(path), into
// the PostgreSQL database at an address, in place of what is there, which is
// kept as a SQLite file: its name is path and ".before-". Without such a file it
// does nothing. Cut off, it begins anew the next time. Another program that has
// the database open is a fault of kind Unavailable.
func Adopt(ctx context.Context, address, path string) error {
	if _, err := os.Lstat(Staged(path)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := dial(address, restores)
	if err != nil {
		return err
	}
	defer db.pool.Close()
	return db.explain(ctx, db.adopt(ctx, path))
}

func (db *server) adopt(ctx context.Context, path string) error {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := db.await(ctx, conn, path); err != nil {
		return err
	}
	if err := db.prepare(ctx); err != nil {
		return err
	}
	// Of several programs that start at once one does it.
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, db.key+2); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, db.key+2) }()
	st, err := os.Stat(Staged(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	before := path + ".before-" + st.ModTime().UTC().Format("20060102-150405.000000")
	if _, err := os.Lstat(before); errors.Is(err, fs.ErrNotExist) {
		if err := db.snapshot(ctx, before); err != nil {
			return fmt.Errorf("keep the database that a restored one replaces: %w", err)
		}
	}
	if err := db.replace(ctx, Staged(path)); err != nil {
		return fmt.Errorf("put the restored database in its place: %w", err)
	}
	return errors.Join(os.Remove(Staged(path)), os.Remove(Staged(path)+".lock"))
}

// restores marks those who put a restored database in its place: they have not
// opened it yet, and do not wait for each other to leave.
const restores = "-restores"

// await waits until no other program has the database open, or the restored one is
// in its place by another's doing, who may have opened it.
func (db *server) await(ctx context.Context, conn *sql.Conn, path string) error {
	alone, err := patient(ctx, func() (bool, error) {
		if _, err := os.Lstat(Staged(path)); errors.Is(err, fs.ErrNotExist) {
			return true, nil
		}
		others := 0
		err := conn.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
			AND application_name || $1 = current_setting('application_name')`, restores).Scan(&others)
		return others == 0, err
	})
	if err == nil && !alone {
		err = fault.New(fault.Unavailable, "a restored database waits to take the place of %s, which another program has open; stop that one first", db.name)
	}
	return err
}

// replace puts the rows of a SQLite file in the place of those of the database.
func (db *server) replace(ctx context.Context, path string) error {
	file, err := openLite(ctx, path)
	if err != nil {
		return err
	}
	tables, err := relations(ctx, file)
	if err == nil {
		err = db.transact(ctx, db.begin, func(tx *Tx) error { return load(ctx, tx, file, tables) })
	}
	if err == nil {
		err = db.journal.flush(ctx)
	}
	return errors.Join(err, file.close())
}

func load(ctx context.Context, tx *Tx, file *lite, tables []relation) error {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	if _, err := tx.Exec(ctx, "TRUNCATE "+quoteAll(names)); err != nil {
		return err
	}
	for _, t := range tables {
		if err := t.load(ctx, tx, file); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	return nil
}

// load copies the rows of a table from SQLite into PostgreSQL.
func (t relation) load(ctx context.Context, tx *Tx, file *lite) error {
	own, ok := tx.run.(session).on.(*sql.Conn)
	if !ok {
		return errors.New("the transaction has no connection of its own")
	}
	rows := make(chan []any)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	read := make(chan error, 1)
	go func() {
		defer close(rows)
		read <- file.each(ctx, func(r Row) error {
			row, err := t.scan(r)
			if err == nil {
				row, err = plain(row)
			}
			if err != nil {
				return err
			}
			select {
			case rows <- row:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}, t.query(), nil)
	}()
	err := raw(own, func(c *pgx.Conn) error {
		_, err := c.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(func() ([]any, error) { return <-rows, nil }))
		return err
	})
	if err != nil {
		cancel()
	}
	if err = errors.Join(err, <-read); err != nil {
		return err
	}
	return t.count(ctx, tx)
}

// count lets numbers that the database gives go on after those that are there.
func (t relation) count(ctx context.Context, tx *Tx) error {
	for _, c := range t.columns {
		var sequence sql.NullString
		if err := tx.One(ctx, []any{&sequence}, `SELECT pg_get_serial_sequence($1, $2)`, t.name, c); err != nil || !sequence.Valid {
			if err != nil {
				return err
			}
			continue
		}
		_, err := tx.Exec(ctx, fmt.Sprintf(`SELECT setval($1::regclass, GREATEST(LEAST(COALESCE(MAX("%s"), 0), 9223372036854775806), 0) + 1, false) FROM "%s"`, c, t.name), sequence.String)
		if err != nil {
			return err
		}
	}
	return nil
}
