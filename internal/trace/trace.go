// Package trace gives each request an id that travels with what is done for it,
// in the context, and on to servers that are asked meanwhile.
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
