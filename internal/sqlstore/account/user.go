package account

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

const userColumns = `owner.name, owner.title, owner.email, owner.password, owner.admin, owner.disabled, owner.created`

func userDest(u *account.User, created *int64) []any {
	return []any{(*string)(&u.Name), &u.DisplayName, &u.Email, &u.Password, &u.Admin, &u.Disabled, created}
}

// AddUser adds a user and, if it has one, its identity.
func (s *Store) AddUser(ctx context.Context, u account.User, id account.Identity, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		if err := addOwner(ctx, tx, u.Name, false, u.DisplayName, u.Created); err != nil {
			return err
		}
		if err := saveUser(ctx, tx, u); err != nil || id == (account.Identity{}) {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO identity (issuer, subject, owner) VALUES ($1, $2, $3)`, id.Issuer, id.Subject, u.Name.Key())
		return err
	})
}

func saveUser(ctx context.Context, tx *sqlstore.Tx, u account.User) error {
	_, err := tx.Exec(ctx, `UPDATE owner SET title = $1, email = $2, password = $3, admin = $4, disabled = $5 WHERE key = $6`,
		u.DisplayName, u.Email, u.Password, number(u.Admin), number(u.Disabled), u.Name.Key())
	return err
}

const ofUser = ` FROM owner WHERE key = $1 AND org = 0 AND removed = 0`

// User finds a user.
func (s *Store) User(ctx context.Context, name ref.Owner) (u account.User, err error) {
	var created int64
	if err := s.db.One(ctx, userDest(&u, &created), `SELECT `+userColumns+ofUser, name.Key()); err != nil {
		return u, or(err, noUser(name))
	}
	u.Created = moment(created)
	return u, nil
}

// Users lists all users by name.
func (s *Store) Users(ctx context.Context) (l []account.User, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var u account.User
		var created int64
		err := r.Scan(userDest(&u, &created)...)
		u.Created = moment(created)
		l = append(l, u)
		return err
	}, `SELECT `+userColumns+` FROM owner WHERE org = 0 AND removed = 0 ORDER BY key`)
	if err != nil {
		return nil, fmt.Errorf("list the users: %w", err)
	}
	return l, nil
}

// ChangeUser keeps what change makes of a user.
func (s *Store) ChangeUser(ctx context.Context, name ref.Owner, change func(*account.User) error, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		var u account.User
		var created int64
		if err := tx.One(ctx, userDest(&u, &created), `SELECT `+userColumns+ofUser, name.Key()); err != nil {
			return or(err, noUser(name))
		}
		known, password := u.Name, u.Password
		if err := change(&u); err != nil {
			return err
		}
		u.Name = known
		if u.Password != password {
			if _, err := tx.Exec(ctx, `DELETE FROM session WHERE owner = $1`, name.Key()); err != nil {
				return err
			}
		}
		return saveUser(ctx, tx, u)
	})
}

// RemoveUser forgets all of a user but the name.
func (s *Store) RemoveUser(ctx context.Context, name ref.Owner, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE owner SET removed = $1, title = '', email = '', password = '', admin = 0 WHERE key = $2 AND org = 0 AND removed = 0`,
			micro(by.At), name.Key())
		if err == nil && n == 0 {
			err = noUser(name)
		}
		if err != nil {
			return err
		}
		if err := keepAdmins(ctx, tx, name); err != nil {
			return err
		}
		for _, forget := range []string{
			`DELETE FROM member WHERE member = $1`, `DELETE FROM token WHERE owner = $1`,
			`DELETE FROM session WHERE owner = $1`, `DELETE FROM identity WHERE owner = $1`,
		} {
			if _, err := tx.Exec(ctx, forget, name.Key()); err != nil {
				return err
			}
		}
		return nil
	})
}

// ByIdentity finds the user that has an identity.
func (s *Store) ByIdentity(ctx context.Context, id account.Identity) (u account.User, err error) {
	var created int64
	err = s.db.One(ctx, userDest(&u, &created), `SELECT `+userColumns+` FROM identity JOIN owner ON owner.key = identity.owner WHERE issuer = $1 AND subject = $2`,
		id.Issuer, id.Subject)
	u.Created = moment(created)
	return u, or(err, fault.New(fault.NotFound, "nobody has the identity %s of %s", id.Subject, id.Issuer))
}
