package account

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// AddToken keeps a token under the hash of its secret.
func (s *Store) AddToken(ctx context.Context, t account.Token, hash string, by account.Entry) error {
	scope, err := json.Marshal(t.Scope)
	if err != nil {
		return fmt.Errorf("write the scope of a token: %w", err)
	}
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `
			INSERT INTO token (id, hash, owner, name, hint, scope, created, expires)
			SELECT $1, $2, key, $3, $4, $5, $6, $7 FROM owner WHERE key = $8 AND org = 0 AND removed = 0`,
			t.ID, hash, t.Name, t.Hint, string(scope), micro(t.Created), micro(t.Expires), t.User.Key())
		if err == nil && n == 0 {
			err = noUser(t.User)
		}
		return err
	})
}

const tokenColumns = `token.id, owner.name, token.name, token.hint, token.scope, token.created, token.expires, token.used`

// tokenRow scans tokenColumns, and then those of after.
func tokenRow(scan func(...any) error, t *account.Token, after ...any) error {
	var scope []byte
	var created, expires, used int64
	err := scan(append([]any{&t.ID, (*string)(&t.User), &t.Name, &t.Hint, &scope, &created, &expires, &used}, after...)...)
	if err != nil {
		return err
	}
	t.Created, t.Expires, t.Used = moment(created), moment(expires), moment(used)
	return json.Unmarshal(scope, &t.Scope)
}

// Tokens lists the tokens of a user, or of all.
func (s *Store) Tokens(ctx context.Context, user ref.Owner) (l []account.Token, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var t account.Token
		err := tokenRow(r.Scan, &t)
		l = append(l, t)
		return err
	}, `SELECT `+tokenColumns+` FROM token JOIN owner ON owner.key = token.owner WHERE token.owner = $1 OR $1 = '' ORDER BY owner.key, token.created, token.id`, user.Key())
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return l, nil
}

// RemoveToken removes a user's token.
func (s *Store) RemoveToken(ctx context.Context, user ref.Owner, id string, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM token WHERE id = $1 AND owner = $2`, id, user.Key())
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "%s has no token %q; `tenon token list` lists them", user, id)
		}
		return err
	})
}

// ByToken finds a token by the hash of its secret, and its user.
func (s *Store) ByToken(ctx context.Context, hash string) (account.Token, account.User, error) {
	known, version, ok := s.recent.find(hash)
	if ok {
		return known.token, known.user, nil
	}
	t, u, err := s.byToken(ctx, hash)
	if err == nil {
		s.recent.keep(hash, shown{t, u, time.Now()}, version)
	}
	return t, u, err
}

func (s *Store) byToken(ctx context.Context, hash string) (t account.Token, u account.User, err error) {
	var created int64
	scan := func(dest ...any) error {
		return s.db.One(ctx, dest, `SELECT `+tokenColumns+`, `+userColumns+` FROM token JOIN owner ON owner.key = token.owner WHERE hash = $1`, hash)
	}
	err = tokenRow(scan, &t, userDest(&u, &created)...)
	u.Created = moment(created)
	return t, u, or(err, fault.New(fault.NotFound, "there is no such token"))
}

// TokenUsed notes when a token was used last. A power failure may take it back.
func (s *Store) TokenUsed(ctx context.Context, id string, at time.Time) error {
	defer s.recent.forget()
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE token SET used = $1 WHERE id = $2`, micro(at), id)
		return err
	})
}

// AddSession keeps a session under the hash of its secret.
func (s *Store) AddSession(ctx context.Context, n account.Session, hash string, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO session (hash, owner, via, created, expires) VALUES ($1, $2, $3, $4, $5)`,
			hash, n.User.Key(), n.Via, micro(n.Created), micro(n.Expires))
		return err
	})
}

// BySession finds a session by the hash of its secret, and its user.
func (s *Store) BySession(ctx context.Context, hash string) (n account.Session, u account.User, err error) {
	var began, ends, created int64
	err = s.db.One(ctx, append([]any{&n.Via, &began, &ends}, userDest(&u, &created)...),
		`SELECT session.via, session.created, session.expires, `+userColumns+` FROM session JOIN owner ON owner.key = session.owner WHERE hash = $1`, hash)
	n.User, n.Created, n.Expires, u.Created = u.Name, moment(began), moment(ends), moment(created)
	return n, u, or(err, fault.New(fault.NotFound, "there is no such session"))
}

// EndSession removes a session.
func (s *Store) EndSession(ctx context.Context, hash string, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM session WHERE hash = $1`, hash)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "there is no such session")
		}
		return err
	})
}

// SweepSessions removes sessions that expired before t.
func (s *Store) SweepSessions(ctx context.Context, t time.Time) error {
	return s.db.WriteSoon(ctx, func(tx *sqlstore.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE expires < $1`, micro(t))
		return err
	})
}
