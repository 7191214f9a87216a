package account

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// TokenPrefix begins every token. Hugging Face's JavaScript client sends only
// tokens that begin with "hf_"; the rest tells scanners whose they are.
const TokenPrefix = "hf_tenon_"

const (
	sessionTime = 30 * 24 * time.Hour
	noteUse     = time.Minute // how exactly the last use of a token is kept
	maxGrants   = 100
	maxLife     = 10 * 365 * 24 * time.Hour
)

// secret is 256 random bits in letters and digits.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails
	s := new(big.Int).SetBytes(b).Text(62)
	return strings.Repeat("0", max(0, 43-len(s))) + s
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum[:])
	return string(text[:])
}

// NewToken says what token to make.
type NewToken struct {
	User  ref.Owner // empty is the actor itself
	Name  string
	Scope Scope
	Life  time.Duration // 0 is for good
}

// AddToken makes a token and returns it with its secret, which is kept nowhere.
// Users may for themselves, administrators for everybody.
func (g *Register) AddToken(ctx context.Context, n NewToken) (t Token, secretText string, err error) {
	n.User = cmp.Or(n.User, From(ctx).User)
	if err := self(ctx, n.User, "make a token for "+string(n.User)); err != nil {
		return t, "", err
	}
	if err := n.check(); err != nil {
		return t, "", err
	}
	u, err := g.store.User(ctx, n.User)
	if err != nil {
		return t, "", err
	}
	name, err := title(n.Name)
	if err != nil {
		return t, "", err
	}
	secretText = TokenPrefix + secret()
	t = Token{
		ID: strings.ToLower(rand.Text()[:10]), User: u.Name, Name: cmp.Or(name, "token"), Hint: secretText[len(secretText)-4:],
		Scope: n.Scope, Created: g.now(),
	}
	if n.Life > 0 {
		t.Expires = g.now().Add(n.Life)
	}
	err = g.store.AddToken(ctx, t, digest(secretText), g.entry(ctx, "token create", string(u.Name), t.ID+" "+string(t.Scope.Level)))
	return t, secretText, err
}

func (n NewToken) check() error {
	switch {
	case n.User == "":
		return fault.New(fault.Invalid, "say whose the token is to be")
	case n.Life < 0 || n.Life > maxLife:
		return fault.New(fault.Invalid, "a token lives up to ten years; leave its end out for one that lives for good")
	case n.Scope.Level == FineGrained && len(n.Scope.Grants) == 0:
		return fault.New(fault.Invalid, "a fine-grained token needs an owner or a repository that it may reach")
	case n.Scope.Level != FineGrained && len(n.Scope.Grants) > 0:
		return fault.New(fault.Invalid, "only a fine-grained token names what it may reach")
	case len(n.Scope.Grants) > maxGrants:
		return fault.New(fault.TooLarge, "a token names at most %d owners and repositories", maxGrants)
	}
	switch n.Scope.Level {
	case ReadOnly, ReadWrite, FineGrained:
		return nil
	}
	return fault.New(fault.Invalid, "a token may read, write or fineGrained; %q is none of them", n.Scope.Level)
}

// Tokens lists a user's tokens, without their secrets; of everybody for an
// administrator who names nobody.
func (g *Register) Tokens(ctx context.Context, user ref.Owner) ([]Token, error) {
	a := From(ctx)
	if a.Anonymous() || user.Key() != a.User.Key() && !a.Admin || !a.Scope.Reads() {
		return nil, refused(a, "list the tokens of "+cmp.Or(string(user), "everybody"))
	}
	return g.store.Tokens(ctx, user)
}

// RemoveToken makes a user's token worth nothing.
func (g *Register) RemoveToken(ctx context.Context, user ref.Owner, id string) error {
	if err := self(ctx, user, "revoke tokens of "+string(user)); err != nil {
		return err
	}
	return g.store.RemoveToken(ctx, user, id, g.entry(ctx, "token revoke", string(user), id))
}

// ByToken returns the actor of a token that came from addr. Fault: Unauthenticated.
func (g *Register) ByToken(ctx context.Context, secret, addr string) (Actor, error) {
	t, u, err := g.store.ByToken(ctx, digest(secret))
	switch {
	case fault.Is(err, fault.NotFound):
		return Actor{}, fault.New(fault.Unauthenticated, "the token is not one of this server's, or it was revoked; `tenon token create` makes one")
	case err != nil:
		return Actor{}, err
	case !t.Expires.IsZero() && !t.Expires.After(g.now()):
		return Actor{}, fault.New(fault.Unauthenticated, "the token %q expired on %s; make another", t.Name, t.Expires.UTC().Format(time.DateOnly))
	}
	if now := g.now(); now.Sub(t.Used) >= noteUse {
		if err := g.store.TokenUsed(ctx, t.ID, now); err != nil {
			return Actor{}, err
		}
	}
	a, err := actor(u, t.Scope, "token "+t.Name, addr)
	a.Token = t.Name
	return a, err
}

// actor is what a user is with a credential.
func actor(u User, s Scope, via, addr string) (Actor, error) {
	if u.Disabled {
		return Actor{}, fault.New(fault.Unauthenticated, "the account %s is disabled; an administrator can enable it", u.Name)
	}
	return Actor{User: u.Name, Admin: u.Admin, Scope: s, Via: via, Addr: addr}, nil
}

// WrongPassword is returned for a name and a password that do not go together.
var WrongPassword = fault.New(fault.Unauthenticated, "the user name or the password is wrong")

// ByPassword returns the actor of a user name and password that came from addr.
// Faults: Unauthenticated, and Exhausted after too many wrong ones.
func (g *Register) ByPassword(ctx context.Context, name, password, addr string) (Actor, error) {
	user, err := ref.ParseOwner(name)
	if err != nil {
		return Actor{}, WrongPassword
	}
	ok, err := g.attempts.begin(user.Key(), addr, g.now())
	if err != nil {
		return Actor{}, err
	}
	u, err := g.store.User(ctx, user)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Actor{}, err
	}
	right, err := g.hasher.matches(ctx, password, u.Password, g.now())
	if err != nil {
		return Actor{}, err
	}
	if !right {
		return Actor{}, WrongPassword
	}
	ok()
	return actor(u, Full, "password", addr)
}

// Begin begins a browser session of a and returns its secret, for a cookie.
func (g *Register) Begin(ctx context.Context, a Actor) (secretText string, expires time.Time, err error) {
	secretText, expires = secret(), g.now().Add(sessionTime)
	s := Session{User: a.User, Via: a.Via, Created: g.now(), Expires: expires}
	err = g.store.AddSession(ctx, s, digest(secretText), g.entry(With(ctx, a), "login", string(a.User), ""))
	return secretText, expires, err
}

// BySession returns the actor of a session. Fault: Unauthenticated.
func (g *Register) BySession(ctx context.Context, secret, addr string) (Actor, error) {
	s, u, err := g.store.BySession(ctx, digest(secret))
	if fault.Is(err, fault.NotFound) || err == nil && !s.Expires.After(g.now()) {
		return Actor{}, fault.New(fault.Unauthenticated, "the session has ended; log in again")
	}
	if err != nil {
		return Actor{}, err
	}
	return actor(u, Full, "session by "+s.Via, addr)
}

// End ends a session, if it is there.
func (g *Register) End(ctx context.Context, secret string) error {
	s, u, err := g.store.BySession(ctx, digest(secret))
	if err == nil {
		by := Actor{User: u.Name, Via: "session by " + s.Via, Addr: From(ctx).Addr}
		err = g.store.EndSession(ctx, digest(secret), g.entry(With(ctx, by), "logout", string(u.Name), ""))
	}
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Sweep removes sessions that have expired.
func (g *Register) Sweep(ctx context.Context, now time.Time) error {
	return g.store.SweepSessions(ctx, now)
}

const dataFolder = "data folder"

// Keeper is whoever has the data folder, who came from addr: the administrator.
func Keeper(addr string) Actor {
	return Actor{User: Administrator, Admin: true, Scope: Full, Via: dataFolder, Addr: addr}
}
