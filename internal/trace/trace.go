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
	id, _ := ctx.Value(key{}).(string)
	return id
}

// New is an id that no other request has.
func New() string { return "req_" + strings.ToLower(rand.Text()) }

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
