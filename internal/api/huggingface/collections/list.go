package collections

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

const (
	defaultList = 50
	maxList     = 100
	// maxAsked is how many owners, and items, a list can be asked for.
	maxAsked = 100
)

var sorts = map[string]collection.Sort{"": collection.ByUpdated, "lastModified": collection.ByUpdated, "trending": collection.ByTrend, "upvotes": collection.ByVotes}

// list answers with collections, a page at a time.
func (c *call) list() (Reply, error) {
	q, known, err := c.query()
	if err != nil {
		return Reply{}, err
	}
	out := []wire.Collection{}
	if !known {
		return Reply{Status: http.StatusOK, Body: out}, nil
	}
	l, more, err := c.Shelf.List(c.ctx, q)
	if err != nil {
		return Reply{}, err
	}
	for _, s := range l {
		w, err := c.describe(s)
		if err != nil {
			return Reply{}, err
		}
		out = append(out, w)
	}
	r := Reply{Status: http.StatusOK, Body: out}
	if more != nil {
		r.Cursor = writeMark(*more)
	}
	return r, nil
}

// query reads what collections are asked for. known is false if it is by items
// none of which is there.
func (c *call) query() (q collection.Query, known bool, err error) {
	v := c.r.URL.Query()
	q = collection.Query{Limit: defaultList, Text: v.Get("q")}
	owners, items := append(v["owner"], v["owner[]"]...), append(v["item"], v["item[]"]...)
	if len(owners) > maxAsked || len(items) > maxAsked {
		return q, false, fault.New(fault.TooLarge, "a list is of at most %d owners and %d items", maxAsked, maxAsked)
	}
	for _, s := range owners {
		o, err := ref.ParseOwner(s)
		if err != nil {
			return q, false, err
		}
		q.Owners = append(q.Owners, o)
	}
	for _, s := range items {
		kind, id, _ := strings.Cut(s, "/")
		i, err := c.named(strings.TrimSuffix(kind, "s"), id)
		switch {
		case err == nil:
			q.Items = append(q.Items, i)
		case !fault.Is(err, fault.NotFound):
			return q, false, err
		}
	}
	if s := v.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return q, false, fault.New(fault.Invalid, "limit %.40q is not a number from 1 on", s)
		}
		q.Limit = min(n, maxList)
	}
	sort, ok := sorts[v.Get("sort")]
	if !ok {
		return q, false, fault.New(fault.Invalid, "there is no order %.40q: it is lastModified, trending or upvotes", v.Get("sort"))
	}
	q.Sort = sort
	q.After, err = readMark(v.Get("cursor"))
	return q, len(items) == 0 || len(q.Items) > 0, err
}

// named finds what an item is to be of: a repository by its name, a collection
// by its slug.
func (c *call) named(kind, id string) (i collection.Item, err error) {
	if kind == "collection" {
		i.Other, err = collection.ParseSlug(id)
		return i, err
	}
	k, err := hub.ParseKind(kind)
	if err != nil {
		return i, fault.New(fault.Invalid, "a %.40q cannot be in a collection here: it is model, dataset, space or collection", kind)
	}
	name, err := ref.ParseRepo(id)
	if err != nil {
		return i, err
	}
	r, err := c.Hub.Open(c.ctx, k, name, hub.See)
	if err != nil {
		return i, err
	}
	i.Repo = r.ID
	return i, nil
}

// describe says what is known of a collection.
func (c *call) describe(s collection.Shown) (wire.Collection, error) {
	w := wire.Collection{
		Slug: s.Slug(), Title: s.Title, Description: s.Description, Items: []wire.CollectionItem{}, LastUpdated: wire.Time(s.Updated),
		Private: s.Private, Theme: s.Theme, Upvotes: s.Votes, Upvoted: s.Voted,
	}
	var err error
	if w.Owner, err = c.owner(s.Owner); err != nil {
		return w, err
	}
	for _, e := range s.Items {
		item, err := c.describeItem(e)
		if err != nil {
			return w, err
		}
		w.Items = append(w.Items, item)
	}
	return w, nil
}

// owner describes an owner, who may be gone.
func (c *call) owner(name ref.Owner) (wire.CollectionOwner, error) {
	w := wire.CollectionOwner{ID: name.Key(), Name: string(name), FullName: string(name), Type: "user"}
	o, err := c.People.Owner(c.ctx, name)
	if fault.Is(err, fault.NotFound) {
		return w, nil
	}
	if o.DisplayName != "" {
		w.FullName = o.DisplayName
	}
	if o.Org {
		w.Type = "org"
	}
	return w, err
}

func (c *call) describeItem(e collection.Seen) (wire.CollectionItem, error) {
	w := wire.CollectionItem{MongoID: string(e.ID), Position: e.Position}
	if e.Note != "" {
		w.Note = &wire.Note{Text: e.Note, HTML: html.EscapeString(e.Note)}
	}
	if o := e.Other; o != nil {
		w.ID, w.Type, w.Slug, w.Title, w.Description, w.Theme = string(o.ID), "collection", o.Slug(), o.Title, o.Description, o.Theme
		updated := wire.Time(o.Updated)
		w.Upvotes, w.LastUpdated = &o.Votes, &updated
		owner, err := c.owner(o.Owner)
		w.Owner = &owner
		return w, err
	}
	r := e.Repo.Repo
	w.ID, w.Type, w.RepoType, w.Author = r.Name.String(), string(r.Kind), string(r.Kind), string(r.Name.Owner)
	gate, updated := wire.Gate(r.Gate), wire.Time(r.Updated)
	w.Private, w.Gated, w.Downloads, w.Likes, w.LastModified = &r.Private, &gate, &r.Downloads, &r.Likes, &updated
	return w, nil
}

func writeMark(m collection.Mark) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", m.Value, m.ID))
}

func readMark(s string) (*collection.Mark, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // the first page has no mark
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	value, id, ok := strings.Cut(string(b), " ")
	n, e := strconv.ParseInt(value, 10, 64)
	if err != nil || e != nil || !ok {
		return nil, fault.New(fault.Invalid, "the cursor is not one that this server gave")
	}
	return &collection.Mark{Value: n, ID: collection.ID(id)}, nil
}
