// Package webhook keeps webhooks in the database, and which refs may have moved
// when a program died.
package webhook

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/webhook"
)

// Store keeps webhooks in the database.
type Store struct{ db *sqlstore.DB }

var (
	_ webhook.Store        = (*Store)(nil)
	_ webhook.Expectations = (*Store)(nil)
)

// New returns the webhooks of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// source is where rows can be read: the database or a transaction.
type source interface {
	One(ctx context.Context, dest []any, query string, args ...any) error
	Each(ctx context.Context, scan func(sqlstore.Row) error, query string, args ...any) error
}

const columns = `h.id, h.owner_name, h.url, h.secret, h.domains, h.disabled, h.created`

func scan(read func(dest ...any) error) (h webhook.Hook, err error) {
	var secret, domains string
	var created int64
	err = read(&h.ID, &h.Owner, &h.URL, &secret, &domains, &h.Disabled, &created)
	h.Secret, h.Created = webhook.Secret(secret), time.UnixMicro(created).UTC()
	for _, d := range strings.Fields(domains) {
		h.Domains = append(h.Domains, webhook.Domain(d))
	}
	return h, err
}

// watched reads what a webhook watches.
func watched(ctx context.Context, from source, h *webhook.Hook) error {
	return from.Each(ctx, func(row sqlstore.Row) error {
		var w webhook.Watched
		err := row.Scan(&w.Kind, &w.Name, &w.Target)
		h.Watched = append(h.Watched, w)
		return err
	}, `SELECT kind, name, target FROM webhook_watch WHERE webhook = $1 ORDER BY place`, h.ID)
}

func find(ctx context.Context, from source, id webhook.ID) (webhook.Hook, error) {
	h, err := scan(func(dest ...any) error {
		return from.One(ctx, dest, `SELECT `+columns+` FROM webhook h WHERE h.id = $1`, id)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return h, fault.New(fault.NotFound, "you have no webhook %s", id)
	}
	if err == nil {
		err = watched(ctx, from, &h)
	}
	if err != nil {
		return h, fmt.Errorf("find webhook %s: %w", id, err)
	}
	return h, nil
}

// Find finds a webhook.
func (s *Store) Find(ctx context.Context, id webhook.ID) (webhook.Hook, error) {
	return find(ctx, s.db, id)
}

func domains(h webhook.Hook) string {
	l := make([]string, len(h.Domains))
	for i, d := range h.Domains {
		l[i] = string(d)
	}
	return strings.Join(l, " ")
}

// Add adds a webhook.
func (s *Store) Add(ctx context.Context, h webhook.Hook) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO webhook (id, owner, owner_name, url, secret, domains, disabled, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			h.ID, h.Owner.Key(), h.Owner, h.URL, string(h.Secret), domains(h), h.Disabled, h.Created.UnixMicro())
		if err != nil {
			return err
		}
		return watch(ctx, tx, h)
	})
	if err != nil {
		return fmt.Errorf("add a webhook of %s: %w", h.Owner, err)
	}
	return nil
}

// watch writes what a webhook watches.
func watch(ctx context.Context, tx *sqlstore.Tx, h webhook.Hook) error {
	if _, err := tx.Exec(ctx, `DELETE FROM webhook_watch WHERE webhook = $1`, h.ID); err != nil {
		return err
	}
	for i, w := range h.Watched {
		_, err := tx.Exec(ctx, `INSERT INTO webhook_watch (webhook, place, kind, name, target) VALUES ($1, $2, $3, $4, $5)`, h.ID, i, w.Kind, w.Name, w.Target)
		if err != nil {
			return err
		}
	}
	return nil
}

// Change keeps what change makes of a webhook.
func (s *Store) Change(ctx context.Context, id webhook.ID, change func(*webhook.Hook) error) (h webhook.Hook, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		old, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		h = old
		if err := change(&h); err != nil {
			return err
		}
		h.ID, h.Owner, h.Created = old.ID, old.Owner, old.Created
		_, err = tx.Exec(ctx, `UPDATE webhook SET url = $1, secret = $2, domains = $3, disabled = $4 WHERE id = $5`, h.URL, string(h.Secret), domains(h), h.Disabled, id)
		if err != nil {
			return err
		}
		return watch(ctx, tx, h)
	})
	if err != nil {
		return h, fmt.Errorf("change webhook %s: %w", id, err)
	}
	return h, nil
}

// Remove removes a webhook.
func (s *Store) Remove(ctx context.Context, id webhook.ID) error {
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM webhook WHERE id = $1`, id)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "you have no webhook %s", id)
		}
		return err
	})
}

// list reads webhooks, and then what they watch.
func (s *Store) list(ctx context.Context, query string, args ...any) (l []webhook.Hook, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		h, err := scan(row.Scan)
		l = append(l, h)
		return err
	}, query, args...)
	for i := range l {
		if err == nil {
			err = watched(ctx, s.db, &l[i])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return l, nil
}

// List lists the webhooks of a user, the oldest first.
func (s *Store) List(ctx context.Context, owner ref.Owner) ([]webhook.Hook, error) {
	return s.list(ctx, `SELECT `+columns+` FROM webhook h WHERE h.owner = $1 ORDER BY h.created, h.id`, owner.Key())
}

// Watching lists those that are not disabled and watch one of some targets.
func (s *Store) Watching(ctx context.Context, targets ...string) ([]webhook.Hook, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	in, args := among(targets)
	return s.list(ctx, `SELECT `+columns+` FROM webhook h WHERE h.disabled = 0 AND h.id IN
		(SELECT webhook FROM webhook_watch WHERE target IN (`+in+`)) ORDER BY h.created, h.id`, args...)
}

func among(targets []string) (in string, args []any) {
	l := make([]string, len(targets))
	for i, t := range targets {
		l[i], args = fmt.Sprint("$", i+1), append(args, t)
	}
	return strings.Join(l, ", "), args
}

// Heard reports whether there are any that would hear of a domain.
func (s *Store) Heard(ctx context.Context, d webhook.Domain, targets ...string) (bool, error) {
	if len(targets) == 0 {
		return false, nil
	}
	in, args := among(targets)
	var n int
	err := s.db.One(ctx, []any{&n}, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM webhook_watch w JOIN webhook h ON h.id = w.webhook
		WHERE w.target IN (%s) AND h.disabled = 0 AND ' ' || h.domains || ' ' LIKE $%d LIMIT 1) l`, in, len(args)+1), append(args, "% "+string(d)+" %")...)
	if err != nil {
		return false, fmt.Errorf("look whether a webhook watches: %w", err)
	}
	return n > 0, nil
}

// Expect notes that refs may move.
func (s *Store) Expect(ctx context.Context, e webhook.Expectation) error {
	refs, err := json.Marshal(e.Refs)
	if err != nil {
		return fmt.Errorf("write which refs may move: %w", err)
	}
	return s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO webhook_expected (id, repo, refs, since) VALUES ($1, $2, $3, $4)`, e.ID, e.Repo, string(refs), e.Since.UnixMicro())
		return err
	})
}

// Forget forgets what was expected. A power failure may bring it back: then it
// is told of a second time.
func (s *Store) Forget(ctx context.Context, id hub.ID) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM webhook_expected WHERE id = $1`, id)
		return err
	})
}

// Expected lists what was expected before t.
func (s *Store) Expected(ctx context.Context, t time.Time) (l []webhook.Expectation, err error) {
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var e webhook.Expectation
		var refs string
		var since int64
		if err := row.Scan(&e.ID, &e.Repo, &refs, &since); err != nil {
			return err
		}
		e.Since = time.UnixMicro(since).UTC()
		l = append(l, e)
		return json.Unmarshal([]byte(refs), &l[len(l)-1].Refs)
	}, `SELECT id, repo, refs, since FROM webhook_expected WHERE since < $1 ORDER BY since, id`, t.UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("list which refs may have moved: %w", err)
	}
	return l, nil
}
