// Package connection keeps what users have connected: servers of models, with
// the keys that open them. The database file is for its user alone.
package connection

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Connection is a server, or several, and how to reach it. What Models and Servers hold is the
// business of the engine of that kind.
type Connection struct {
	Owner   string          `json:"owner"` // the user's name in lower case
	Name    string          `json:"name"`
	Kind    string          `json:"kind"` // of server, such as openai
	URL     string          `json:"url"`
	Secret  string          `json:"-"`
	Local   bool            `json:"local"` // what is sent there stays in its owner's hands
	Models  json.RawMessage `json:"models"`
	Servers json.RawMessage `json:"-"` // those besides that at URL, with their keys; nil is none
	Updated time.Time       `json:"updated"`
}

// Store keeps connections in the database.
type Store struct{ db *sqlstore.DB }

// New returns the connections of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// Save keeps c, in place of its owner's older one of that name.
func (s *Store) Save(ctx context.Context, c Connection) error {
	if c.Owner == "" || c.Name == "" || !json.Valid(c.Models) {
		return fault.New(fault.Invalid, "connection %q needs an owner, a name, and its models as JSON", c.Name)
	}
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO connection (owner, name, kind, url, secret, local, models, servers, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (owner, name) DO UPDATE SET kind = excluded.kind, url = excluded.url, secret = excluded.secret,
				local = excluded.local, models = excluded.models, servers = excluded.servers, updated = excluded.updated`,
			c.Owner, c.Name, c.Kind, c.URL, c.Secret, number(c.Local), string(c.Models), cmp.Or(string(c.Servers), "{}"), time.Now().UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("save connection %s: %w", c.Name, err)
	}
	return nil
}

// List returns everybody's connections, by owner and name.
func (s *Store) List(ctx context.Context) (l []Connection, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var c Connection
		var updated int64
		err := r.Scan(&c.Owner, &c.Name, &c.Kind, &c.URL, &c.Secret, &c.Local, (*[]byte)(&c.Models), (*[]byte)(&c.Servers), &updated)
		c.Updated = time.UnixMicro(updated)
		l = append(l, c)
		return err
	}, `SELECT owner, name, kind, url, secret, local, models, servers, updated FROM connection ORDER BY owner, name`)
	if err != nil {
		return nil, fmt.Errorf("list connections: %w", err)
	}
	return l, nil
}

// Remove forgets an owner's connection and its key; an unknown one is a fault of kind NotFound.
func (s *Store) Remove(ctx context.Context, owner, name string) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM connection WHERE owner = $1 AND name = $2`, owner, name)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "you have no connection %q; `tenon connect` lists them", name)
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
