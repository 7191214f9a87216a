package account_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
)

const password = "correct horse"

// register is one with the users admin, ann and bob, at a time that stands.
type register struct {
	*account.Register
	*testing.T
	store account.Store
	now   time.Time
}

func open(t *testing.T) *register {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	store := sqlaccount.New(db)
	g := &register{account.NewRegister(store), t, store, time.UnixMicro(1_700_000_000_000_000)}
	account.Turn(g.Register, func() time.Time { return g.now })
	for range 2 { // a second start finds it all
		if err := g.Found(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"ann", "bob"} {
		if _, err := g.AddUser(g.as("admin", account.Full), account.NewUser{Name: name, Password: password}); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// as is the context of what a user does with a scope.
func (g *register) as(user ref.Owner, s account.Scope) context.Context {
	return account.With(g.Context(), account.Actor{User: user, Admin: user == "admin", Scope: s, Via: "token test", Addr: "192.0.2.1"})
}

func (g *register) is(what string, kind fault.Kind, err error) {
	g.Helper()
	if !fault.Is(err, kind) {
		g.Errorf("%s: %v, want a fault of kind %s", what, err, kind)
	}
}

func TestTheFirstStartMakesAnAdministrator(t *testing.T) {
	t.Parallel()
	g := open(t)
	u, err := g.User(g.as("admin", account.Full), "admin")
	if err != nil || !u.Admin || u.Password != "" {
		t.Errorf("admin is %+v, %v", u, err)
	}
	if r, err := g.Membership(t.Context(), account.House, "admin"); err != nil || r != account.Admin {
		t.Errorf("admin is %v in the house, %v", r, err)
	}
	l, err := g.Entries(g.as("admin", account.Full), 0, 10)
	if err != nil || len(l) != 4 || l[2].Act != "org create" || l[2].Via != "first start" || l[0].Addr != "192.0.2.1" {
		t.Errorf("the log is %+v, %v", l, err)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	g := open(t)
	if _, err := g.AddOrg(g.as("ann", account.Full), "lab", "The lab"); err != nil {
		t.Fatal(err)
	}
	read := account.Scope{Level: account.ReadOnly}
	fine := account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Write: true}}}
	for what, try := range map[string]func(ctx context.Context) error{
		"add users":        func(ctx context.Context) error { _, err := g.AddUser(ctx, account.NewUser{Name: "eve"}); return err },
		"list users":       func(ctx context.Context) error { _, err := g.Users(ctx); return err },
		"disable":          func(ctx context.Context) error { return g.Disable(ctx, "ann", true) },
		"promote":          func(ctx context.Context) error { return g.SetAdmin(ctx, "bob", true) },
		"remove":           func(ctx context.Context) error { return g.RemoveUser(ctx, "ann") },
		"another password": func(ctx context.Context) error { return g.SetPassword(ctx, "ann", password, "12345678") },
		"another's token": func(ctx context.Context) error {
			_, _, err := g.AddToken(ctx, account.NewToken{User: "ann", Scope: account.Full})
			return err
		},
		"another's tokens":  func(ctx context.Context) error { _, err := g.Tokens(ctx, "ann"); return err },
		"everybody's":       func(ctx context.Context) error { _, err := g.Tokens(ctx, ""); return err },
		"another's details": func(ctx context.Context) error { _, err := g.User(ctx, "ann"); return err },
		"revoke":            func(ctx context.Context) error { return g.RemoveToken(ctx, "ann", "x") },
		"the log":           func(ctx context.Context) error { _, err := g.Entries(ctx, 0, 1); return err },
		"members":           func(ctx context.Context) error { _, err := g.Members(ctx, "lab"); return err },
		"join": func(ctx context.Context) error {
			return g.SetMember(ctx, account.Member{Org: "lab", User: "bob", Role: account.Admin})
		},
		"throw out": func(ctx context.Context) error { return g.SetMember(ctx, account.Member{Org: "lab", User: "ann"}) },
	} {
		g.is(what+" by another", fault.Forbidden, try(g.as("bob", account.Full)))
		g.is(what+" by nobody", fault.Unauthenticated, try(t.Context()))
		if what != "list users" && what != "another's tokens" && what != "everybody's" && what != "another's details" && what != "the log" && what != "members" {
			g.is(what+" by a token to read", fault.Forbidden, try(g.as("admin", read)))
		}
		if what != "members" { // of an organisation that it may reach
			g.is(what+" by a fine-grained token", fault.Forbidden, try(g.as("admin", fine)))
		}
	}
	g.is("an organisation by a token to read", fault.Forbidden, second(g.AddOrg(g.as("ann", read), "more", "")))
	g.is("an organisation by nobody", fault.Unauthenticated, second(g.AddOrg(t.Context(), "more", "")))
	g.is("members of a user", fault.Invalid, second(g.Members(g.as("ann", account.Full), "bob")))
	if err := g.SetMember(g.as("ann", account.Full), account.Member{Org: "lab", User: "bob", Role: account.Read}); err != nil {
		t.Error(err)
	}
	if _, err := g.Members(g.as("bob", read), "lab"); err != nil {
		t.Errorf("a member does not see the members: %v", err)
	}
	if err := g.SetMember(g.as("bob", account.Full), account.Member{Org: "lab", User: "bob"}); err != nil {
		t.Errorf("a member may not leave: %v", err)
	}
	g.is("demote the owner of the data folder", fault.Conflict, g.SetAdmin(g.as("admin", account.Full), "Admin", false))
	g.is("remove the owner of the data folder", fault.Conflict, g.RemoveUser(g.as("admin", account.Full), "Admin"))
}

func second[T any](_ T, err error) error { return err }

func TestWhatUsersAreCalled(t *testing.T) {
	t.Parallel()
	g := open(t)
	admin := g.as("admin", account.Full)
	for _, n := range []account.NewUser{
		{Name: "models"},
		{Name: "../x"},
		{Name: "аnn"},
		{Name: "eve", DisplayName: "two\nlines"},
		{Name: "eve", DisplayName: "a\u202eb"},
		{Name: "eve", DisplayName: strings.Repeat("x", 101)},
		{Name: "eve", Email: "nobody"},
		{Name: "eve", Email: "a b@c"},
		{Name: "eve", Password: "short"},
		{Name: "eve", Password: strings.Repeat("x", 1025)},
	} {
		if _, err := g.AddUser(admin, n); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if u, err := g.AddUser(admin, account.NewUser{Name: "Eve", DisplayName: " 伊芙 ", Email: "eve@example.com"}); err != nil || u.DisplayName != "伊芙" {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	g := open(t)
	u, err := g.store.User(t.Context(), "ann")
	if err != nil || !strings.HasPrefix(u.Password, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(u.Password, password) {
		t.Fatalf("the hash is %s, %v", u.Password, err)
	}
	a, err := g.ByPassword(t.Context(), "ANN", password, "192.0.2.1")
	if err != nil || a.User != "ann" || a.Admin || a.Scope.Level != account.ReadWrite {
		t.Errorf("ann is %+v, %v", a, err)
	}
	session, _, err := g.Begin(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	g.is("without the old password", fault.Unauthenticated, g.SetPassword(g.as("ann", account.Full), "ann", "wrong horse", "battery staple"))
	if err := g.SetPassword(g.as("ann", account.Full), "ann", password, "battery staple"); err != nil {
		t.Error(err)
	}
	g.is("the old password", fault.Unauthenticated, second(g.ByPassword(t.Context(), "ann", password, "192.0.2.1")))
	g.is("a session from before", fault.Unauthenticated, second(g.BySession(t.Context(), session, "")))
	if err := g.SetPassword(g.as("admin", account.Full), "ann", "", "third password"); err != nil {
		t.Errorf("the administrator may not: %v", err)
	}
	if _, err := g.ByPassword(t.Context(), "ann", "third password", "192.0.2.1"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", "nobody", "../x", "lab", "admin", "tenon"} {
		g.is(name, fault.Unauthenticated, second(g.ByPassword(t.Context(), name, password, "192.0.2.9")))
	}
	if err := g.Disable(g.as("admin", account.Full), "ann", true); err != nil {
		t.Fatal(err)
	}
	g.is("a disabled user", fault.Unauthenticated, second(g.ByPassword(t.Context(), "ann", "third password", "192.0.2.1")))
}

func TestPasswordsCannotBeTriedOut(t *testing.T) {
	t.Parallel()
	g := open(t)
	try := func(name, password, addr string) error {
		return second(g.ByPassword(t.Context(), name, password, addr))
	}
	var wrong, refused atomic.Int32
	var all sync.WaitGroup
	for range 30 { // at once, before the first is known to be wrong
		all.Go(func() {
			switch err := try("ann", "incorrect", "2001:db8::1"); {
			case fault.Is(err, fault.Unauthenticated):
				wrong.Add(1)
			case fault.Is(err, fault.Exhausted):
				refused.Add(1)
			}
		})
	}
	all.Wait()
	if wrong.Load() != 10 || refused.Load() != 20 {
		t.Errorf("%d were tried and %d refused, want 10 and 20", wrong.Load(), refused.Load())
	}
	g.is("from the same network", fault.Exhausted, try("ann", password, "2001:db8::2"))
	if err := try("ann", password, "2001:db8:0:1::1"); err != nil {
		t.Errorf("from another network: %v", err)
	}
	if err := try("bob", password, "2001:db8::1"); err != nil {
		t.Errorf("another user: %v", err)
	}
	g.now = g.now.Add(15 * time.Minute)
	if err := try("ann", password, "2001:db8::1"); err != nil {
		t.Errorf("after a while: %v", err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	g := open(t)
	made, secret, err := g.AddToken(g.as("ann", account.Full), account.NewToken{Name: "laptop", Scope: account.Scope{Level: account.ReadOnly}, Life: time.Hour})
	if err != nil || made.User != "ann" || !strings.HasPrefix(secret, account.TokenPrefix) || !strings.HasSuffix(secret, made.Hint) || len(secret) != len(account.TokenPrefix)+43 {
		t.Fatalf("made %+v %s, %v", made, secret, err)
	}
	a, err := g.ByToken(t.Context(), secret, "192.0.2.1")
	if err != nil || a.User != "ann" || a.Token != "laptop" || a.Via != "token laptop" || a.Scope.Level != account.ReadOnly {
		t.Errorf("it is %+v, %v", a, err)
	}
	me, err := g.Whoami(account.With(t.Context(), a))
	if err != nil || me.Name != "ann" || me.Token != "laptop" || me.Scope.Level != account.ReadOnly {
		t.Errorf("whoami %+v, %v", me, err)
	}
	g.now = g.now.Add(59 * time.Minute)
	if _, err := g.ByToken(t.Context(), secret, ""); err != nil {
		t.Error(err)
	}
	if l, err := g.Tokens(g.as("ann", account.Full), "ann"); err != nil || len(l) != 1 || !l[0].Used.Equal(g.now) {
		t.Errorf("tokens %+v, %v", l, err)
	}
	g.now = g.now.Add(time.Minute)
	g.is("an expired token", fault.Unauthenticated, second(g.ByToken(t.Context(), secret, "")))
	g.is("half a token", fault.Unauthenticated, second(g.ByToken(t.Context(), secret[:20], "")))
	for _, n := range []account.NewToken{
		{},
		{Scope: account.Scope{Level: "all"}},
		{Scope: account.Scope{Level: account.FineGrained}},
		{Scope: account.Full, Life: -1},
		{Scope: account.Full, Life: 100 * 365 * 24 * time.Hour},
		{Scope: account.Full, Name: "a\x1b[2Jb"},
		{Scope: account.Scope{Level: account.ReadOnly, Grants: []account.Grant{{Owner: "ann"}}}},
	} {
		if _, _, err := g.AddToken(g.as("ann", account.Full), n); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", n, err)
		}
	}
	_, _, err = g.AddToken(g.as("admin", account.Full), account.NewToken{User: "nobody", Scope: account.Full})
	g.is("a token of nobody", fault.NotFound, err)
	_, err = g.Whoami(t.Context())
	g.is("nobody", fault.Unauthenticated, err)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	g := open(t)
	begin := func() string {
		s, expires, err := g.Begin(t.Context(), account.Actor{User: "ann", Via: "password"})
		if err != nil || !expires.After(g.now) {
			t.Fatal(expires, err)
		}
		return s
	}
	first, other := begin(), begin()
	if a, err := g.BySession(t.Context(), first, "192.0.2.1"); err != nil || a.User != "ann" || a.Via != "session by password" || a.Addr != "192.0.2.1" {
		t.Errorf("it is %+v, %v", a, err)
	}
	if err := g.End(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if l, err := g.Entries(g.as("admin", account.Full), 0, 1); err != nil || l[0].Act != "logout" || l[0].Actor != "ann" {
		t.Errorf("the log is %+v, %v", l, err)
	}
	if err := g.End(t.Context(), first); err != nil {
		t.Errorf("ended twice: %v", err)
	}
	g.is("a session that was ended", fault.Unauthenticated, second(g.BySession(t.Context(), first, "")))
	g.now = g.now.Add(30 * 24 * time.Hour)
	g.is("an old session", fault.Unauthenticated, second(g.BySession(t.Context(), other, "")))
	if err := g.Sweep(t.Context(), g.now.Add(time.Second)); err != nil {
		t.Error(err)
	}
}

func TestPeopleWhomAProviderVouchesFor(t *testing.T) {
	t.Parallel()
	g := open(t)
	p := account.Person{Identity: account.Identity{Issuer: "https://id.example", Subject: "1"}, Username: "ann", DisplayName: "Ann", Email: "ann@example.com"}
	g.is("a stranger", fault.Forbidden, second(g.ByIdentity(t.Context(), p, "", false)))
	for range 2 {
		a, err := g.ByIdentity(t.Context(), p, "192.0.2.1", true)
		if err != nil || a.User != "ann-2" || a.Admin { // never the ann who is there
			t.Fatalf("she is %+v, %v", a, err)
		}
	}
	for name, p := range map[ref.Owner]account.Person{
		"Mary-Ann": {Username: " Mary Ann!"}, "jo-x": {Email: "jo.x@example.com"}, "user": {Username: "models", Email: "名@example.com"},
	} {
		p.Identity = account.Identity{Issuer: "i", Subject: string(name)}
		if a, err := g.ByIdentity(t.Context(), p, "", true); err != nil || a.User != name {
			t.Errorf("%+v is %s, %v, want %s", p, a.User, err, name)
		}
	}
	if a, err := g.ByIdentity(t.Context(), account.Person{Identity: account.Identity{Issuer: "i", Subject: "9"}}, "", true); err != nil || a.User != "user-2" {
		t.Errorf("somebody without a name is %s, %v", a.User, err)
	}
	if err := g.Disable(g.as("admin", account.Full), "ann-2", true); err != nil {
		t.Fatal(err)
	}
	g.is("a disabled user", fault.Unauthenticated, second(g.ByIdentity(t.Context(), p, "", true)))
}
