package account

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// The owners that are there from the first start.
const (
	Administrator = ref.Owner("admin") // whoever has the data folder is this user
	House         = ref.Owner("tenon") // owns the models that come with the program
)

// Register is where accounts are made, changed and recognised. Its methods do
// what the actor of their context may do, and write it in the audit log. It is
// safe for concurrent use.
type Register struct {
	store    Store
	now      func() time.Time
	hasher   *hasher
	attempts attempts
}

// NewRegister returns the register of what is in store.
func NewRegister(store Store) *Register {
	return &Register{store: store, now: time.Now, hasher: newHasher()}
}

// Found makes the administrator and the house, if they are not there.
func (g *Register) Found(ctx context.Context) error {
	_, err := g.store.Owner(ctx, House)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	by := Entry{At: g.now(), Actor: Administrator, Via: "first start", Act: "user add", Subject: string(Administrator)}
	admin := User{Name: Administrator, DisplayName: "Administrator", Admin: true, Created: g.now()}
	if err := g.store.AddUser(ctx, admin, Identity{}, by); err != nil && !fault.Is(err, fault.Conflict) {
		return err // another process may have been first
	}
	by.Act, by.Subject = "org create", string(House)
	err = g.store.AddOrg(ctx, Org{Name: House, DisplayName: "Tenon", Created: g.now()}, Administrator, by)
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// entry is the line of the audit log for what the actor of ctx does.
func (g *Register) entry(ctx context.Context, act, subject, detail string) Entry {
	a := From(ctx)
	return Entry{At: g.now(), Actor: a.User, Via: a.Via, Addr: a.Addr, Act: act, Subject: subject, Detail: detail}
}

// Entry is the line of the audit log for what the actor of ctx does, for stores that
// write it together with what was done.
func (g *Register) Entry(ctx context.Context, act, subject, detail string) Entry {
	return g.entry(ctx, act, subject, detail)
}

// Note writes in the audit log what the actor of ctx did elsewhere: act says
// what, such as "repository delete", and subject to what.
func (g *Register) Note(ctx context.Context, act, subject, detail string) error {
	return g.store.Note(ctx, g.entry(ctx, act, subject, detail))
}

// Entries are the audit log, for administrators: at most limit entries before
// the number before, the newest first; 0 is the end.
func (g *Register) Entries(ctx context.Context, before int64, limit int) ([]Entry, error) {
	if a := From(ctx); !a.Admin || !a.Scope.Reads() {
		return nil, refused(a, "read the audit log")
	}
	return g.store.Entries(ctx, before, limit)
}

// administrator refuses actors that are no administrators, or came with a
// credential that may not write.
func administrator(ctx context.Context, what string) error {
	if a := From(ctx); !a.Admin || !a.Scope.Writes() {
		return refused(a, what)
	}
	return nil
}

func refused(a Actor, what string) error {
	if a.Anonymous() {
		return fault.New(fault.Unauthenticated, "log in to %s", what)
	}
	return fault.New(fault.Forbidden, "%s may not %s: that takes an administrator, with a token that may write", a.User, what)
}

// self lets users do things for themselves and administrators for anybody.
func self(ctx context.Context, user ref.Owner, what string) error {
	a := From(ctx)
	if !a.Anonymous() && a.User.Key() == user.Key() && a.Scope.Writes() {
		return nil
	}
	return administrator(ctx, what)
}

const maxTitle = 100 // letters

// title checks a name for display: one line, without what is not seen.
func title(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n > maxTitle || strings.ContainsFunc(s, hidden) {
		return "", fault.New(fault.Invalid, "the name %q to show is not one line of at most %d letters", s, maxTitle)
	}
	return s, nil
}

func hidden(r rune) bool { return !unicode.IsPrint(r) }

// email checks as much of an address as can be known.
func email(s string) (string, error) {
	s = strings.TrimSpace(s)
	local, domain, at := strings.Cut(s, "@")
	if s != "" && (!at || local == "" || domain == "" || len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return hidden(r) || r == ' ' })) {
		return "", fault.New(fault.Invalid, "%q is no e-mail address", s)
	}
	return s, nil
}

// claim parses a name that somebody wants to have.
func claim(name string) (ref.Owner, error) {
	o, err := ref.ParseNewOwner(name)
	if err != nil {
		return "", fmt.Errorf("choose a name: %w", err)
	}
	return o, nil
}
