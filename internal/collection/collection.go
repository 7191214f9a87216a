// Package collection is what people put together of the hub: repositories, and
// other collections, in an order, with notes. It has the rules; the rows are
// behind an interface, and who may see a repository is the hub's business.
package collection

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// ID names a collection, or an item of one, for good: 24 lower-case hexadecimal
// digits.
type ID string

// ParseID parses 24 lower-case hexadecimal digits.
func ParseID(s string) (ID, error) {
	id, err := hub.ParseID(s)
	if err != nil {
		return "", fault.New(fault.NotFound, "there is no collection %.80q, or you may not see it: its name ends with 24 hexadecimal digits", s)
	}
	return ID(id), nil
}

// NewID makes an ID.
func NewID() ID { return ID(hub.NewID()) }

// Collection is a list of things that somebody has put together.
type Collection struct {
	ID          ID
	Owner       ref.Owner
	Title       string
	Description string
	Theme       string
	Private     bool
	Position    int // among those of its owner, from 0
	Votes       int64
	Trend       int64 // see package trend
	Created     time.Time
	Updated     time.Time
	Items       []Item // in their order; in what is found or listed none: see Store.Items
}

// Item is something in a collection: a repository or another collection.
type Item struct {
	ID    ID
	Repo  hub.ID
	Other ID
	Note  string
	Added time.Time
}

// Same reports whether two items are of one thing.
func (i Item) Same(j Item) bool { return i.Repo == j.Repo && i.Other == j.Other }

// Subject names the collection in faults and in the audit log.
func (c Collection) Subject() string { return "collection " + c.Slug() }

// Slug is the collection's name in addresses: only the id in it counts.
func (c Collection) Slug() string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(strings.ToLower(c.Title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) || r > unicode.MaxASCII }) {
		b.WriteString(word + "-")
	}
	return string(c.Owner) + "/" + b.String() + string(c.ID)
}

// ParseSlug reads the id at the end of a slug.
func ParseSlug(s string) (ID, error) {
	return ParseID(s[strings.LastIndexAny(s, "-/")+1:])
}

// Themes are the colours that a collection can have; the first is of those that
// were given none.
var Themes = []string{"orange", "blue", "green", "purple", "pink", "indigo"}

// What a collection may hold.
const (
	MaxItems       = 1000
	maxTitle       = 100 // characters, as are the others
	maxDescription = 150
	maxNote        = 500
)

func text(what, s string, most int) (string, error) {
	s = strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))
	if utf8.RuneCountInString(s) > most {
		return "", fault.New(fault.Invalid, "the %s of a collection has at most %d characters", what, most)
	}
	return s, nil
}

func title(s string) (string, error) {
	s, err := text("title", s, maxTitle)
	if err == nil && (s == "" || strings.ContainsFunc(s, unicode.IsControl)) {
		err = fault.New(fault.Invalid, "a collection needs a title, of one line")
	}
	return s, err
}

func theme(s string) (string, error) {
	if !slices.Contains(Themes, s) {
		return "", fault.New(fault.Invalid, "the theme %.40q is none of %s", s, strings.Join(Themes, ", "))
	}
	return s, nil
}

// Sort is an order, the newest or most liked first.
type Sort int

// The orders.
const (
	ByUpdated Sort = iota
	ByTrend
	ByVotes
)

// Query asks for collections. They have all that is asked for.
type Query struct {
	Owners []ref.Owner // of one of them; none is of everybody
	Items  []Item      // with one of them; none is with anything
	Text   string      // in their titles and descriptions, in any case
	Within []ref.Owner // whose private collections are listed too
	All    bool        // all private ones are listed
	Sort   Sort
	After  *Mark // the last one of the page before
	Limit  int
}

// Mark is a place in a list: what it is sorted by there, and the collection.
type Mark struct {
	Value int64
	ID    ID
}

// Store keeps collections. Contract: collectiontest.Run.
type Store interface {
	// Add adds a collection, as the last one of its owner. If that has one of this
	// title, it is returned with a fault of kind Conflict.
	Add(ctx context.Context, c Collection) (Collection, error)
	// Find finds a collection. Fault: NotFound.
	Find(ctx context.Context, id ID) (Collection, error)
	// Items are at most n items of a collection, from the place of one on, in order.
	Items(ctx context.Context, id ID, from, n int) ([]Item, error)
	// Change keeps what change makes of a collection and its items; its ID, Owner,
	// Created, Votes and Trend stay. Another Position moves those between. Faults:
	// NotFound, and Conflict when its owner has another of that title.
	Change(ctx context.Context, id ID, change func(*Collection) error) (Collection, error)
	// Remove removes a collection. Fault: NotFound.
	Remove(ctx context.Context, id ID) error
	// List lists collections. more is where the next page begins, nil after the last.
	List(ctx context.Context, q Query) (l []Collection, more *Mark, err error)
	Votes
}

// Votes keeps who likes which collection.
type Votes interface {
	// Vote notes that a user likes a collection, or no longer does. Twice is as once.
	Vote(ctx context.Context, id ID, voter ref.Owner, likes bool, at time.Time) error
	// Voted are those of some collections that a user likes.
	Voted(ctx context.Context, voter ref.Owner, ids ...ID) (map[ID]bool, error)
}
