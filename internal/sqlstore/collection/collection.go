// Package collection keeps collections in the database.
package collection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trend"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Store keeps collections in the database.
type Store struct{ db *sqlstore.DB }

var _ collection.Store = (*Store)(nil)

// New returns the collections of db.
func New(db *sqlstore.DB) *Store { return &Store{db} }

// source is where rows can be read: the database or a transaction.
type source interface {
	One(ctx context.Context, dest []any, query string, args ...any) error
	Each(ctx context.Context, scan func(sqlstore.Row) error, query string, args ...any) error
}

const columns = `c.id, c.owner_name, c.title, c.description, c.theme, c.private, c.place, c.votes, c.trend, c.created, c.updated`

func scan(read func(dest ...any) error) (c collection.Collection, err error) {
	var created, updated int64
	err = read(&c.ID, &c.Owner, &c.Title, &c.Description, &c.Theme, &c.Private, &c.Position, &c.Votes, &c.Trend, &created, &updated)
	c.Created, c.Updated = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
	return c, err
}

func one(ctx context.Context, from source, where string, args ...any) (collection.Collection, error) {
	return scan(func(dest ...any) error {
		return from.One(ctx, dest, `SELECT `+columns+` FROM collection c WHERE `+where, args...)
	})
}

// items reads what is in a collection, in order: at most n items after some.
func items(ctx context.Context, from source, id collection.ID, after, n int) (l []collection.Item, err error) {
	err = from.Each(ctx, func(row sqlstore.Row) error {
		var i collection.Item
		var repo, other sql.NullString
		var added int64
		err := row.Scan(&i.ID, &repo, &other, &i.Note, &added)
		i.Repo, i.Other, i.Added = hub.ID(repo.String), collection.ID(other.String), time.UnixMicro(added).UTC()
		l = append(l, i)
		return err
	}, `SELECT id, repo, other, note, added FROM collection_item WHERE collection = $1 ORDER BY place LIMIT $2 OFFSET $3`, id, n, after)
	return l, err
}

func find(ctx context.Context, from source, id collection.ID) (collection.Collection, error) {
	c, err := one(ctx, from, `c.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.New(fault.NotFound, "there is no collection %s, or you may not see it", id)
	}
	if err != nil {
		return c, fmt.Errorf("find collection %s: %w", id, err)
	}
	return c, nil
}

// Items are some items of a collection.
func (s *Store) Items(ctx context.Context, id collection.ID, from, n int) ([]collection.Item, error) {
	l, err := items(ctx, s.db, id, from, n)
	if err != nil {
		return nil, fmt.Errorf("list what is in collection %s: %w", id, err)
	}
	return l, nil
}

// Find finds a collection.
func (s *Store) Find(ctx context.Context, id collection.ID) (collection.Collection, error) {
	return find(ctx, s.db, id)
}

// words are what a text is looked for in.
func words(c collection.Collection) string {
	return strings.ToLower(c.Title + "\n" + c.Description)
}

// Add adds a collection, or returns the one of that title.
func (s *Store) Add(ctx context.Context, c collection.Collection) (made collection.Collection, err error) {
	made = c
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		there, err := one(ctx, tx, `c.owner = $1 AND c.title = $2`, c.Owner.Key(), c.Title)
		if err == nil {
			made = there
			return fault.New(fault.Conflict, "%s has a collection %q already: %s", c.Owner, c.Title, there.Slug())
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := tx.One(ctx, []any{&made.Position}, `SELECT COUNT(*) FROM collection WHERE owner = $1`, c.Owner.Key()); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO collection (id, owner, owner_name, title, words, description, theme, private, place, votes, trend, created, updated)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11)`,
			c.ID, c.Owner.Key(), c.Owner, c.Title, words(c), c.Description, c.Theme, c.Private, made.Position, c.Created.UnixMicro(), c.Updated.UnixMicro())
		return err
	})
	if err != nil {
		return made, fmt.Errorf("add a collection of %s: %w", c.Owner, err)
	}
	return made, nil
}

// Change keeps what change makes of a collection and its items.
func (s *Store) Change(ctx context.Context, id collection.ID, change func(*collection.Collection) error) (c collection.Collection, err error) {
	err = s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		old, err := find(ctx, tx, id)
		if err == nil {
			old.Items, err = items(ctx, tx, id, 0, collection.MaxItems)
		}
		if err != nil {
			return err
		}
		c = old
		c.Items = append([]collection.Item(nil), old.Items...)
		if err := change(&c); err != nil {
			return err
		}
		c.ID, c.Owner, c.Created, c.Votes, c.Trend = old.ID, old.Owner, old.Created, old.Votes, old.Trend
		if c.Title != old.Title {
			other, err := one(ctx, tx, `c.owner = $1 AND c.title = $2`, c.Owner.Key(), c.Title)
			if err == nil {
				return fault.New(fault.Conflict, "%s has a collection %q already: %s", c.Owner, c.Title, other.Slug())
			}
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		if c.Position, err = shift(ctx, tx, old, c.Position); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE collection SET title = $1, words = $2, description = $3, theme = $4, private = $5, place = $6, updated = $7 WHERE id = $8`,
			c.Title, words(c), c.Description, c.Theme, c.Private, c.Position, c.Updated.UnixMicro(), id)
		if err != nil {
			return err
		}
		return arrange(ctx, tx, id, old.Items, c.Items)
	})
	if err != nil {
		return c, fmt.Errorf("change collection %s: %w", id, err)
	}
	return c, nil
}

// shift makes room at a place among the collections of an owner, and returns
// the place that it is.
func shift(ctx context.Context, tx *sqlstore.Tx, c collection.Collection, to int) (int, error) {
	if to == c.Position {
		return to, nil
	}
	var n int
	if err := tx.One(ctx, []any{&n}, `SELECT COUNT(*) FROM collection WHERE owner = $1`, c.Owner.Key()); err != nil {
		return to, err
	}
	to = min(max(0, to), n-1)
	_, err := tx.Exec(ctx, `UPDATE collection SET place = place - 1 WHERE owner = $1 AND place > $2`, c.Owner.Key(), c.Position)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE collection SET place = place + 1 WHERE owner = $1 AND place >= $2`, c.Owner.Key(), to)
	}
	return to, err
}

// arrange writes the items that are other than they were.
func arrange(ctx context.Context, tx *sqlstore.Tx, id collection.ID, old, now []collection.Item) error {
	was := map[collection.ID]placed{}
	for n, i := range old {
		was[i.ID] = placed{i, n}
	}
	for n, i := range now {
		before, ok := was[i.ID]
		delete(was, i.ID)
		if ok && before == (placed{i, n}) {
			continue
		}
		_, err := tx.Exec(ctx, `INSERT INTO collection_item (id, collection, place, repo, other, note, added) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (id) DO UPDATE SET place = excluded.place, note = excluded.note`,
			i.ID, id, n, nothing(string(i.Repo)), nothing(string(i.Other)), i.Note, i.Added.UnixMicro())
		if err != nil {
			return err
		}
	}
	for gone := range was {
		if _, err := tx.Exec(ctx, `DELETE FROM collection_item WHERE id = $1`, gone); err != nil {
			return err
		}
	}
	return nil
}

type placed struct {
	collection.Item
	at int
}

// nothing is NULL for what is empty.
func nothing(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// Remove removes a collection.
func (s *Store) Remove(ctx context.Context, id collection.ID) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		c, err := find(ctx, tx, id)
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM collection WHERE id = $1`, id)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE collection SET place = place - 1 WHERE owner = $1 AND place > $2`, c.Owner.Key(), c.Position)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("remove collection %s: %w", id, err)
	}
	return nil
}

// voteWeight is how many uses a vote counts as.
const voteWeight = 10

// Vote notes that a user likes a collection, or no longer does.
func (s *Store) Vote(ctx context.Context, id collection.ID, voter ref.Owner, likes bool, at time.Time) error {
	err := s.db.Write(ctx, func(tx *sqlstore.Tx) error {
		c, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		query := `DELETE FROM collection_vote WHERE collection = $1 AND voter = $2`
		if likes {
			query = `INSERT INTO collection_vote (collection, voter) VALUES ($1, $2) ON CONFLICT (collection, voter) DO NOTHING`
		}
		n, err := tx.Exec(ctx, query, id, voter.Key())
		if err != nil || n == 0 {
			return err
		}
		if likes {
			c.Votes, c.Trend = c.Votes+1, trend.After(c.Trend, voteWeight, at)
		} else {
			c.Votes--
		}
		_, err = tx.Exec(ctx, `UPDATE collection SET votes = $1, trend = $2 WHERE id = $3`, c.Votes, c.Trend, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("note who likes collection %s: %w", id, err)
	}
	return nil
}

// Voted are those of some collections that a user likes.
func (s *Store) Voted(ctx context.Context, voter ref.Owner, ids ...collection.ID) (map[collection.ID]bool, error) {
	m := map[collection.ID]bool{}
	for _, id := range ids {
		var n int
		if err := s.db.One(ctx, []any{&n}, `SELECT COUNT(*) FROM collection_vote WHERE collection = $1 AND voter = $2`, id, voter.Key()); err != nil {
			return nil, fmt.Errorf("look for what %s likes: %w", voter, err)
		}
		if n > 0 {
			m[id] = true
		}
	}
	return m, nil
}
