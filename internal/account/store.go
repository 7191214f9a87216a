package account

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/ref"
)

// User is a person, or a program that acts like one.
type User struct {
	Name        ref.Owner
	DisplayName string
	Email       string
	Password    string // its argon2id hash; empty lets nobody in by password
	Admin       bool
	Disabled    bool // lets nobody in
	Created     time.Time
}

// Identity is a user of an OpenID Connect provider.
type Identity struct{ Issuer, Subject string }

// Org is an organisation.
type Org struct {
	Name        ref.Owner
	DisplayName string
	Created     time.Time
}

// Member is a user's role in an organisation.
type Member struct {
	Org  ref.Owner
	User ref.Owner
	Role Role
}

// Token is a personal access token. The secret itself is known to who made it alone.
type Token struct {
	ID      string
	User    ref.Owner
	Name    string // what its user calls it
	Hint    string // the last letters of the secret, to tell tokens apart
	Scope   Scope
	Created time.Time
	Expires time.Time // zero is never
	Used    time.Time // the last time, to the minute; zero is never
}

// Session is a browser that has logged in.
type Session struct {
	User    ref.Owner
	Via     string // how it logged in
	Created time.Time
	Expires time.Time
}

// Entry is a line of the audit log: who did what to whom, when, and from where.
type Entry struct {
	Seq     int64 // given by the store, from 1
	At      time.Time
	Actor   ref.Owner
	Via     string // the kind of credential and its name
	Addr    string // network address
	Act     string // such as "user add" or "repository delete"
	Subject string // such as "lab/voice"
	Detail  string
}

// Store keeps all of it. A write and its line in the audit log are kept
// together or not at all. Names are found in any case. Contract: accounttest.
type Store interface {
	Users
	Orgs
	Tokens
	Sessions
	Log
}

// Users keeps users.
type Users interface {
	// AddUser adds a user and, if it has one, its identity. Fault: Conflict
	// when the name, or one that looks like it, is or was anybody's.
	AddUser(ctx context.Context, u User, id Identity, by Entry) error
	// User finds a user. Fault: NotFound.
	User(ctx context.Context, name ref.Owner) (User, error)
	Users(ctx context.Context) ([]User, error)
	// ChangeUser keeps what change makes of a user, except for its name. A new
	// password ends the user's sessions. Fault: NotFound.
	ChangeUser(ctx context.Context, name ref.Owner, change func(*User) error, by Entry) error
	// RemoveUser forgets all of a user but the name, which stays taken: what
	// was one person's must not become another's.
	RemoveUser(ctx context.Context, name ref.Owner, by Entry) error
	// ByIdentity finds the user that has an identity. Fault: NotFound.
	ByIdentity(ctx context.Context, id Identity) (User, error)
}

// Orgs keeps organisations and who is in them.
type Orgs interface {
	Owners
	// AddOrg adds an organisation with its first administrator. Fault: as AddUser.
	AddOrg(ctx context.Context, o Org, first ref.Owner, by Entry) error
	Orgs(ctx context.Context) ([]Org, error)
	Members(ctx context.Context, org ref.Owner) ([]Member, error)
	// SetMember gives a user a role; None takes it away. Faults: NotFound, and
	// Conflict when nobody would be left to administer the organisation.
	SetMember(ctx context.Context, m Member, by Entry) error
	Memberships(ctx context.Context, user ref.Owner) ([]Member, error)
}

// Tokens keeps tokens by the SHA-256 of their secret, in hex.
type Tokens interface {
	AddToken(ctx context.Context, t Token, hash string, by Entry) error
	// Tokens lists those of a user; of everybody if there is no name.
	Tokens(ctx context.Context, user ref.Owner) ([]Token, error)
	// RemoveToken removes a user's token. Fault: NotFound.
	RemoveToken(ctx context.Context, user ref.Owner, id string, by Entry) error
	// ByToken finds a token and its user. Fault: NotFound.
	ByToken(ctx context.Context, hash string) (Token, User, error)
	// TokenUsed notes when a token was used last.
	TokenUsed(ctx context.Context, id string, at time.Time) error
}

// Sessions keeps sessions by the SHA-256 of their secret, in hex.
type Sessions interface {
	AddSession(ctx context.Context, s Session, hash string, by Entry) error
	// BySession finds a session and its user. Fault: NotFound.
	BySession(ctx context.Context, hash string) (Session, User, error)
	// EndSession removes a session. Fault: NotFound.
	EndSession(ctx context.Context, hash string, by Entry) error
	// SweepSessions removes those that expired before t.
	SweepSessions(ctx context.Context, t time.Time) error
}

// Log keeps what was done. It only grows.
type Log interface {
	// Note adds an entry of its own, for writes of others than this store.
	Note(ctx context.Context, e Entry) error
	// Entries returns at most limit entries before the number before, the
	// newest first; 0 is the end.
	Entries(ctx context.Context, before int64, limit int) ([]Entry, error)
}
