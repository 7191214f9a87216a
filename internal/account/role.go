package account

import (
	"encoding"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Role is what somebody may do with what belongs to an owner. A higher role
// includes the lower ones; compare them with < and >=.
type Role int

// The roles.
const (
	None        Role = iota // what everybody may: see what is public
	Read                    // see what is private
	Contributor             // make repositories, and answer for those that one made
	Write                   // answer for every repository: its content, its name, who sees it, whether it is there
	Admin                   // settings and members of the owner
)

var (
	_ encoding.TextMarshaler   = None
	_ encoding.TextUnmarshaler = (*Role)(nil)

	roles = []string{"none", "read", "contributor", "write", "admin"}
)

// Over is the role over a repository that somebody has made: who contributes writes to
// what it made itself.
func (r Role) Over(a Actor, creator ref.Owner) Role {
	if r == Contributor && creator.Key() == a.User.Key() {
		return Write
	}
	return r
}

// ParseRole reads the name of a role that can be given: none cannot.
func ParseRole(s string) (Role, error) {
	if i := slices.Index(roles, s); i > 0 {
		return Role(i), nil
	}
	return None, fault.New(fault.Invalid, "role %q is none of %s", s, strings.Join(roles[1:], ", "))
}

func (r Role) String() string {
	if r < None || r > Admin {
		return "none"
	}
	return roles[r]
}

// MarshalText writes String.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (r *Role) UnmarshalText(b []byte) (err error) {
	if string(b) == roles[None] {
		*r = None
		return nil
	}
	*r, err = ParseRole(string(b))
	return err
}
