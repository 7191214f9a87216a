package account

import (
	"context"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Owner is a user or an organisation, as anybody may see it.
type Owner struct {
	Name        ref.Owner // as it is written
	DisplayName string
	Org         bool
}

// Owners finds owners and memberships. What it finds may be shown to whoever
// asks.
type Owners interface {
	// Owner finds an owner by name, in any case. Fault: NotFound.
	Owner(ctx context.Context, name ref.Owner) (Owner, error)
	// Membership is the role of a user in an organisation; None without one.
	Membership(ctx context.Context, org, user ref.Owner) (Role, error)
}

// RoleIn is the question that a repository asks before it lets somebody do
// something: what an actor is to its owner, with the credential it came with.
// An empty repo asks for the owner as such. Fault: NotFound when there is no
// such owner.
func RoleIn(ctx context.Context, o Owners, a Actor, owner ref.Owner, repo string) (Role, error) {
	of, err := o.Owner(ctx, owner)
	if err != nil || a.Anonymous() {
		return None, err
	}
	role := None
	switch {
	case a.Admin:
		role = Admin
	case of.Org:
		if role, err = o.Membership(ctx, of.Name, a.User); err != nil {
			return None, err
		}
	case of.Name.Key() == a.User.Key():
		role = Admin
	}
	return a.Scope.Of(role, of.Name, repo), nil
}

// Need is a fault when an actor's role is below what is needed to do what:
// Unauthenticated for nobody, Forbidden for others.
func Need(a Actor, role, need Role, what string) error {
	switch {
	case role >= need:
		return nil
	case a.Anonymous():
		return fault.New(fault.Unauthenticated, "log in to %s: send a token, or a user name and password", what)
	}
	return fault.New(fault.Forbidden, "%s may not %s: that takes the role %s, and a token that allows it", a.User, what, need)
}

// Personal is a fault when an actor may not do what is nobody's but its own business,
// such as to like something: nobody may not, nor may a token that does not write for
// its user.
func Personal(a Actor, what string) error {
	switch {
	case a.Anonymous():
		return fault.New(fault.Unauthenticated, "log in to %s: send a token, or a user name and password", what)
	case !a.Scope.Writes():
		return fault.New(fault.Forbidden, "this token only reads, or is for some repositories: %s with one that may write", what)
	}
	return nil
}
