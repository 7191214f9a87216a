package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/tenonhub/tenon/internal/fault"
)

// server is a database of PostgreSQL. Write is alone among the writers of all
// programs that use the database: those of this program wait for a turn, and
// its transaction has an advisory lock.
type server struct {
	name    string // for messages; it has no password
	user    string
	pool    *sql.DB
	turn    chan struct{} // holds a value while somebody writes alone
	key     int64         // of the lock of who writes alone; the next ones are for who changes more
	begin   string        // begins a transaction that is alone
	journal journal
	open    sync.RWMutex // read-locked by transactions
	closed  bool
	held    *occupancy // nil: this program does not serve
}

const (
	oldest      = 13_00_00 // of the versions of PostgreSQL that are tested, as it counts them
	connections = 20
	// lateTime is how long the end of a transaction may take, which no longer
	// depends on who asked for it.
	lateTime = time.Minute
)

// parameters are those of connections. Locks of a machine that has died, and of
// a program that stands still, are not held for long.
var parameters = map[string]string{
	"application_name":    "tenon",
	"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "4",
	"idle_in_transaction_session_timeout": "60000",
}

// openPostgres opens the database at an address.
func openPostgres(ctx context.Context, address string) (*server, error) {
	db, err := dial(address, "")
	if err != nil {
		return nil, err
	}
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(db.explain(ctx, err), db.pool.Close())
	}
	return db, nil
}

// dial is openPostgres without looking whether the database is there. In the list
// of those who have it open it stands under a name that ends with mark.
func dial(address, mark string) (*server, error) {
	config, err := parse(address)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] += mark
	db := &server{
		name: fmt.Sprintf("%s on %s", config.Database, net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))), user: config.User,
		pool: stdlib.OpenDB(*config), turn: make(chan struct{}, 1),
	}
	db.pool.SetMaxOpenConns(connections)
	db.pool.SetMaxIdleConns(connections)
	db.pool.SetConnMaxIdleTime(5 * time.Minute)
	db.journal.write = db.flush
	return db, nil
}

// parse reads an address, and never says what is in it: it may have a password.
func parse(address string) (*pgx.ConnConfig, error) {
	scheme, _, _ := strings.Cut(address, "://")
	if scheme != "postgres" && scheme != "postgresql" {
		return nil, fault.New(fault.Invalid, "the address of the database begins with %s://: write postgres://USER@HOST/NAME, or name no database to use a SQLite file in the data folder", scheme)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the address of the database cannot be read: write postgres://USER:PASSWORD@HOST:5432/NAME, with %%40 and the like for special characters")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	for name, value := range parameters {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	return config, nil
}

// prepare brings the tables up to date. Of several programs that do it at once
// one does it, and the others wait.
func (db *server) prepare(ctx context.Context) error {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var version int
	var encoding string
	var schema sql.NullString
	err = conn.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_schema()`).Scan(&version, &encoding, &schema)
	switch {
	case err != nil:
		return err
	case version < oldest:
		return fault.New(fault.Invalid, "the database %s is of PostgreSQL %d: use version %d or a newer one", db.name, version/10000, oldest/10000)
	case encoding != "UTF8":
		return fault.New(fault.Invalid, "the database %s has the encoding %s: create one with ENCODING 'UTF8' TEMPLATE template0", db.name, encoding)
	case !schema.Valid:
		return fault.New(fault.Invalid, "the database %s has no schema to keep tables in: see its search_path", db.name)
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte("tenon " + schema.String)) // it never fails
	db.key = int64(h.Sum64())                        //nolint:gosec // any 64 bits are a key
	db.begin = fmt.Sprintf(`BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off; SELECT pg_advisory_xact_lock(%d)`, db.key)
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, db.key+1); err != nil {
		return err
	}
	err = db.migrate(ctx)
	may := true
	if err != nil && conn.QueryRowContext(ctx, `SELECT has_schema_privilege(current_schema(), 'CREATE')`).Scan(&may) == nil && !may {
		err = db.explainCode("42501", err)
	}
	_, e := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, db.key+1)
	return errors.Join(err, e)
}

// migrate brings the tables up to date. A server that works on them is not to
// find them other than it knows them.
func (db *server) migrate(ctx context.Context) error {
	p, err := provider(db.pool, goose.DialectPostgres)
	if err != nil {
		return err
	}
	update := func() error { return migrate(ctx, db.pool, goose.DialectPostgres, db.name) }
	if pending, err := p.HasPending(ctx); err != nil || !pending {
		return update() // which says what is wrong
	}
	return db.whileNobodyServes(ctx, update)
}

func (db *server) close() error {
	db.open.Lock()
	defer db.open.Unlock()
	if db.closed {
		return nil
	}
	db.closed = true
	return errors.Join(db.held.close(), db.pool.Close())
}

// leave is how long programs that had the database open may take to be gone.
const leave = 5 * time.Second

// patient asks again and again whether something is so, as long as a program
// that ended may take to be gone.
func patient(ctx context.Context, ask func() (bool, error)) (bool, error) {
	tick := time.NewTicker(leave / 50)
	defer tick.Stop()
	for end := time.Now().Add(leave); ; {
		if ok, err := ask(); ok || err != nil || time.Now().After(end) {
			return ok, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
}

func (db *server) one(ctx context.Context, dest []any, query string, args []any) error {
	return db.explain(ctx, session{db.pool}.one(ctx, dest, query, args))
}

func (db *server) each(ctx context.Context, scan func(Row) error, query string, args []any) error {
	return db.explain(ctx, session{db.pool}.each(ctx, scan, query, args))
}

// How transactions begin that are not alone.
const (
	besideOthers = `BEGIN ISOLATION LEVEL READ COMMITTED`
	besideSoon   = besideOthers + `; SET LOCAL synchronous_commit = off`
)

func (db *server) write(ctx context.Context, f func(tx *Tx) error, k kind) error {
	switch {
	case k.beside && k.soon:
		return db.explain(ctx, db.transact(ctx, besideSoon, f))
	case k.beside:
		return db.explain(ctx, db.transact(ctx, besideOthers, f))
	}
	err := db.alone(ctx, f)
	if err == nil && !k.soon {
		err = db.journal.flush(ctx)
	}
	return db.explain(ctx, err)
}

// alone runs f in a transaction while nobody else is in one. It commits without
// waiting for the disk, as who waits would keep others out meanwhile.
func (db *server) alone(ctx context.Context, f func(tx *Tx) error) error {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-db.turn }()
	return db.transact(ctx, db.begin, f)
}

// transact runs f between begin and COMMIT. Once f has returned, the end of ctx
// no longer keeps the transaction from being committed.
func (db *server) transact(ctx context.Context, begin string, f func(tx *Tx) error) error {
	db.open.RLock()
	defer db.open.RUnlock()
	if db.closed {
		return fault.New(fault.Unavailable, "the database is closed")
	}
	if err := db.held.may(); err != nil {
		return err
	}
	conn, err := db.enter(ctx, begin)
	if err != nil {
		return err
	}
	defer conn.Close()
	committed := false
	defer func() {
		if !committed {
			rollBack(ctx, conn)
		}
	}()
	if err := f(&Tx{session{conn}}); err != nil {
		return err
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lateTime)
	defer cancel()
	err = raw(conn, func(c *pgx.Conn) error {
		tag, err := c.Exec(late, "COMMIT")
		if err == nil && tag.String() != "COMMIT" { // a statement failed, and f went on
			err = errors.New("it was rolled back")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("commit a transaction: %w", err)
	}
	committed = true
	return nil
}

// enter begins a transaction. Connections of the pool may have been cut off
// since they were used, all of them by a server that was started again.
func (db *server) enter(ctx context.Context, begin string) (*sql.Conn, error) {
	for n := 0; ; n++ {
		conn, err := db.pool.Conn(ctx)
		if err != nil {
			return nil, err
		}
		if _, err = conn.ExecContext(ctx, begin, pgx.QueryExecModeSimpleProtocol); err == nil {
			return conn, nil
		}
		rollBack(ctx, conn)
		if err := errors.Join(fmt.Errorf("begin a transaction: %w", err), conn.Close()); n == connections || !errors.Is(err, driver.ErrBadConn) || ctx.Err() != nil {
			return nil, err
		}
	}
}

func rollBack(ctx context.Context, conn *sql.Conn) {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lateTime)
	defer cancel()
	_ = raw(conn, func(c *pgx.Conn) error {
		if _, err := c.Exec(late, "ROLLBACK"); err != nil {
			return c.Close(late) // so that nobody gets it as it is
		}
		return nil
	})
}

// raw calls f with the connection that the driver has.
func raw(conn *sql.Conn, f func(c *pgx.Conn) error) error {
	return conn.Raw(func(c any) error {
		own, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a %T is no connection to PostgreSQL", c)
		}
		return f(own.Conn())
	})
}

// flush writes something to the log and waits for the disk, as the server is
// set to; what was committed before is then there too.
func (db *server) flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lateTime)
	defer cancel()
	if _, err := db.pool.ExecContext(ctx, `SELECT pg_logical_emit_message(true, 'tenon', '')`); err != nil {
		return fmt.Errorf("flush the database to the disk: %w", err)
	}
	return nil
}

// querier is a pool or one of its connections.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// session runs statements. The driver keeps them prepared.
type session struct{ on querier }

func (s session) exec(ctx context.Context, q string, args []any) (int, error) {
	args, err := plain(args)
	if err != nil {
		return 0, err
	}
	res, err := s.on.ExecContext(ctx, spoken(q), args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

func (s session) one(ctx context.Context, dest []any, q string, args []any) error {
	found := false
	err := s.each(ctx, func(r Row) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dest...)
	}, q, args)
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

func (s session) each(ctx context.Context, scan func(Row) error, q string, args []any) error {
	args, err := plain(args)
	if err != nil {
		return err
	}
	rows, err := s.on.QueryContext(ctx, spoken(q), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// explain gives failures that the user can mend their kind.
func (db *server) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	cut := errors.Is(err, driver.ErrBadConn) // also of what was canceled before it was sent
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !isConnect(err) || cut && ctx.Err() != nil {
		return fault.Wrap(err, fault.Canceled, "canceled while the database was used")
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return db.explainCode(e.Code, err)
	}
	var network net.Error
	if cut || isConnect(err) || errors.As(err, &network) {
		return fault.Wrap(err, fault.Unavailable, "the database %s cannot be reached: see that PostgreSQL runs there and listens, and that the address is right", db.name)
	}
	return err
}

func isConnect(err error) bool {
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}

func (db *server) explainCode(code string, err error) error {
	switch code {
	case "28P01", "28000":
		return fault.Wrap(err, fault.Forbidden, "the database %s does not let the user %s in: see the password in its address, and pg_hba.conf", db.name, db.user)
	case "3D000":
		return fault.Wrap(err, fault.NotFound, "there is no database %s: create it there, such as with CREATE DATABASE, and the user %s as its owner", db.name, db.user)
	case "42501":
		return fault.Wrap(err, fault.Forbidden, "the user %s may not do what is needed in the database %s: make it the owner of that", db.user, db.name)
	case "54000":
		return fault.Wrap(err, fault.TooLarge, "a name is longer than the database %s keeps names", db.name)
	case "53100":
		return fault.Wrap(err, fault.Exhausted, "no space is left on the disk of the database %s; free some", db.name)
	case "25006":
		return fault.Wrap(err, fault.Unavailable, "the database %s cannot be written: it is a copy of another, or being restored", db.name)
	case "40001", "40P01", "55P03", "25P03":
		return fault.Wrap(err, fault.Unavailable, "the database %s was busy with others; try again", db.name)
	}
	if class := code[:min(2, len(code))]; class == "08" || class == "57" || code == "53300" {
		return fault.Wrap(err, fault.Unavailable, "the database %s takes no connections at present; try again", db.name)
	}
	return err
}
