package published

import (
	"context"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// trusted tells whether the actor may be given the model of a repository that it
// has not named: whoever publishes could else answer for everybody. The actor's
// own may, those of its organisations, and the administrators', whom all trust. A
// mirror's is somebody's elsewhere, whom anybody may have had fetched.
func (s *Source) trusted(ctx context.Context) (func(hub.Repo) (bool, error), error) {
	known := map[string]bool{}
	if a := account.From(ctx); !a.Anonymous() {
		known[a.User.Key()] = true
		l, err := s.people.Memberships(ctx, a.User)
		if err != nil {
			return nil, err
		}
		for _, m := range l {
			known[m.Org.Key()] = true
		}
	}
	return func(r hub.Repo) (bool, error) {
		if r.Upstream != "" {
			return false, nil
		}
		ok, asked := known[r.Name.Owner.Key()]
		if asked {
			return ok, nil
		}
		ok, err := s.administrator(ctx, r.Name.Owner)
		known[r.Name.Owner.Key()] = ok
		return ok, err
	}, nil
}

// administrator reports whether an owner is a user who is one. Others may not ask
// about users; the answer stays here.
func (s *Source) administrator(ctx context.Context, owner ref.Owner) (bool, error) {
	u, err := s.people.User(account.With(ctx, account.Keeper("")), owner)
	if fault.Is(err, fault.NotFound) { // an organisation, or gone
		return false, nil
	}
	return err == nil && u.Admin && !u.Disabled, err
}
