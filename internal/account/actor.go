// Package account knows who may do what: users, organisations and their
// members, the credentials that stand for them, and the record of every write.
// It does not know how people and programs show who they are: that is package
// api's business.
package account

import (
	"context"

	"github.com/tenonhub/tenon/internal/ref"
)

// Actor is on whose behalf a call runs. The zero Actor is anonymous. It is made
// from a credential (see Register) and travels in the context.
type Actor struct {
	User  ref.Owner // the user's name
	Admin bool      // may do everything here that its Scope allows
	Scope Scope     // what its credential allows
	Token string    // the name of the token it came with; empty without one
	Via   string    // the kind of credential and its name, for the audit log: "token laptop"
	Addr  string    // the network address that it came from, for the audit log
}

// Owner is the user as the owner of what is kept for it; empty for nobody.
func (a Actor) Owner() string { return a.User.Key() }

// Anonymous reports whether nobody is named.
func (a Actor) Anonymous() bool { return a.User == "" }

type key struct{}

// acting is a context that has its actor, in one piece.
type acting struct {
	context.Context //nolint:containedctx // it is one
	actor           Actor
}

func (a *acting) Value(k any) any {
	if k == (key{}) {
		return a
	}
	return a.Context.Value(k)
}

// With returns a context of what is done on behalf of a.
func With(ctx context.Context, a Actor) context.Context { return &acting{ctx, a} }

// From returns on whose behalf ctx is; nobody's is anonymous.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(key{}).(*acting); ok {
		return a.actor
	}
	return Actor{}
}
