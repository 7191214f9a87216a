// Package order keeps standing orders to mirror something.
package order

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/mirror/order"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps orders in the database.
type Store struct{ db *sqlstore.DB }

var _ order.Rows = (*Store)(nil)

// New returns the orders of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Add adds an order.
func (s *Store) Add(ctx context.Context, o order.Order) error {
	terms, err := json.Marshal(o.Terms)
	if err == nil {
		err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO mirror_order (id, terms, created, next, job) VALUES ($1, $2, $3, $4, $5)`,
				o.ID, string(terms), o.Created.UnixMicro(), micro(o.Next), string(o.Job))
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("add order %s: %w", o.ID, err)
	}
	return nil
}

// micro is 0 for no time.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

const columns = `id, terms, created, next, job`

func scan(read func(dest ...any) error) (o order.Order, err error) {
	var terms string
	var created, next int64
	if err := read(&o.ID, &terms, &created, &next, &o.Job); err != nil {
		return o, err
	}
	o.Created = time.UnixMicro(created).UTC()
	if next != 0 {
		o.Next = time.UnixMicro(next).UTC()
	}
	return o, json.Unmarshal([]byte(terms), &o.Terms)
}

// List lists orders, the oldest first.
func (s *Store) List(ctx context.Context) (l []order.Order, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		o, err := scan(row.Scan)
		l = append(l, o)
		return err
	}, `SELECT `+columns+` FROM mirror_order ORDER BY created, id`)
	if err != nil {
		return nil, fmt.Errorf("list the orders: %w", err)
	}
	return l, nil
}

// Find finds an order.
func (s *Store) Find(ctx context.Context, id string) (order.Order, error) {
	o, err := scan(func(dest ...any) error {
		return s.db.One(ctx, dest, `SELECT `+columns+` FROM mirror_order WHERE id = $1`, id)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return o, missing(id)
	}
	if err != nil {
		return o, fmt.Errorf("find order %s: %w", id, err)
	}
	return o, nil
}

func missing(id string) error {
	return fault.New(fault.NotFound, "there is no mirror %.40q: `tenon mirror list` shows those that there are", id)
}

// Remove removes an order.
func (s *Store) Remove(ctx context.Context, id string) error {
	return s.one(ctx, id, `DELETE FROM mirror_order WHERE id = $1`, id)
}

// Start notes the job that does an order.
func (s *Store) Start(ctx context.Context, id string, j job.ID, next time.Time) error {
	return s.one(ctx, id, `UPDATE mirror_order SET job = $2, next = $3 WHERE id = $1`, id, string(j), micro(next))
}

func (s *Store) one(ctx context.Context, id, query string, args ...any) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n == 0 {
			return missing(id)
		}
		return err
	})
}
