package account

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Level is the kind of a credential.
type Level string

// The levels. The zero Level allows nothing but what everybody may.
const (
	ReadOnly    Level = "read"        // see all that its user sees
	ReadWrite   Level = "write"       // do all that its user may
	FineGrained Level = "fineGrained" // what its grants say
)

// Scope is what a credential allows of what its user may.
type Scope struct {
	Level  Level   `json:"level"`
	Grants []Grant `json:"grants,omitempty"` // of a fine-grained one
}

// Full is the scope of somebody who is here in person.
var Full = Scope{Level: ReadWrite}

// Grant lets a fine-grained credential reach the repositories of an owner, or
// one of them.
type Grant struct {
	Owner ref.Owner `json:"owner"`
	Repo  string    `json:"repo,omitempty"` // its name; empty is all of the owner's
	Write bool      `json:"write,omitempty"`
}

// ParseGrant reads OWNER or OWNER/NAME.
func ParseGrant(s string, write bool) (Grant, error) {
	name, repo, cut := strings.Cut(s, "/")
	owner, err := ref.ParseOwner(name)
	if err != nil {
		return Grant{}, err
	}
	if cut {
		if m, err := ref.ParseModel(s); err != nil || m.Main().String() != s {
			return Grant{}, fault.New(fault.Invalid, "%q is neither an owner nor a repository (OWNER/NAME)", s)
		}
	}
	return Grant{Owner: owner, Repo: repo, Write: write}, nil
}

// Of returns what is left of role r in an owner's repository when it is used
// with a credential of this scope. An empty repo asks for the owner as such:
// its settings, and making repositories.
func (s Scope) Of(r Role, owner ref.Owner, repo string) Role {
	switch s.Level {
	case ReadWrite:
		return r
	case ReadOnly:
		return min(r, Read)
	case FineGrained:
		left := None
		for _, g := range s.Grants {
			switch {
			case g.Owner.Key() != owner.Key(), g.Repo != "" && !strings.EqualFold(g.Repo, repo):
			case g.Write:
				return min(r, Write) // not the settings of the owner; hub.Manage asks for more than this
			default:
				left = min(r, Read)
			}
		}
		return left
	}
	return None
}

// Reads reports whether the credential may see what belongs to its user
// personally: runs, files, tokens.
func (s Scope) Reads() bool { return s.Level == ReadOnly || s.Level == ReadWrite }

// Writes reports whether the credential may change what belongs to its user
// personally: likes, discussions, settings.
func (s Scope) Writes() bool { return s.Level == ReadWrite }

// Sees is which private repositories the actor sees: all, those of owners – itself, and
// where it is a member –, and single ones by their names. Its credential may reach less
// than it does.
func (a Actor) Sees(member []Member) (all bool, within []ref.Owner, named []ref.Repo) {
	own := []ref.Owner{a.User}
	for _, m := range member {
		own = append(own, m.Org)
	}
	if a.Scope.Reads() {
		return a.Admin, own, nil
	}
	for _, g := range a.Scope.Grants {
		mine := a.Admin || slices.ContainsFunc(own, func(o ref.Owner) bool { return o.Key() == g.Owner.Key() })
		switch {
		case a.Scope.Level != FineGrained || !mine:
		case g.Repo == "":
			within = append(within, g.Owner)
		default:
			named = append(named, ref.Repo{Owner: g.Owner, Name: g.Repo})
		}
	}
	return false, within, named
}
