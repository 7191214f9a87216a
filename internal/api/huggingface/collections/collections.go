// Package collections is how clients of the Hugging Face Hub put repositories
// together: what they ask below /api/collections. Package huggingface writes
// its answers, and its failures.
package collections

import (
	"context"
	"net/http"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// Desk answers on behalf of the actor of the context.
type Desk struct {
	Hub    *hub.Hub
	Shelf  *collection.Shelf
	People People
}

// People finds owners.
type People interface {
	Owner(ctx context.Context, name ref.Owner) (account.Owner, error)
}

// Reply is what is to be written, as JSON.
type Reply struct {
	Status int
	Body   any
	Cursor string // of the next page; empty is none
}

// call is a request that is being answered.
type call struct {
	*Desk
	r   *http.Request
	ctx context.Context //nolint:containedctx // the request's, for as long as the call
}

// Answer replies to a request.
type Answer func(r *http.Request) (Reply, error)

const one = "/api/collections/{owner}/{slug}"

// Answers are those about collections, of whose slugs the id alone counts.
func (d *Desk) Answers() map[string]Answer {
	return map[string]Answer{
		"GET /api/collections":      func(r *http.Request) (Reply, error) { return d.call(r).list() },
		"POST /api/collections":     func(r *http.Request) (Reply, error) { return d.call(r).create() },
		"GET " + one:                d.about((*call).get),
		"PATCH " + one:              d.about((*call).edit),
		"DELETE " + one:             d.about((*call).remove),
		"POST " + one + "/upvote":   d.about(func(c *call, id collection.ID) (Reply, error) { return done(c.Shelf.Vote(c.ctx, id, true)) }),
		"DELETE " + one + "/upvote": d.about(func(c *call, id collection.ID) (Reply, error) { return done(c.Shelf.Vote(c.ctx, id, false)) }),

		"POST " + one + "/items":          d.about((*call).put),
		"PATCH " + one + "/items/{item}":  d.about((*call).editItem),
		"DELETE " + one + "/items/{item}": d.about((*call).removeItem),
	}
}

func (d *Desk) call(r *http.Request) *call { return &call{Desk: d, r: r, ctx: r.Context()} }

// about reads the slug of the address.
func (d *Desk) about(f func(*call, collection.ID) (Reply, error)) Answer {
	return func(r *http.Request) (Reply, error) {
		id, err := collection.ParseSlug(r.PathValue("slug"))
		if err != nil {
			return Reply{}, err
		}
		return f(d.call(r), id)
	}
}

// done answers that something was done.
func done(err error) (Reply, error) {
	return Reply{Status: http.StatusOK, Body: map[string]bool{"success": true}}, err
}

const maxJSON = 1 << 20 // bytes of a request

// decode reads the JSON of a request; none is none of it said.
func (c *call) decode(v any) error { return api.ReadJSON(nil, c.r, maxJSON, v) }

func (c *call) create() (Reply, error) {
	var q wire.NewCollection
	if err := c.decode(&q); err != nil {
		return Reply{}, err
	}
	if q.Namespace == "" {
		q.Namespace = string(account.From(c.ctx).User)
		if q.Namespace == "" {
			return Reply{}, fault.New(fault.Unauthenticated, "log in to make a collection")
		}
	}
	owner, err := ref.ParseOwner(q.Namespace)
	if err != nil {
		return Reply{}, err
	}
	var first collection.Item
	if q.Item != nil { // before the collection is made: it may not be there
		if first, err = c.named(q.Item.Type, q.Item.ID); err != nil {
			return Reply{}, err
		}
	}
	made, err := c.Shelf.Create(c.ctx, collection.Draft{Owner: owner, Title: q.Title, Description: q.Description, Private: q.Private})
	if fault.Is(err, fault.Conflict) {
		_, msg := fault.Of(err)
		return Reply{Status: http.StatusConflict, Body: map[string]string{"error": msg, "slug": made.Slug()}}, nil
	}
	if err == nil && q.Item != nil {
		made, err = c.Shelf.Put(c.ctx, made.ID, first, q.Note)
	}
	return c.shown(made, err)
}

// shown answers with a collection.
func (c *call) shown(s collection.Shown, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	w, err := c.describe(s)
	w.Position = &s.Position
	return Reply{Status: http.StatusOK, Body: w}, err
}

func (c *call) get(id collection.ID) (Reply, error) { return c.shown(c.Shelf.Find(c.ctx, id)) }

func (c *call) remove(id collection.ID) (Reply, error) { return done(c.Shelf.Remove(c.ctx, id)) }

func (c *call) edit(id collection.ID) (Reply, error) {
	var q wire.EditCollection
	if err := c.decode(&q); err != nil {
		return Reply{}, err
	}
	r, err := c.shown(c.Shelf.Edit(c.ctx, id, collection.Edit{Title: q.Title, Description: q.Description, Theme: q.Theme, Private: q.Private, Position: q.Position}))
	r.Body = map[string]any{"success": true, "data": r.Body}
	return r, err
}

func (c *call) put(id collection.ID) (Reply, error) {
	var q wire.NewCollectionItem
	if err := c.decode(&q); err != nil {
		return Reply{}, err
	}
	what, err := c.named(q.Item.Type, q.Item.ID)
	if err != nil {
		return Reply{}, err
	}
	return c.shown(c.Shelf.Put(c.ctx, id, what, q.Note))
}

// editItem changes an item, which is named by its id in the collection.
func (c *call) editItem(id collection.ID) (Reply, error) {
	item, err := collection.ParseID(c.r.PathValue("item"))
	if err != nil {
		return Reply{}, err
	}
	var q wire.EditCollectionItem
	if err := c.decode(&q); err != nil {
		return Reply{}, err
	}
	_, err = c.Shelf.Move(c.ctx, id, item, q.Note, q.Position)
	return done(err)
}

func (c *call) removeItem(id collection.ID) (Reply, error) {
	item, err := collection.ParseID(c.r.PathValue("item"))
	if err == nil {
		_, err = c.Shelf.Take(c.ctx, id, item)
	}
	return done(err)
}
