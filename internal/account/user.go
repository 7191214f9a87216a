package account

import (
	"context"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// NewUser says who is to be added. Only the name is needed: without a password
// the user comes in by tokens or OpenID Connect.
type NewUser struct {
	Name, DisplayName, Email, Password string
	Admin                              bool
}

// AddUser adds a user; administrators may.
func (g *Register) AddUser(ctx context.Context, n NewUser) (User, error) {
	if err := administrator(ctx, "add users"); err != nil {
		return User{}, err
	}
	u, err := g.newUser(ctx, n)
	if err != nil {
		return u, err
	}
	detail := ""
	if u.Admin {
		detail = "administrator"
	}
	return u, g.store.AddUser(ctx, u, Identity{}, g.entry(ctx, "user add", n.Name, detail))
}

func (g *Register) newUser(ctx context.Context, n NewUser) (u User, err error) {
	u = User{Admin: n.Admin, Created: g.now()}
	if u.Name, err = claim(n.Name); err != nil {
		return u, err
	}
	if u.DisplayName, err = title(n.DisplayName); err != nil {
		return u, err
	}
	if u.Email, err = email(n.Email); err != nil {
		return u, err
	}
	if n.Password != "" {
		u.Password, err = g.hasher.hash(ctx, n.Password)
	}
	return u, err
}

// User finds a user; users see themselves, administrators everybody.
func (g *Register) User(ctx context.Context, name ref.Owner) (User, error) {
	a := From(ctx)
	if a.Anonymous() || a.User.Key() != name.Key() && !a.Admin || !a.Scope.Reads() {
		return User{}, refused(a, "see "+string(name))
	}
	return g.store.User(ctx, name)
}

// Self is who somebody is, as clients ask for it.
type Self struct {
	User
	Orgs  []Member // where it is a member
	Scope Scope    // what the credential allows
	Token string   // the name of the token; empty without one
}

// Whoami tells the actor of ctx who it is. A credential that reaches some repositories
// only is told whose it is, and which of their owners are organisations, and nothing
// more of the person. Fault: Unauthenticated for nobody.
func (g *Register) Whoami(ctx context.Context) (Self, error) {
	a := From(ctx)
	if a.Anonymous() {
		return Self{}, fault.New(fault.Unauthenticated, "nobody is logged in: send a token")
	}
	u, err := g.store.User(ctx, a.User)
	if err != nil {
		return Self{}, err
	}
	orgs, err := g.store.Memberships(ctx, a.User)
	if !a.Scope.Reads() {
		u = User{Name: u.Name, DisplayName: u.DisplayName}
		orgs = slices.DeleteFunc(orgs, func(m Member) bool {
			return !slices.ContainsFunc(a.Scope.Grants, func(g Grant) bool { return g.Owner.Key() == m.Org.Key() })
		})
	}
	return Self{User: u, Orgs: orgs, Scope: a.Scope, Token: a.Token}, err
}

// Users lists all users, for administrators.
func (g *Register) Users(ctx context.Context) ([]User, error) {
	if a := From(ctx); !a.Admin || !a.Scope.Reads() {
		return nil, refused(a, "list the users")
	}
	return g.store.Users(ctx)
}

// SetPassword changes a password and ends the user's sessions: who had the old
// one is out. Users give their old one; administrators need none for others,
// and the owner of the data folder needs none at all.
func (g *Register) SetPassword(ctx context.Context, name ref.Owner, old, password string) error {
	if err := self(ctx, name, "change the password of "+string(name)); err != nil {
		return err
	}
	u, err := g.store.User(ctx, name)
	if err != nil {
		return err
	}
	if a := From(ctx); u.Password != "" && a.User.Key() == name.Key() && a.Via != dataFolder {
		if _, err := g.ByPassword(ctx, string(name), old, a.Addr); err != nil {
			return err
		}
	}
	hash, err := g.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return g.store.ChangeUser(ctx, name, func(u *User) error { u.Password = hash; return nil }, g.entry(ctx, "user password", string(name), ""))
}

// Disable keeps a user out, or lets it in again; administrators may.
func (g *Register) Disable(ctx context.Context, name ref.Owner, disabled bool) error {
	if err := administrator(ctx, "disable users"); err != nil {
		return err
	}
	act := map[bool]string{true: "user disable", false: "user enable"}[disabled]
	return g.store.ChangeUser(ctx, name, func(u *User) error {
		u.Disabled = disabled
		return nil
	}, g.entry(ctx, act, string(name), ""))
}

// SetAdmin makes a user an administrator, or one no more. The user admin stays
// one: it is whoever has the data folder.
func (g *Register) SetAdmin(ctx context.Context, name ref.Owner, admin bool) error {
	if err := administrator(ctx, "name administrators"); err != nil {
		return err
	}
	if name.Key() == Administrator.Key() && !admin {
		return fault.New(fault.Conflict, "%s stays an administrator: it is the owner of the data folder", name)
	}
	return g.store.ChangeUser(ctx, name, func(u *User) error { u.Admin = admin; return nil }, g.entry(ctx, "user admin", string(name), fmt.Sprint(admin)))
}

// RemoveUser forgets a user, its credentials and memberships; administrators
// may. The name stays taken.
func (g *Register) RemoveUser(ctx context.Context, name ref.Owner) error {
	if err := administrator(ctx, "remove users"); err != nil {
		return err
	}
	if name.Key() == Administrator.Key() {
		return fault.New(fault.Conflict, "%s cannot be removed: it is the owner of the data folder; `tenon user disable` keeps others out", name)
	}
	return g.store.RemoveUser(ctx, name, g.entry(ctx, "user remove", string(name), ""))
}
