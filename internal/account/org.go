package account

import (
	"context"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// AddOrg makes an organisation, which the actor of ctx administers.
func (g *Register) AddOrg(ctx context.Context, name, display string) (Org, error) {
	a := From(ctx)
	if a.Anonymous() || !a.Scope.Writes() {
		return Org{}, Need(a, None, Admin, "make an organisation")
	}
	o, err := claim(name)
	if err != nil {
		return Org{}, err
	}
	display, err = title(display)
	if err != nil {
		return Org{}, err
	}
	org := Org{Name: o, DisplayName: display, Created: g.now()}
	return org, g.store.AddOrg(ctx, org, a.User, g.entry(ctx, "org create", name, ""))
}

// Orgs lists all organisations. They are public.
func (g *Register) Orgs(ctx context.Context) ([]Org, error) { return g.store.Orgs(ctx) }

// Owner finds a user or an organisation as anybody may see it. Fault: NotFound.
func (g *Register) Owner(ctx context.Context, name ref.Owner) (Owner, error) {
	return g.store.Owner(ctx, name)
}

// Membership is the role of a user in an organisation.
func (g *Register) Membership(ctx context.Context, org, user ref.Owner) (Role, error) {
	return g.store.Membership(ctx, org, user)
}

// Memberships lists the organisations that a user is in, and its roles.
func (g *Register) Memberships(ctx context.Context, user ref.Owner) ([]Member, error) {
	return g.store.Memberships(ctx, user)
}

// Members lists who is in an organisation, for its members.
func (g *Register) Members(ctx context.Context, org ref.Owner) ([]Member, error) {
	if err := g.need(ctx, org, Read, "see who is in "+string(org)); err != nil {
		return nil, err
	}
	return g.store.Members(ctx, org)
}

// SetMember gives a user a role in an organisation, or another; None takes it
// out. Administrators of the organisation may, and everybody may leave.
func (g *Register) SetMember(ctx context.Context, m Member) error {
	a := From(ctx)
	leaves := m.Role == None && !a.Anonymous() && a.User.Key() == m.User.Key() && a.Scope.Writes()
	if err := g.need(ctx, m.Org, Admin, "say who is in "+string(m.Org)); err != nil && !leaves {
		return err
	}
	return g.store.SetMember(ctx, m, g.entry(ctx, "org member", string(m.Org), string(m.User)+": "+m.Role.String()))
}

func (g *Register) need(ctx context.Context, org ref.Owner, role Role, what string) error {
	o, err := g.store.Owner(ctx, org)
	if err != nil {
		return err
	}
	if !o.Org {
		return fault.New(fault.Invalid, "%s is a user, not an organisation", org)
	}
	a := From(ctx)
	has, err := RoleIn(ctx, g.store, a, o.Name, "")
	if err != nil {
		return err
	}
	return Need(a, has, role, what)
}
