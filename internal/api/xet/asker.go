package xet

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// asker names an actor to the store: by the user and, unless that is all, what
// the credential allows. Nobody is empty.
func asker(a account.Actor) string {
	if a.Anonymous() {
		return ""
	}
	name := a.User.Key()
	if a.Scope.Level == account.ReadWrite {
		return name
	}
	b, err := json.Marshal(a.Scope)
	if err != nil {
		panic(fmt.Sprintf("xet: write a scope: %v", err)) // a programmer's mistake
	}
	return name + " " + string(b)
}

// Readers tell the store who may read: whoever may read a repository that holds
// the file, when it is asked.
type Readers struct {
	Objects  hub.Objects
	Accounts hub.Accounts
	Requests hub.Requests
	People   People
}

// People finds users.
type People interface {
	User(ctx context.Context, name ref.Owner) (account.User, error)
}

// MayRead reports whether asker may read a repository that holds a file.
func (r Readers) MayRead(ctx context.Context, asker string, file blob.Digest) (bool, error) {
	a, err := r.actor(ctx, asker)
	if err != nil {
		return false, err
	}
	return hub.MayRead(account.With(ctx, a), r.Objects, r.Accounts, r.Requests, file)
}

// actor is who an asker is now. A user who is gone or disabled is nobody.
func (r Readers) actor(ctx context.Context, asker string) (a account.Actor, err error) {
	if asker == "" {
		return a, nil
	}
	name, scope, limited := strings.Cut(asker, " ")
	a = account.Actor{User: ref.Owner(name), Scope: account.Full, Via: "xet"}
	u, err := r.People.User(account.With(ctx, a), a.User)
	if fault.Is(err, fault.NotFound) || err == nil && u.Disabled {
		return account.Actor{}, nil
	}
	if err != nil {
		return account.Actor{}, err
	}
	a.User, a.Admin = u.Name, u.Admin
	if limited {
		a.Scope = account.Scope{}
		err = json.Unmarshal([]byte(scope), &a.Scope)
	}
	return a, err
}
