package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// AddOrg adds an organisation with its first administrator.
func (s *Store) AddOrg(ctx context.Context, o account.Org, first ref.Owner, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		if err := addOwner(ctx, tx, o.Name, true, o.DisplayName, o.Created); err != nil {
			return err
		}
		return setMember(ctx, tx, account.Member{Org: o.Name, User: first, Role: account.Admin})
	})
}

// Owner finds a user or an organisation.
func (s *Store) Owner(ctx context.Context, name ref.Owner) (o account.Owner, err error) {
	err = s.db.One(ctx, []any{(*string)(&o.Name), &o.DisplayName, &o.Org}, `SELECT name, title, org FROM owner WHERE key = $1 AND removed = 0`, name.Key())
	return o, or(err, fault.New(fault.NotFound, "there is no user or organisation %q", name))
}

// Orgs lists all organisations by name.
func (s *Store) Orgs(ctx context.Context) (l []account.Org, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var o account.Org
		var created int64
		err := r.Scan((*string)(&o.Name), &o.DisplayName, &created)
		o.Created = moment(created)
		l = append(l, o)
		return err
	}, `SELECT name, title, created FROM owner WHERE org = 1 ORDER BY key`)
	if err != nil {
		return nil, fmt.Errorf("list the organisations: %w", err)
	}
	return l, nil
}

// SetMember gives a user a role in an organisation, or takes it away.
func (s *Store) SetMember(ctx context.Context, m account.Member, by account.Entry) error {
	return s.write(ctx, by, func(tx *sqlstore.Tx) error {
		if m.Role == account.None {
			n, err := tx.Exec(ctx, `DELETE FROM member WHERE org = $1 AND member = $2`, m.Org.Key(), m.User.Key())
			if err == nil && n == 0 {
				err = fault.New(fault.NotFound, "%s is not in %s", m.User, m.Org)
			}
			if err != nil {
				return err
			}
			return keepAdmin(ctx, tx, m.Org.Key())
		}
		if err := setMember(ctx, tx, m); err != nil {
			return err
		}
		return keepAdmin(ctx, tx, m.Org.Key())
	})
}

func setMember(ctx context.Context, tx *sqlstore.Tx, m account.Member) error {
	var org, user int
	err := tx.One(ctx, []any{&org, &user}, `
		SELECT (SELECT COUNT(*) FROM owner WHERE key = $1 AND org = 1), (SELECT COUNT(*) FROM owner WHERE key = $2 AND org = 0 AND removed = 0)`,
		m.Org.Key(), m.User.Key())
	switch {
	case err != nil:
		return err
	case org == 0:
		return fault.New(fault.NotFound, "there is no organisation %q; `tenon org list` lists them", m.Org)
	case user == 0:
		return noUser(m.User)
	}
	_, err = tx.Exec(ctx, `INSERT INTO member (org, member, role) VALUES ($1, $2, $3) ON CONFLICT (org, member) DO UPDATE SET role = excluded.role`,
		m.Org.Key(), m.User.Key(), m.Role.String())
	return err
}

// keepAdmin refuses that an organisation is left without an administrator.
func keepAdmin(ctx context.Context, tx *sqlstore.Tx, org string) error {
	var admins int
	if err := tx.One(ctx, []any{&admins}, `SELECT COUNT(*) FROM member WHERE org = $1 AND role = 'admin'`, org); err != nil {
		return err
	}
	if admins == 0 {
		return fault.New(fault.Conflict, "nobody would be left to administer %s: give another member the role admin first", org)
	}
	return nil
}

// keepAdmins refuses that a user leaves who administers an organisation alone.
func keepAdmins(ctx context.Context, tx *sqlstore.Tx, user ref.Owner) error {
	var org string
	err := tx.One(ctx, []any{&org}, `
		SELECT org FROM member WHERE member = $1 AND role = 'admin'
			AND NOT EXISTS (SELECT 1 FROM member AS other WHERE other.org = member.org AND other.role = 'admin' AND other.member <> $1) LIMIT 1`, user.Key())
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "%s alone administers %s: give another member the role admin first", user, org)
}

// Membership is the role of a user in an organisation.
func (s *Store) Membership(ctx context.Context, org, user ref.Owner) (account.Role, error) {
	var role string
	err := s.db.One(ctx, []any{&role}, `SELECT role FROM member WHERE org = $1 AND member = $2`, org.Key(), user.Key())
	if errors.Is(err, sql.ErrNoRows) {
		return account.None, nil
	}
	if err != nil {
		return account.None, fmt.Errorf("look up a member of %s: %w", org, err)
	}
	return account.ParseRole(role)
}

// Members lists who is in an organisation, by name.
func (s *Store) Members(ctx context.Context, org ref.Owner) ([]account.Member, error) {
	return s.members(ctx, `member.org = $1`, org)
}

// Memberships lists the organisations that a user is in, by name.
func (s *Store) Memberships(ctx context.Context, user ref.Owner) ([]account.Member, error) {
	return s.members(ctx, `member.member = $1`, user)
}

func (s *Store) members(ctx context.Context, where string, of ref.Owner) (l []account.Member, err error) {
	err = s.db.Each(ctx, func(r sqlstore.Row) error {
		var m account.Member
		var role string
		err := r.Scan((*string)(&m.Org), (*string)(&m.User), &role)
		if err == nil {
			m.Role, err = account.ParseRole(role)
		}
		l = append(l, m)
		return err
	}, `SELECT o.name, u.name, role FROM member JOIN owner AS o ON o.key = member.org JOIN owner AS u ON u.key = member.member
		WHERE `+where+` ORDER BY o.key, u.key`, of.Key())
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return l, nil
}
