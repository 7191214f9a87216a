// Package webhook tells addresses that users name of what happens to what they
// watch: repositories, or all of an owner. It has the rules; rows, the queue of
// deliveries and the way to addresses are behind interfaces.
package webhook

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// ID names a webhook for good: 24 lower-case hexadecimal digits.
type ID string

// NewID makes an ID.
func NewID() ID { return ID(hub.NewID()) }

// ParseID parses 24 lower-case hexadecimal digits.
func ParseID(s string) (ID, error) {
	id, err := hub.ParseID(s)
	if err != nil {
		return "", missing(s)
	}
	return ID(id), nil
}

func missing(id string) error { return fault.New(fault.NotFound, "you have no webhook %.40q", id) }

// Secret is what an address knows Tenon by. It is printed nowhere.
type Secret string

// String hides it.
func (Secret) String() string { return "…" }

// LogValue hides it.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Hook is an address that is told of what it watches.
type Hook struct {
	ID       ID
	Owner    ref.Owner // a user; it hears of what this user may see
	URL      string
	Secret   Secret
	Watched  []Watched
	Domains  []Domain
	Disabled bool
	Created  time.Time
}

// Kind is what can be watched: a user, an org, or a repository of a hub.Kind.
type Kind string

// The kinds that are no repositories.
const (
	User Kind = "user"
	Org  Kind = "org"
)

// Watched is what a hook hears of.
type Watched struct {
	Kind   Kind
	Name   string // as it was when it was named
	Target string // the id of a repository, which stays when it is renamed, or the key of an owner
}

// Domain is a part of what happens.
type Domain string

// The domains.
const (
	Repos       Domain = "repo"
	Discussions Domain = "discussion"
)

func domainOf(s hub.Scope) Domain {
	if s == hub.OfDiscussion || s == hub.OfComment {
		return Discussions
	}
	return Repos
}

func (h Hook) hears(d Domain) bool { return !h.Disabled && slices.Contains(h.Domains, d) }

// What a user may have.
const (
	maxHooks   = 100
	maxWatched = 100
	maxURL     = 2000
	maxSecret  = 500
)

func checkURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case len(s) > maxURL:
		return fault.New(fault.TooLarge, "the address of a webhook has at most %d bytes", maxURL)
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return fault.New(fault.Invalid, "%.80q is not an address: it begins with https:// and a host", s)
	case u.User != nil:
		return fault.New(fault.Invalid, "the address carries a name or password: give the webhook a secret instead")
	}
	return nil
}

// checkSecret refuses what cannot be sent in a header.
func checkSecret(s Secret) error {
	if len(s) > maxSecret || strings.ContainsFunc(string(s), func(r rune) bool { return r < '!' || r > '~' }) {
		return fault.New(fault.Invalid, "a secret has at most %d letters, digits and signs of ASCII, without spaces", maxSecret)
	}
	return nil
}

// ParseDomains reads domains; none is all of them.
func ParseDomains(l []string) (d []Domain, err error) {
	if len(l) == 0 {
		return []Domain{Repos, Discussions}, nil
	}
	for _, s := range l {
		v := Domain(strings.TrimSuffix(s, "s")) // older clients say discussions
		if v != Repos && v != Discussions {
			return nil, fault.New(fault.Invalid, "the domain %.40q is neither repo nor discussion", s)
		}
		if !slices.Contains(d, v) {
			d = append(d, v)
		}
	}
	return d, nil
}

// Store keeps webhooks. Contract: webhooktest.Run.
type Store interface {
	Add(ctx context.Context, h Hook) error
	// Find finds a webhook. Fault: NotFound.
	Find(ctx context.Context, id ID) (Hook, error)
	// List lists those of a user, the oldest first.
	List(ctx context.Context, owner ref.Owner) ([]Hook, error)
	// Change keeps what change makes of a webhook; its ID, Owner and Created stay.
	Change(ctx context.Context, id ID, change func(*Hook) error) (Hook, error)
	// Remove removes a webhook. Fault: NotFound.
	Remove(ctx context.Context, id ID) error
	// Watching lists those that are not disabled and watch one of some targets.
	Watching(ctx context.Context, targets ...string) ([]Hook, error)
	// Heard reports whether there are any that would hear of a domain.
	Heard(ctx context.Context, d Domain, targets ...string) (bool, error)
}

// Expectations keeps which refs may have moved when a program died. Contract:
// webhooktest.Run.
type Expectations interface {
	Expect(ctx context.Context, e Expectation) error
	Forget(ctx context.Context, id hub.ID) error
	// Expected lists those from before t.
	Expected(ctx context.Context, t time.Time) ([]Expectation, error)
}

// Expectation is that refs may move from where they stand.
type Expectation struct {
	ID    hub.ID // of the event
	Repo  hub.ID
	Refs  []hub.Change
	Since time.Time
}
