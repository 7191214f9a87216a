// Package people serves users, organisations, tokens and the audit log, as part
// of Tenon's own interface. Its JSON is that of package sdk.
package people

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Accounts do what the actor of ctx may do.
type Accounts interface {
	Users
	Orgs
	Tokens
	Entries(ctx context.Context, before int64, limit int) ([]account.Entry, error)
}

// Users are made, listed and changed.
type Users interface {
	Users(ctx context.Context) ([]account.User, error)
	AddUser(ctx context.Context, n account.NewUser) (account.User, error)
	SetPassword(ctx context.Context, name ref.Owner, old, password string) error
	Disable(ctx context.Context, name ref.Owner, disabled bool) error
	SetAdmin(ctx context.Context, name ref.Owner, admin bool) error
	RemoveUser(ctx context.Context, name ref.Owner) error
	Whoami(ctx context.Context) (account.Self, error)
}

// Orgs are made and given members.
type Orgs interface {
	Orgs(ctx context.Context) ([]account.Org, error)
	AddOrg(ctx context.Context, name, display string) (account.Org, error)
	Members(ctx context.Context, org ref.Owner) ([]account.Member, error)
	SetMember(ctx context.Context, m account.Member) error
}

// Tokens are made, listed and revoked.
type Tokens interface {
	Tokens(ctx context.Context, user ref.Owner) ([]account.Token, error)
	AddToken(ctx context.Context, n account.NewToken) (t account.Token, secret string, err error)
	RemoveToken(ctx context.Context, user ref.Owner, id string) error
}

type server struct {
	Accounts
	log *slog.Logger
}

// Routes adds the routes to mux.
func Routes(mux api.Mux, a Accounts, log *slog.Logger) {
	s := server{a, log}
	for pattern, f := range map[string]func(w http.ResponseWriter, r *http.Request) (any, error){
		"GET whoami":                         s.whoami,
		"GET users":                          s.users,
		"POST users":                         s.addUser,
		"PATCH users/{user}":                 s.changeUser,
		"PUT users/{user}/password":          s.setPassword,
		"DELETE users/{user}":                s.removeUser,
		"GET orgs":                           s.orgs,
		"POST orgs":                          s.addOrg,
		"GET orgs/{org}/members":             s.members,
		"PUT orgs/{org}/members/{user}":      s.setMember,
		"DELETE orgs/{org}/members/{user}":   s.removeMember,
		"GET tokens":                         s.tokens,
		"POST tokens":                        s.addToken,
		"DELETE users/{user}/tokens/{token}": s.removeToken,
		"GET audit":                          s.audit,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.Handle(method+" /api/tenon/v1/"+path, api.Members(s.handle(f)))
	}
}

// handle writes what f returns as JSON; nil is an empty object.
func (s server) handle(f func(w http.ResponseWriter, r *http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := f(w, r)
		if err != nil {
			api.Fail(w, r, s.log, err)
			return
		}
		if v == nil {
			v = struct{}{}
		}
		w.Header().Set("Cache-Control", "no-store")
		api.WriteJSON(w, http.StatusOK, v)
	})
}

// named is an owner in the path. One that cannot be is simply not there.
func named(r *http.Request, part string) ref.Owner { return ref.Owner(r.PathValue(part)) }

func (s server) audit(_ http.ResponseWriter, r *http.Request) (any, error) {
	limit, before := int64(100), int64(0)
	for name, to := range map[string]*int64{"limit": &limit, "before": &before} {
		q := r.URL.Query().Get(name)
		if q == "" {
			continue
		}
		n, err := strconv.ParseInt(q, 10, 64)
		if err != nil || n < 1 || name == "limit" && n > 1000 {
			return nil, fault.New(fault.Invalid, "%s %q is not a number from 1 (limit: to 1000)", name, q)
		}
		*to = n
	}
	l, err := s.Entries(r.Context(), before, int(limit))
	all := []entry{}
	for _, e := range l {
		all = append(all, entry{e.Seq, e.At, string(e.Actor), e.Via, e.Addr, e.Act, e.Subject, e.Detail})
	}
	return all, err
}
