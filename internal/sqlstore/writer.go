package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/tenonhub/tenon/internal/fault"
)

// writer is the one connection that writes, and who waits for it: SQLite lets
// one write at a time, and a queue is fairer and faster than trying again.
type writer struct {
	turn   chan struct{} // holds a value while somebody writes
	conn   *sql.Conn
	known  *statements
	closed bool
}

func newWriter(ctx context.Context, pool *sql.DB) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the connection that writes: %w", err)
	}
	known := &statements{prepare: conn.PrepareContext, known: map[string]*statement{}}
	return &writer{turn: make(chan struct{}, 1), conn: conn, known: known}, nil
}

// transact runs f between BEGIN and COMMIT. Once f has returned, the end of
// ctx no longer keeps the transaction from being committed.
func (w *writer) transact(ctx context.Context, f func(tx *Tx) error) (err error) {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-w.turn }()
	if w.closed {
		return fault.New(fault.Unavailable, "the database is closed")
	}
	late := context.WithoutCancel(ctx)
	committed := false
	defer func() {
		if !committed { // SQLite may have rolled it back already, or never begun
			_, _ = w.known.exec(late, "ROLLBACK", nil)
		}
	}()
	// When ctx ends just now it may have begun all the same.
	if _, err := w.known.exec(ctx, "BEGIN IMMEDIATE", nil); err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	if err := f(&Tx{w.known}); err != nil {
		return err
	}
	if _, err := w.known.exec(late, "COMMIT", nil); err != nil {
		return fmt.Errorf("commit a transaction: %w", err)
	}
	committed = true
	return nil
}

func (w *writer) close() error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	if w.closed {
		return nil
	}
	w.closed = true
	return errors.Join(w.known.close(), w.conn.Close())
}

// statements runs SQL and keeps it prepared: parsing costs more than running
// most of it.
type statements struct {
	prepare func(ctx context.Context, query string) (*sql.Stmt, error)
	mu      sync.Mutex
	known   map[string]*statement
}

// statement is a prepared one. done must be called after its use.
type statement struct {
	*sql.Stmt
	kept bool
}

func (s *statement) done() {
	if !s.kept {
		_ = s.Close()
	}
}

// enough is far above the number of statements in the program. What comes
// after it is not kept.
const enough = 500

// find returns a statement, prepared.
func (s *statements) find(ctx context.Context, query string) (*statement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.known[query]; st != nil {
		return st, nil
	}
	prepared, err := s.prepare(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare a statement: %w", err)
	}
	st := &statement{prepared, len(s.known) < enough}
	if st.kept {
		s.known[query] = st
	}
	return st, nil
}

func (s *statements) close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.known {
		err = errors.Join(err, st.Close())
	}
	clear(s.known)
	return err
}

// one scans the only row of a query into dest.
func (s *statements) one(ctx context.Context, dest []any, query string, args []any) error {
	st, err := s.find(ctx, query)
	if err != nil {
		return err
	}
	defer st.done()
	return st.QueryRowContext(ctx, args...).Scan(dest...)
}

// each calls scan for every row of a query.
func (s *statements) each(ctx context.Context, scan func(Row) error, query string, args []any) error {
	st, err := s.find(ctx, query)
	if err != nil {
		return err
	}
	defer st.done()
	rows, err := st.QueryContext(ctx, args...)
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

// exec runs a statement and returns how many rows it touched.
func (s *statements) exec(ctx context.Context, query string, args []any) (int, error) {
	st, err := s.find(ctx, query)
	if err != nil {
		return 0, err
	}
	defer st.done()
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}
