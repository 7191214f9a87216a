// Package connection keeps what the operator has connected: servers of models,
// with the keys that open them. The database file is for its user alone.
package connection

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Connection is a server and how to reach it. What Models holds is the
// business of the engine of that kind.
type Connection struct {
	Name    string          `json:"name"`
	Kind    string          `json:"kind"` // of server, such as openai
	URL     string          `json:"url"`
	Secret  string          `json:"-"`
	Local   bool            `json:"local"` // what is sent there stays in the operator's hands
	Models  json.RawMessage `json:"models"`
	Updated time.Time       `json:"updated"`
}

// Store keeps connections in the database.
type Store struct{ db *sqlstore.DB }

// New returns the connections of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Save keeps c, in place of an older one of its name.
func (s *Store) Save(ctx context.Context, c Connection) error {
	if c.Name == "" || !json.Valid(c.Models) {
		return fault.New(fault.Invalid, "connection %q needs a name, and its models as JSON", c.Name)
	}
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO connection (name, kind, url, secret, local, models, updated) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, url = excluded.url, secret = excluded.secret,
				local = excluded.local, models = excluded.models, updated = excluded.updated`,
			c.Name, c.Kind, c.URL, c.Secret, number(c.Local), string(c.Models), time.Now().UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("save connection %s: %w", c.Name, err)
	}
	return nil
}

// List returns all connections by name.
func (s *Store) List(ctx context.Context) (l []Connection, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var c Connection
		var updated int64
		err := r.Scan(&c.Name, &c.Kind, &c.URL, &c.Secret, &c.Local, (*[]byte)(&c.Models), &updated)
		c.Updated = time.UnixMicro(updated)
		l = append(l, c)
		return err
	}, `SELECT name, kind, url, secret, local, models, updated FROM connection ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list connections: %w", err)
	}
	return l, nil
}

// Remove forgets a connection and its key; an unknown one is a fault of kind NotFound.
func (s *Store) Remove(ctx context.Context, name string) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM connection WHERE name = $1`, name)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "there is no connection %q; `tenon connect` lists them", name)
		}
		return err
	})
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
