package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// occupancy is the lock of who serves, on a connection of its own. PostgreSQL
// gives it up when that breaks, so it is looked after: while it is lost nobody
// writes, and when another server has taken it nobody does any more.
//
//	held ── the connection breaks ── lost ─┬─ the lock is free: held again
//	                                       └─ another has it: refused, as long as it does
type occupancy struct {
	db      *server
	conn    *sql.Conn
	refused atomic.Pointer[error] // what writers are told; nil while it is held
	stop    context.CancelFunc
	done    sync.WaitGroup
}

const (
	lookAfter = time.Second     // how often the connection is looked at
	answers   = 5 * time.Second // how long it may take to answer
)

// occupy takes the lock of who serves, and keeps it until the database is closed.
func (db *server) occupy(ctx context.Context) error {
	conn, err := db.lockServing(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	o := &occupancy{db: db, conn: conn, stop: stop}
	o.done.Go(func() { o.guard(ctx) })
	db.open.Lock()
	defer db.open.Unlock()
	db.held = o
	return nil
}

// lockServing takes the lock of who serves on a connection, which is that of the
// caller. Fault: Conflict when another server has it.
func (db *server) lockServing(ctx context.Context) (*sql.Conn, error) {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return nil, db.explain(ctx, err)
	}
	ok, err := patient(ctx, func() (ok bool, err error) { return db.tryServing(ctx, conn) })
	if err == nil && !ok {
		err = db.taken()
	}
	if err != nil {
		return nil, errors.Join(db.explain(ctx, err), conn.Close())
	}
	return conn, nil
}

func (db *server) tryServing(ctx context.Context, conn *sql.Conn) (ok bool, err error) {
	err = conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, db.key+3).Scan(&ok)
	return ok, err
}

func (db *server) taken() error {
	return fault.New(fault.Conflict, "another server works on the database %s already, maybe with another data folder; stop that one, or give this one a database of its own", db.name)
}

// whileNobodyServes has f run while no server works on the database: it changes tables.
func (db *server) whileNobodyServes(ctx context.Context, f func() error) error {
	conn, err := db.lockServing(ctx)
	if fault.Is(err, fault.Conflict) {
		return fault.Wrap(err, fault.Conflict, "a server of an older Tenon works on the database %s, whose tables this one has to change first: stop that server", db.name)
	}
	if err != nil {
		return err
	}
	err = f()
	_, e := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, db.key+3)
	return errors.Join(err, e, conn.Close())
}

// guard looks after the lock until ctx ends.
func (o *occupancy) guard(ctx context.Context) {
	tick := time.NewTicker(lookAfter)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			o.look(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// look finds out whether the lock is held, and takes it again if it is not.
func (o *occupancy) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, answers)
	defer cancel()
	if o.conn != nil {
		if o.conn.PingContext(ctx) == nil {
			return
		}
		_ = o.conn.Close() // it is broken
		o.conn = nil
		o.refuse(fault.New(fault.Unavailable, "the connection to the database %s broke off that shows others that a server works on it; nothing is written until there is one again", o.db.name))
	}
	conn, err := o.db.pool.Conn(ctx)
	if err != nil {
		return // the database cannot be reached
	}
	ok, err := o.db.tryServing(ctx, conn)
	if ok && err == nil {
		o.conn = conn
		o.refused.Store(nil)
		return
	}
	_ = conn.Close() // nothing was done by it
	if err == nil {
		o.refuse(o.db.taken())
	}
}

func (o *occupancy) refuse(err error) { o.refused.Store(&err) }

// may is a fault while nobody may write, as the lock is not held.
func (o *occupancy) may() error {
	if o == nil {
		return nil
	}
	if err := o.refused.Load(); err != nil {
		return *err
	}
	return nil
}

// close gives the lock back.
func (o *occupancy) close() error {
	if o == nil {
		return nil
	}
	o.stop()
	o.done.Wait()
	if o.conn == nil {
		return nil
	}
	return o.conn.Close()
}
