// Package trace gives each request an id that travels with what is done for it,
// in the context, and on to servers that are asked meanwhile; and it tells who
// listens where a request waits.
package trace

import (
	"context"
	"crypto/rand"
	"strings"
)

// Header is where requests and answers have their id.
const Header = "X-Request-Id"

type key struct{}

// With returns a context of what is done for the request of an id.
func With(ctx context.Context, id string) context.Context { return context.WithValue(ctx, key{}, id) }

// ID is that of the request that ctx is of; empty for none.
func ID(ctx context.Context) string {
	switch of := ctx.Value(key{}).(type) {
	case string:
		return of
	case *request:
		return of.id
	}
	return ""
}

// request is the context of a request: what With and Waiting make, in one piece.
type request struct {
	context.Context //nolint:containedctx // it is one
	id              string
	ear             ear
}

// Request returns a context of what is done for the request of an id, and may have to
// wait: see Waiting.
func Request(ctx context.Context, id string, hear func(place int)) context.Context {
	before, _ := ctx.Value(hearing{}).(*ear)
	return &request{ctx, id, ear{hear, before}}
}

// Value is for ID and Place.
func (r *request) Value(k any) any {
	switch k {
	case key{}:
		return r
	case hearing{}:
		return &r.ear
	}
	return r.Context.Value(k)
}

// letters are those of ids: 32, so that each is as likely as another.
const letters = "abcdefghijklmnopqrstuvwxyz234567"

// New is an id that no other request has: 130 random bits.
func New() string {
	id := [30]byte{'r', 'e', 'q', '_'}
	_, _ = rand.Read(id[4:]) // it never fails
	for i, b := range id[4:] {
		id[4+i] = letters[b%byte(len(letters))]
	}
	return string(id[:])
}

type hearing struct{}

// ear hears where what it is of waits, as do those before it.
type ear struct {
	hear   func(place int)
	before *ear
}

// Waiting returns a context of work that may have to wait. hear is told how many go
// before it until its turn comes, 1 being next and 0 its turn, again and again
// while it waits, by whoever waits: at times by several goroutines.
func Waiting(ctx context.Context, hear func(place int)) context.Context {
	before, _ := ctx.Value(hearing{}).(*ear)
	return context.WithValue(ctx, hearing{}, &ear{hear, before})
}

// Place tells those who listen to ctx which place it has.
func Place(ctx context.Context, place int) {
	for e, _ := ctx.Value(hearing{}).(*ear); e != nil; e = e.before {
		e.hear(place)
	}
}

const longest = 128 // characters of an id that a client chose

// Taken is the id that a client chose, if it can be written into logs and
// headers as it is; else a new one.
func Taken(id string) string {
	if id == "" || len(id) > longest {
		return New()
	}
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.:", r) {
			return New()
		}
	}
	return id
}
