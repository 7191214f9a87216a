// Package limits serves what each user may ask of models, as part of Tenon's own
// interface. Its JSON is that of package sdk.
package limits

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/limit"
	"github.com/tenonhub/tenon/internal/ref"
)

// Book keeps the limits.
type Book interface {
	Of(ctx context.Context, a account.Actor) (limit.Limits, error)
	Set(ctx context.Context) (map[string]limit.Limits, error)
	Change(ctx context.Context, user string, change func(limit.Limits) limit.Limits, note func(limit.Limits) account.Entry) error
}

// People are the users, and the record of what was changed.
type People interface {
	// User finds a user; it refuses who is neither it nor an administrator.
	User(ctx context.Context, name ref.Owner) (account.User, error)
	Users(ctx context.Context) ([]account.User, error)
	// Entry is the line of the record for what the actor of ctx does.
	Entry(ctx context.Context, act, subject, detail string) account.Entry
}

// limits is the JSON of package sdk: those that hold, where 0 is none.
type limits struct {
	User string `json:"user"`
	limit.Limits
	Own bool `json:"own"` // whether any of them was set for this user
}

type server struct {
	book   Book
	people People
}

// Routes adds the routes to mux.
func Routes(mux api.Mux, b Book, p People, log *slog.Logger) {
	s := server{b, p}
	for pattern, f := range map[string]func(*http.Request) (any, error){
		"GET /api/tenon/v1/limits":        s.list,
		"GET /api/tenon/v1/limits/{user}": s.show,
		"PUT /api/tenon/v1/limits/{user}": s.set,
	} {
		mux.Handle(pattern, api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v, err := f(r)
			if err != nil {
				api.Fail(w, r, log, err)
				return
			}
			w.Header().Set("Cache-Control", "no-store")
			api.WriteJSON(w, http.StatusOK, v)
		})))
	}
}

// administers refuses who is no administrator, whose credential must allow it.
func administers(ctx context.Context, allowed bool) error {
	if !account.From(ctx).Admin || !allowed {
		return fault.New(fault.Forbidden, "only an administrator may do that; you may see your own limits")
	}
	return nil
}

// list tells those of everybody.
func (s server) list(r *http.Request) (any, error) {
	if err := administers(r.Context(), account.From(r.Context()).Scope.Reads()); err != nil {
		return nil, err
	}
	users, err := s.people.Users(r.Context())
	if err != nil {
		return nil, err
	}
	set, err := s.book.Set(r.Context())
	all := []limits{}
	for _, u := range users {
		var l limits
		if err == nil {
			l, err = s.of(r.Context(), u, set)
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b limits) int { return strings.Compare(a.User, b.User) })
	return all, err
}

func (s server) of(ctx context.Context, u account.User, set map[string]limit.Limits) (limits, error) {
	l, err := s.book.Of(ctx, account.Actor{User: u.Name, Admin: u.Admin})
	_, own := set[u.Name.Key()]
	return limits{string(u.Name), l, own}, err
}

func (s server) show(r *http.Request) (any, error) {
	return s.one(r.Context(), ref.Owner(r.PathValue("user")))
}

// one tells those of one user, to itself and to administrators.
func (s server) one(ctx context.Context, name ref.Owner) (any, error) {
	u, err := s.people.User(ctx, name)
	if err != nil {
		return nil, err
	}
	set, err := s.book.Set(ctx)
	if err != nil {
		return nil, err
	}
	return s.of(ctx, u, set)
}

// set sets what is said, and leaves the rest as it was.
func (s server) set(r *http.Request) (any, error) {
	ctx := r.Context()
	if err := administers(ctx, account.From(ctx).Scope.Writes()); err != nil {
		return nil, err
	}
	var n struct{ Requests, Tokens, Concurrent *int64 }
	if err := api.ReadStrict(nil, r, &n); err != nil {
		return nil, err
	}
	u, err := s.people.User(ctx, ref.Owner(r.PathValue("user")))
	if err != nil {
		return nil, err
	}
	change := func(l limit.Limits) limit.Limits {
		for to, said := range map[*int64]*int64{&l.Requests: n.Requests, &l.Tokens: n.Tokens, &l.Concurrent: n.Concurrent} {
			if said != nil {
				*to = *said
			}
		}
		return l
	}
	err = s.book.Change(ctx, u.Name.Key(), change, func(l limit.Limits) account.Entry {
		return s.people.Entry(ctx, "limit set", string(u.Name), fmt.Sprintf("requests: %d, tokens: %d, concurrent: %d", l.Requests, l.Tokens, l.Concurrent))
	})
	if err != nil {
		return nil, err
	}
	return s.one(ctx, u.Name)
}
