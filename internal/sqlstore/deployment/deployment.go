// Package deployment keeps in the database which models are deployed.
package deployment

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps deployments in a table.
type Store struct {
	db    *sqlstore.DB
	noted Noted
}

// Noted writes with a line of the audit log: sqlstore/account does.
type Noted func(ctx context.Context, f func(tx *sqlstore.Tx) (account.Entry, error)) error

var _ deployment.Rows = (*Store)(nil)

// New returns the deployments of db, which are written by n.
func New(db *sqlstore.DB, n Noted) *Store { return &Store{db, n} }

// Deployments lists them all, the oldest first.
func (s *Store) Deployments(ctx context.Context) (l []deployment.Deployment, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var d deployment.Deployment
		var model, creator, modifier string
		var created, modified int64
		if err := r.Scan(&d.Name, &d.Repo, &model, &d.Capacity, &creator, &modifier, &created, &modified); err != nil {
			return err
		}
		if d.Model, err = ref.ParseModel(model); err != nil {
			return err
		}
		d.Creator, d.Modifier = ref.Owner(creator), ref.Owner(modifier)
		d.Created, d.Modified = time.UnixMicro(created).UTC(), time.UnixMicro(modified).UTC()
		l = append(l, d)
		return nil
	}, `SELECT d.shown, COALESCE(r.repo, ''), d.model, d.capacity, d.creator, d.modifier, d.created, d.modified
		FROM deployment d LEFT JOIN deployment_repo r ON r.name = d.name ORDER BY d.created, d.name`)
	if err != nil {
		return nil, fmt.Errorf("list the deployments: %w", err)
	}
	return l, nil
}

// Add adds one.
func (s *Store) Add(ctx context.Context, d deployment.Deployment, e account.Entry) error {
	return s.noted(ctx, func(tx *sqlstore.Tx) (account.Entry, error) {
		n, err := tx.Exec(ctx, `
			INSERT INTO deployment (name, shown, model, capacity, creator, modifier, created, modified) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT DO NOTHING`,
			strings.ToLower(d.Name), d.Name, d.Model.String(), d.Capacity, string(d.Creator), string(d.Modifier), d.Created.UnixMicro(), d.Modified.UnixMicro())
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "%s is there already; give another suffix", d.Name)
		}
		if err == nil && d.Repo != "" {
			err = bind(ctx, tx, d.Name, d.Repo)
		}
		return e, err
	})
}

// Scale changes a capacity, and who changed it.
func (s *Store) Scale(ctx context.Context, d deployment.Deployment, e account.Entry) error {
	return s.noted(ctx, func(tx *sqlstore.Tx) (account.Entry, error) {
		n, err := tx.Exec(ctx, `UPDATE deployment SET capacity = $2, modifier = $3, modified = $4 WHERE name = $1`,
			strings.ToLower(d.Name), d.Capacity, string(d.Modifier), d.Modified.UnixMicro())
		return e, there(n, err, d.Name)
	})
}

// Remove removes one.
func (s *Store) Remove(ctx context.Context, name string, e account.Entry) error {
	return s.noted(ctx, func(tx *sqlstore.Tx) (account.Entry, error) {
		n, err := tx.Exec(ctx, `DELETE FROM deployment WHERE name = $1`, strings.ToLower(name))
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM deployment_repo WHERE name = $1`, strings.ToLower(name))
		}
		return e, there(n, err, name)
	})
}

func there(n int, err error, name string) error {
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "there is no deployment %.100q", name)
	}
	return err
}

// Bind notes the repository of one that was made before that was known.
func (s *Store) Bind(ctx context.Context, name, repo string) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error { return bind(ctx, tx, name, repo) })
}

func bind(ctx context.Context, tx *sqlstore.Tx, name, repo string) error {
	_, err := tx.Exec(ctx, `INSERT INTO deployment_repo (name, repo) SELECT name, $2 FROM deployment WHERE name = $1 ON CONFLICT DO NOTHING`, strings.ToLower(name), repo)
	if err != nil {
		return fmt.Errorf("note the repository of the deployment %s: %w", name, err)
	}
	return nil
}
