package collection

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Repos finds repositories on behalf of the actor of the context.
type Repos interface {
	OpenID(ctx context.Context, id hub.ID, a hub.Access) (*hub.Handle, error)
}

// Parts are what a shelf is made of.
type Parts struct {
	Store    Store
	Repos    Repos
	Accounts hub.Accounts
	Audit    hub.Audit
}

// Shelf is where collections are kept, on behalf of the actor of the context.
// What is in them and it may not see is as if it were not there. It is safe for
// concurrent use.
type Shelf struct {
	p   Parts
	now func() time.Time
}

// New returns the shelf of its parts.
func New(p Parts) *Shelf { return &Shelf{p: p, now: time.Now} }

// Shown is a collection as the actor may see it.
type Shown struct {
	Collection
	Items []Seen
	Voted bool // by the actor
}

// Seen is an item that the actor may see. Its position counts those that it may not.
type Seen struct {
	Item
	Position int
	Repo     *hub.Handle // of a repository
	Other    *Collection // or another collection
}

// role is what the actor is to an owner; nobody to one who is gone.
func (s *Shelf) role(ctx context.Context, owner ref.Owner) (account.Role, error) {
	actor := account.From(ctx)
	role, err := account.RoleIn(ctx, s.p.Accounts, actor, owner, "")
	if fault.Is(err, fault.NotFound) {
		if actor.Admin {
			return actor.Scope.Of(account.Admin, owner, ""), nil
		}
		return account.None, nil
	}
	return role, err
}

func (s *Shelf) sees(ctx context.Context, c Collection) (bool, error) {
	if !c.Private {
		return true, nil
	}
	role, err := s.role(ctx, c.Owner)
	return role >= account.Read, err
}

// find finds a collection that the actor may see, without what is in it.
func (s *Shelf) find(ctx context.Context, id ID) (Collection, error) {
	c, err := s.p.Store.Find(ctx, id)
	if err != nil {
		return c, err
	}
	ok, err := s.sees(ctx, c)
	if err == nil && !ok {
		err = missing(id)
	}
	return c, err
}

func missing(id ID) error {
	return fault.New(fault.NotFound, "there is no collection %s, or you may not see it", id)
}

// Find finds a collection. Fault: NotFound.
func (s *Shelf) Find(ctx context.Context, id ID) (Shown, error) {
	c, err := s.find(ctx, id)
	if err != nil {
		return Shown{}, err
	}
	l, err := s.show(ctx, MaxItems, c)
	if err != nil {
		return Shown{}, err
	}
	return l[0], nil
}

// show leaves out of collections what the actor may not see, and more than so
// many items of each.
func (s *Shelf) show(ctx context.Context, most int, l ...Collection) ([]Shown, error) {
	out, ids := make([]Shown, len(l)), make([]ID, len(l))
	for i, c := range l {
		out[i].Collection, ids[i] = c, c.ID
		var err error
		if out[i].Items, err = s.seen(ctx, c.ID, most); err != nil {
			return nil, err
		}
	}
	if actor := account.From(ctx); !actor.Anonymous() {
		voted, err := s.p.Store.Voted(ctx, actor.User, ids...)
		if err != nil {
			return nil, err
		}
		for i := range out {
			out[i].Voted = voted[out[i].ID]
		}
	}
	return out, nil
}

// maxRead is how many items of a collection are read at once.
const maxRead = 100

// seen are the first items of a collection that the actor may see. Of what cannot
// be seen no more is read than there are.
func (s *Shelf) seen(ctx context.Context, id ID, most int) (l []Seen, err error) {
	for from, page := 0, min(2*most, maxRead); ; from += page {
		items, err := s.p.Store.Items(ctx, id, from, page)
		if err != nil {
			return nil, err
		}
		for n, item := range items {
			seen, err := s.look(ctx, item)
			switch {
			case fault.Is(err, fault.NotFound):
				continue
			case err != nil:
				return nil, err
			}
			seen.Position = from + n
			if l = append(l, seen); len(l) == most {
				return l, nil
			}
		}
		if len(items) < page {
			return l, nil
		}
	}
}

// look finds what an item is of. Fault: NotFound when the actor may not see it.
func (s *Shelf) look(ctx context.Context, item Item) (seen Seen, err error) {
	seen.Item = item
	if item.Repo != "" {
		seen.Repo, err = s.p.Repos.OpenID(ctx, item.Repo, hub.See)
		return seen, err
	}
	c, err := s.find(ctx, item.Other)
	seen.Other = &c
	return seen, err
}

// maxListed is how many items of each collection a list has.
const maxListed = 4

// List lists collections that the actor may see, with the first items of each.
func (s *Shelf) List(ctx context.Context, q Query) (l []Shown, more *Mark, err error) {
	if q.Limit < 1 {
		return nil, nil, fault.New(fault.Invalid, "the limit of a list is at least 1")
	}
	asked := len(q.Items)
	q.Items = slices.DeleteFunc(q.Items, func(i Item) bool { // a list by what is hidden would tell of it
		_, e := s.look(ctx, i)
		if !fault.Is(e, fault.NotFound) {
			err = cmp.Or(err, e)
		}
		return e != nil
	})
	if err != nil || asked > 0 && len(q.Items) == 0 {
		return nil, nil, err
	}
	actor := account.From(ctx)
	if q.All = actor.Admin; !actor.Anonymous() {
		q.Within = []ref.Owner{actor.User}
		members, err := s.p.Accounts.Memberships(ctx, actor.User)
		if err != nil {
			return nil, nil, err
		}
		for _, m := range members {
			q.Within = append(q.Within, m.Org)
		}
	}
	found, more, err := s.p.Store.List(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	kept := found[:0]
	for _, c := range found { // a credential may reach less than its user
		ok, err := s.sees(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			kept = append(kept, c)
		}
	}
	l, err = s.show(ctx, maxListed, kept...)
	return l, more, err
}

// Draft is a collection to be made.
type Draft struct {
	Owner              ref.Owner
	Title, Description string
	Private            bool
}

// Create makes a collection. When its owner has one of that title, that is
// returned with a fault of kind Conflict.
func (s *Shelf) Create(ctx context.Context, n Draft) (Shown, error) {
	actor := account.From(ctx)
	if actor.Anonymous() {
		return Shown{}, account.Need(actor, account.None, account.Write, "make a collection")
	}
	owner, err := s.p.Accounts.Owner(ctx, n.Owner)
	if err != nil {
		return Shown{}, err
	}
	role, err := s.role(ctx, owner.Name)
	if err == nil {
		err = account.Need(actor, role, account.Write, fmt.Sprintf("make a collection of %s", owner.Name))
	}
	if err != nil {
		return Shown{}, err
	}
	now := s.now().UTC()
	c := Collection{ID: NewID(), Owner: owner.Name, Theme: Themes[0], Private: n.Private, Created: now, Updated: now}
	if c.Title, err = title(n.Title); err != nil {
		return Shown{}, err
	}
	if c.Description, err = text("description", n.Description, maxDescription); err != nil {
		return Shown{}, err
	}
	if c, err = s.p.Store.Add(ctx, c); err != nil {
		return Shown{Collection: c}, err
	}
	return Shown{Collection: c}, s.p.Audit.Note(ctx, "collection create", c.Subject(), c.Title)
}

// Vote notes that the actor likes a collection, or no longer does.
func (s *Shelf) Vote(ctx context.Context, id ID, likes bool) error {
	actor := account.From(ctx)
	if err := account.Personal(actor, "vote for a collection"); err != nil {
		return err
	}
	c, err := s.find(ctx, id)
	if err == nil {
		err = s.p.Store.Vote(ctx, id, actor.User, likes, s.now())
	}
	if err != nil {
		return err
	}
	return s.p.Audit.Note(ctx, "collection "+map[bool]string{true: "upvote", false: "unvote"}[likes], c.Subject(), c.Title)
}
