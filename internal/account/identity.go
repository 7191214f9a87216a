package account

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Person is what an OpenID Connect provider has said about who logs in.
type Person struct {
	Identity
	Username, DisplayName, Email string // as the provider has them; any may be empty
}

// ByIdentity returns the actor of a person whom a provider vouches for. One
// who was not here before becomes a user if create says so, under a name like
// the provider's; never one that is there already, whatever the e-mail address:
// a provider's word about that is no proof here. Faults: Unauthenticated, Forbidden.
func (g *Register) ByIdentity(ctx context.Context, p Person, addr string, create bool) (Actor, error) {
	u, err := g.store.ByIdentity(ctx, p.Identity)
	if fault.Is(err, fault.NotFound) {
		if !create {
			return Actor{}, fault.New(fault.Forbidden, "nobody here belongs to that login; ask an administrator for an account")
		}
		u, err = g.welcome(ctx, p, addr)
	}
	if err != nil {
		return Actor{}, err
	}
	return actor(u, Full, "OpenID Connect", addr)
}

// tries is how many names of a row are tried before it is given up.
const tries = 50

// welcome makes the user of a person, under the first name of a row that is free.
func (g *Register) welcome(ctx context.Context, p Person, addr string) (User, error) {
	u := User{DisplayName: p.DisplayName, Created: g.now()}
	if _, err := title(u.DisplayName); err != nil {
		u.DisplayName = ""
	}
	if e, err := email(p.Email); err == nil {
		u.Email = e
	}
	base := namelike(p)
	for i := range tries {
		u.Name = base
		if i > 0 {
			u.Name = ref.Owner(fmt.Sprintf("%s-%d", base, i+1))
		}
		by := Entry{At: g.now(), Actor: u.Name, Via: "OpenID Connect", Addr: addr, Act: "user add", Subject: string(u.Name), Detail: p.Issuer}
		err := g.store.AddUser(ctx, u, p.Identity, by)
		if err == nil || !fault.Is(err, fault.Conflict) {
			return u, err
		}
		if known, err := g.store.ByIdentity(ctx, p.Identity); err == nil {
			return known, nil // another login of this person was first
		}
	}
	return User{}, fault.New(fault.Conflict, "no name like %s is free; ask an administrator for an account", base)
}

var odd = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// namelike makes a name of what a provider calls a person.
func namelike(p Person) ref.Owner {
	local, _, _ := strings.Cut(p.Email, "@")
	for _, s := range []string{p.Username, local} {
		s, _, _ = strings.Cut(s, "@")
		s = strings.Trim(odd.ReplaceAllString(s, "-"), "-_")
		if o, err := ref.ParseNewOwner(s[:min(len(s), 40)]); err == nil {
			return o
		}
	}
	return "user"
}
