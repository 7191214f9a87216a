// Package profile is what clients of the Hugging Face Hub are told of users and
// organisations: what they ask below /api/users and /api/organizations. Package
// huggingface writes its answers, and its failures.
package profile

import (
	"cmp"
	"context"
	"net/http"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// Desk answers on behalf of the actor of the context.
type Desk struct {
	Hub    *hub.Hub
	People People
}

// People finds owners and who belongs to them.
type People interface {
	Owner(ctx context.Context, name ref.Owner) (account.Owner, error)
	Memberships(ctx context.Context, user ref.Owner) ([]account.Member, error)
	// Members lists who is in an organisation, for its members.
	Members(ctx context.Context, org ref.Owner) ([]account.Member, error)
}

// Answer is what is to be written, as JSON.
type Answer func(r *http.Request) (any, error)

// Answers are those about owners. Nobody follows anybody here: lists of those who
// do are empty.
func (d *Desk) Answers() map[string]Answer {
	return map[string]Answer{
		"GET /api/users/{user}/overview":                  d.about("user", false, d.user),
		"GET /api/users/{user}/followers":                 d.about("user", false, nobody),
		"GET /api/users/{user}/following":                 d.about("user", false, nobody),
		"GET /api/organizations/{organization}/overview":  d.about("organization", true, d.organization),
		"GET /api/organizations/{organization}/members":   d.about("organization", true, d.members),
		"GET /api/organizations/{organization}/followers": d.about("organization", true, nobody),
	}
}

// about finds the owner that an address names.
func (d *Desk) about(part string, org bool, f func(context.Context, account.Owner) (any, error)) Answer {
	return func(r *http.Request) (any, error) {
		name, err := ref.ParseOwner(r.PathValue(part))
		if err != nil {
			return nil, err
		}
		o, err := d.People.Owner(r.Context(), name)
		if err == nil && o.Org != org {
			err = fault.New(fault.NotFound, "there is no %s %s", part, name)
		}
		if err != nil {
			return nil, err
		}
		return f(r.Context(), o)
	}
}

func nobody(context.Context, account.Owner) (any, error) { return []wire.Profile{}, nil }

func user(o account.Owner) wire.Profile {
	return wire.Profile{User: string(o.Name), FullName: cmp.Or(o.DisplayName, string(o.Name)), Type: "user"}
}

func organization(o account.Owner) wire.OrgProfile {
	return wire.OrgProfile{Name: string(o.Name), FullName: cmp.Or(o.DisplayName, string(o.Name)), Type: "org"}
}

// counts are how many repositories an owner has that the actor sees, by their kind.
func (d *Desk) counts(ctx context.Context, o ref.Owner) (models, datasets, spaces *int, err error) {
	n := [3]int{}
	for i, k := range []hub.Kind{hub.Model, hub.Dataset, hub.Space} {
		f, err := d.Hub.Facets(ctx, hub.Query{Kind: k, Owner: o})
		if err != nil {
			return nil, nil, nil, err
		}
		n[i] = f.Total
	}
	return &n[0], &n[1], &n[2], nil
}

func (d *Desk) user(ctx context.Context, o account.Owner) (any, error) {
	w, none := user(o), 0
	w.Followers, w.Follows = &none, &none
	liked, err := d.Hub.Liked(ctx, o.Name)
	if err != nil {
		return nil, err
	}
	likes := len(liked)
	w.Likes = &likes
	if w.Models, w.Datasets, w.Spaces, err = d.counts(ctx, o.Name); err != nil {
		return nil, err
	}
	w.Orgs, err = d.orgs(ctx, o.Name)
	return w, err
}

// orgs are the organisations of a user whose members the actor may list, and all
// of the actor's own.
func (d *Desk) orgs(ctx context.Context, name ref.Owner) (l []wire.OrgProfile, err error) {
	members, err := d.People.Memberships(ctx, name)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if account.From(ctx).User.Key() != name.Key() {
			if _, err := d.People.Members(ctx, m.Org); hidden(err) {
				continue
			} else if err != nil {
				return nil, err
			}
		}
		o, err := d.People.Owner(ctx, m.Org)
		if err != nil {
			return nil, err
		}
		l = append(l, organization(o))
	}
	return l, nil
}

// hidden reports whether somebody may not see who is in an organisation.
func hidden(err error) bool {
	return fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Unauthenticated)
}

func (d *Desk) organization(ctx context.Context, o account.Owner) (any, error) {
	w, none := organization(o), 0
	w.Followers = &none
	members, err := d.People.Members(ctx, o.Name)
	switch {
	case err == nil:
		n := len(members)
		w.Users = &n
	case !hidden(err):
		return nil, err
	}
	w.Models, w.Datasets, w.Spaces, err = d.counts(ctx, o.Name)
	return w, err
}

func (d *Desk) members(ctx context.Context, o account.Owner) (any, error) {
	members, err := d.People.Members(ctx, o.Name)
	if err != nil {
		return nil, err
	}
	l := []wire.Profile{}
	for _, m := range members {
		u, err := d.People.Owner(ctx, m.User)
		if err != nil {
			return nil, err
		}
		l = append(l, user(u))
	}
	return l, nil
}
