// Package accounttest is the contract of account.Store, as tests that every
// store passes.
package accounttest

import (
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Store tests the stores that open opens, each of them empty.
func Store(t *testing.T, open func(t *testing.T) account.Store) {
	t.Helper()
	for name, test := range map[string]func(bench){
		"a user is found as it was added":              bench.added,
		"a name is taken once, and its likes with it":  bench.taken,
		"a user is changed but for the name":           bench.changed,
		"a removed user is forgotten but for the name": bench.removed,
		"organisations have members":                   bench.members,
		"an organisation keeps an administrator":       bench.administered,
		"tokens are found by their hash":               bench.tokens,
		"sessions are found until they end":            bench.sessions,
		"identities are of one user":                   bench.identities,
		"the log has a line for every write":           bench.logged,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(bench{t, open(t), time.UnixMicro(1_700_000_000_000_000)})
		})
	}
}

// bench is a store under test; its clock stands still at now.
type bench struct {
	*testing.T
	s   account.Store
	now time.Time
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b bench) is(kind fault.Kind, err error) {
	b.Helper()
	if !fault.Is(err, kind) {
		b.Errorf("got %v, want a fault of kind %s", err, kind)
	}
}

func (b bench) by(act string) account.Entry {
	return account.Entry{At: b.now, Actor: "admin", Via: "test", Addr: "192.0.2.1", Act: act}
}

func (b bench) user(name ref.Owner) account.User {
	b.Helper()
	u := account.User{Name: name, DisplayName: "The " + string(name), Email: "x@example.com", Password: "$hash", Created: b.now}
	b.must(b.s.AddUser(b.Context(), u, account.Identity{}, b.by("user add")))
	return u
}

func (b bench) org(name, first ref.Owner) {
	b.Helper()
	b.must(b.s.AddOrg(b.Context(), account.Org{Name: name, DisplayName: "The " + string(name), Created: b.now}, first, b.by("org create")))
}

func (b bench) added() {
	want := b.user("Ann")
	for _, name := range []ref.Owner{"Ann", "ann", "ANN"} {
		u, err := b.s.User(b.Context(), name)
		if err != nil || u != want {
			b.Errorf("%s is %+v, %v, want %+v", name, u, err, want)
		}
	}
	b.user("abe")
	if l, err := b.s.Users(b.Context()); err != nil || len(l) != 2 || l[0].Name != "abe" || l[1] != want {
		b.Errorf("users %+v, %v", l, err)
	}
	if o, err := b.s.Owner(b.Context(), "ann"); err != nil || o != (account.Owner{Name: "Ann", DisplayName: "The Ann"}) {
		b.Errorf("owner %+v, %v", o, err)
	}
	_, err := b.s.User(b.Context(), "nobody")
	b.is(fault.NotFound, err)
	_, err = b.s.Owner(b.Context(), "nobody")
	b.is(fault.NotFound, err)
}

func (b bench) taken() {
	b.user("Qwen0")
	b.org("lab", "qwen0")
	for _, name := range []ref.Owner{"qwen0", "QWEN0", "qweno", "LAB", "Iab"} {
		b.is(fault.Conflict, b.s.AddUser(b.Context(), account.User{Name: name}, account.Identity{}, b.by("x")))
		b.is(fault.Conflict, b.s.AddOrg(b.Context(), account.Org{Name: name}, "qwen0", b.by("x")))
	}
	b.is(fault.NotFound, b.s.AddOrg(b.Context(), account.Org{Name: "void"}, "nobody", b.by("x")))
	_, err := b.s.Owner(b.Context(), "void")
	b.is(fault.NotFound, err)
}

func (b bench) changed() {
	u := b.user("ann")
	b.must(b.s.AddSession(b.Context(), account.Session{User: "ann", Expires: b.now}, "s1", b.by("login")))
	change := func(f func(*account.User) error) error {
		return b.s.ChangeUser(b.Context(), "ANN", f, b.by("user change"))
	}
	b.must(change(func(u *account.User) error {
		u.Name, u.DisplayName, u.Email, u.Admin, u.Disabled = "eve", "Ann B.", "b@example.com", true, true
		return nil
	}))
	u.DisplayName, u.Email, u.Admin, u.Disabled = "Ann B.", "b@example.com", true, true
	if got, err := b.s.User(b.Context(), "ann"); err != nil || got != u {
		b.Errorf("changed to %+v, %v, want %+v", got, err, u)
	}
	if _, _, err := b.s.BySession(b.Context(), "s1"); err != nil {
		b.Errorf("a change without a new password ended a session: %v", err)
	}
	b.is(fault.Forbidden, change(func(u *account.User) error {
		u.Email = ""
		return fault.New(fault.Forbidden, "no")
	}))
	if got, err := b.s.User(b.Context(), "ann"); err != nil || got != u {
		b.Errorf("a change that was refused was kept: %+v, %v", got, err)
	}
	b.must(change(func(u *account.User) error { u.Password = "$new"; return nil }))
	_, _, err := b.s.BySession(b.Context(), "s1")
	b.is(fault.NotFound, err)
	b.is(fault.NotFound, b.s.ChangeUser(b.Context(), "nobody", func(*account.User) error { return nil }, b.by("x")))
}

func (b bench) removed() {
	b.user("boss")
	b.must(b.s.AddUser(b.Context(), account.User{Name: "ann", Created: b.now}, account.Identity{Issuer: "i", Subject: "1"}, b.by("user add")))
	b.org("lab", "boss")
	b.must(b.s.SetMember(b.Context(), account.Member{Org: "lab", User: "ann", Role: account.Write}, b.by("org member")))
	b.must(b.s.AddToken(b.Context(), account.Token{ID: "t1", User: "ann"}, "h1", b.by("token create")))
	b.must(b.s.AddSession(b.Context(), account.Session{User: "ann"}, "s1", b.by("login")))
	b.must(b.s.RemoveUser(b.Context(), "Ann", b.by("user remove")))
	for what, err := range map[string]error{
		"user":     second(b.s.User(b.Context(), "ann")),
		"owner":    second(b.s.Owner(b.Context(), "ann")),
		"identity": second(b.s.ByIdentity(b.Context(), account.Identity{Issuer: "i", Subject: "1"})),
		"token":    third(b.s.ByToken(b.Context(), "h1")),
		"session":  third(b.s.BySession(b.Context(), "s1")),
		"removal":  b.s.RemoveUser(b.Context(), "ann", b.by("x")),
		"member":   b.s.SetMember(b.Context(), account.Member{Org: "lab", User: "ann", Role: account.Read}, b.by("x")),
		"token of": b.s.AddToken(b.Context(), account.Token{ID: "t2", User: "ann"}, "h2", b.by("x")),
	} {
		if !fault.Is(err, fault.NotFound) {
			b.Errorf("%s of a removed user: %v", what, err)
		}
	}
	if r, err := b.s.Membership(b.Context(), "lab", "ann"); err != nil || r != account.None {
		b.Errorf("a removed user is %v in lab, %v", r, err)
	}
	if l, err := b.s.Users(b.Context()); err != nil || len(l) != 1 {
		b.Errorf("left %+v, %v", l, err)
	}
	b.is(fault.Conflict, b.s.AddUser(b.Context(), account.User{Name: "ann"}, account.Identity{}, b.by("x")))
	b.is(fault.Conflict, b.s.RemoveUser(b.Context(), "boss", b.by("x")))
	if _, err := b.s.User(b.Context(), "boss"); err != nil {
		b.Errorf("a removal that was refused took place: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

func (b bench) members() {
	b.user("Ann")
	b.user("bob")
	b.org("Lab", "ann")
	b.org("home", "bob")
	for _, role := range []account.Role{account.Read, account.Contributor, account.Write} {
		b.must(b.s.SetMember(b.Context(), account.Member{Org: "LAB", User: "Bob", Role: role}, b.by("org member")))
		if r, err := b.s.Membership(b.Context(), "lab", "BOB"); err != nil || r != role {
			b.Errorf("bob is %v, %v, want %v", r, err, role)
		}
	}
	want := []account.Member{{Org: "Lab", User: "Ann", Role: account.Admin}, {Org: "Lab", User: "bob", Role: account.Write}}
	if l, err := b.s.Members(b.Context(), "lab"); err != nil || !slices.Equal(l, want) {
		b.Errorf("members %v, %v, want %v", l, err, want)
	}
	of := []account.Member{{Org: "home", User: "bob", Role: account.Admin}, want[1]}
	if l, err := b.s.Memberships(b.Context(), "BOB"); err != nil || !slices.Equal(l, of) {
		b.Errorf("memberships %v, %v, want %v", l, err, of)
	}
	if l, err := b.s.Orgs(b.Context()); err != nil || len(l) != 2 || l[1] != (account.Org{Name: "Lab", DisplayName: "The Lab", Created: b.now}) {
		b.Errorf("organisations %v, %v", l, err)
	}
	if o, err := b.s.Owner(b.Context(), "LAB"); err != nil || !o.Org || o.Name != "Lab" {
		b.Errorf("owner %v, %v", o, err)
	}
	if r, err := b.s.Membership(b.Context(), "home", "ann"); err != nil || r != account.None {
		b.Errorf("ann is %v at home, %v", r, err)
	}
	_, err := b.s.User(b.Context(), "lab")
	b.is(fault.NotFound, err)
}

func (b bench) administered() {
	b.user("ann")
	b.user("bob")
	b.org("lab", "ann")
	set := func(user ref.Owner, role account.Role) error {
		return b.s.SetMember(b.Context(), account.Member{Org: "lab", User: user, Role: role}, b.by("org member"))
	}
	b.is(fault.Conflict, set("ann", account.Write))
	b.is(fault.Conflict, set("ann", account.None))
	b.is(fault.NotFound, set("bob", account.None))
	b.is(fault.NotFound, set("nobody", account.Read))
	b.is(fault.NotFound, b.s.SetMember(b.Context(), account.Member{Org: "bob", User: "ann", Role: account.Read}, b.by("x")))
	if r, err := b.s.Membership(b.Context(), "lab", "ann"); err != nil || r != account.Admin {
		b.Errorf("ann is %v, %v", r, err)
	}
	b.must(set("bob", account.Admin))
	b.must(set("ann", account.None))
}

func (b bench) tokens() {
	ann := b.user("Ann")
	b.user("bob")
	fine := account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Repo: "x", Write: true}, {Owner: "Ann"}}}
	t1 := account.Token{ID: "t1", User: "Ann", Name: "laptop", Hint: "wxyz", Scope: fine, Created: b.now, Expires: b.now.Add(time.Hour)}
	t2 := account.Token{ID: "t2", User: "bob", Name: "ci", Scope: account.Scope{Level: account.ReadOnly}, Created: b.now}
	b.must(b.s.AddToken(b.Context(), t1, "h1", b.by("token create")))
	b.must(b.s.AddToken(b.Context(), t2, "h2", b.by("token create")))
	b.must(b.s.TokenUsed(b.Context(), "t1", b.now.Add(time.Minute)))
	t1.Used = b.now.Add(time.Minute)
	got, u, err := b.s.ByToken(b.Context(), "h1")
	if err != nil || !same(got, t1) || u != ann {
		b.Errorf("got %+v of %+v, %v, want %+v", got, u, err, t1)
	}
	for user, want := range map[ref.Owner][]account.Token{"ann": {t1}, "bob": {t2}, "": {t1, t2}, "eve": {}} {
		if l, err := b.s.Tokens(b.Context(), user); err != nil || !slices.EqualFunc(l, want, same) {
			b.Errorf("tokens of %q: %+v, %v, want %+v", user, l, err, want)
		}
	}
	b.is(fault.NotFound, b.s.RemoveToken(b.Context(), "bob", "t1", b.by("x")))
	b.must(b.s.RemoveToken(b.Context(), "ANN", "t1", b.by("token revoke")))
	for _, hash := range []string{"h1", "", "h3"} {
		_, _, err := b.s.ByToken(b.Context(), hash)
		b.is(fault.NotFound, err)
	}
}

func same(a, b account.Token) bool {
	grants := slices.Equal(a.Scope.Grants, b.Scope.Grants) && a.Scope.Level == b.Scope.Level
	times := a.Created.Equal(b.Created) && a.Expires.Equal(b.Expires) && a.Used.Equal(b.Used)
	return grants && times && a.ID == b.ID && a.User == b.User && a.Name == b.Name && a.Hint == b.Hint
}

func (b bench) sessions() {
	ann := b.user("ann")
	s := account.Session{User: "ann", Via: "password", Created: b.now, Expires: b.now.Add(time.Hour)}
	for _, hash := range []string{"s1", "s2"} {
		b.must(b.s.AddSession(b.Context(), s, hash, b.by("login")))
	}
	if got, u, err := b.s.BySession(b.Context(), "s1"); err != nil || got != s || u != ann {
		b.Errorf("got %+v of %+v, %v, want %+v", got, u, err, s)
	}
	b.must(b.s.EndSession(b.Context(), "s1", b.by("logout")))
	b.is(fault.NotFound, b.s.EndSession(b.Context(), "s1", b.by("no logout")))
	if l, err := b.s.Entries(b.Context(), 0, 1); err != nil || l[0].Act != "logout" {
		b.Errorf("the last entry is %+v, %v", l, err)
	}
	_, _, err := b.s.BySession(b.Context(), "s1")
	b.is(fault.NotFound, err)
	b.must(b.s.SweepSessions(b.Context(), b.now))
	if _, _, err := b.s.BySession(b.Context(), "s2"); err != nil {
		b.Errorf("a session was swept too early: %v", err)
	}
	b.must(b.s.SweepSessions(b.Context(), b.now.Add(2*time.Hour)))
	_, _, err = b.s.BySession(b.Context(), "s2")
	b.is(fault.NotFound, err)
}

func (b bench) identities() {
	id := account.Identity{Issuer: "https://id.example", Subject: "42"}
	b.must(b.s.AddUser(b.Context(), account.User{Name: "ann", Created: b.now}, id, b.by("user add")))
	if u, err := b.s.ByIdentity(b.Context(), id); err != nil || u.Name != "ann" || !u.Created.Equal(b.now) {
		b.Errorf("got %+v, %v", u, err)
	}
	if err := b.s.AddUser(b.Context(), account.User{Name: "bob"}, id, b.by("x")); err == nil {
		b.Error("two users have one identity")
	}
	if _, err := b.s.User(b.Context(), "bob"); !fault.Is(err, fault.NotFound) {
		b.Errorf("half a user was added: %v", err)
	}
	for _, other := range []account.Identity{{Issuer: id.Issuer, Subject: "43"}, {Issuer: "https://other.example", Subject: "42"}, {}} {
		_, err := b.s.ByIdentity(b.Context(), other)
		b.is(fault.NotFound, err)
	}
}

func (b bench) logged() {
	b.user("ann")
	b.is(fault.Conflict, b.s.AddUser(b.Context(), account.User{Name: "ann"}, account.Identity{}, b.by("refused")))
	e := account.Entry{At: b.now, Actor: "ann", Via: "token ci", Addr: "192.0.2.7", Act: "repository delete", Subject: "ann/x", Detail: "3 files"}
	b.must(b.s.Note(b.Context(), e))
	b.must(b.s.Note(b.Context(), b.by("third")))
	l, err := b.s.Entries(b.Context(), 0, 10)
	if err != nil || len(l) != 3 || l[0].Act != "third" || l[2].Act != "user add" {
		b.Fatalf("entries %+v, %v", l, err)
	}
	if e.Seq = 2; l[1] != e {
		b.Errorf("got %+v, want %+v", l[1], e)
	}
	if l, err := b.s.Entries(b.Context(), 3, 1); err != nil || len(l) != 1 || l[0].Seq != 2 {
		b.Errorf("the second page is %+v, %v", l, err)
	}
}
