// Package ref parses and validates the names of models, so that a name that
// reached the inside of the program is never a path or a query.
package ref

import (
	"encoding"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Model names a model: owner/name, optionally @revision.
type Model struct{ Owner, Name, Rev string }

var (
	_ encoding.TextMarshaler   = Model{}
	_ encoding.TextUnmarshaler = (*Model)(nil)

	part = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$`)
)

// ParseModel parses owner/name[@revision].
func ParseModel(s string) (Model, error) {
	path, rev, cut := strings.Cut(s, "@")
	owner, name, ok := strings.Cut(path, "/")
	switch {
	case !ok || !valid(owner) || !valid(name):
		return Model{}, fault.New(fault.Invalid, "model %q is not owner/name, of letters, digits, '.', '_' and '-'", s)
	case cut && !valid(rev):
		return Model{}, fault.New(fault.Invalid, "revision %q of model %q is not a branch, tag or commit", rev, path)
	}
	return Model{owner, name, rev}, nil
}

func valid(s string) bool { return part.MatchString(s) && !strings.Contains(s, "..") }

// String is owner/name, with @revision if there is one; empty for the zero Model.
func (m Model) String() string {
	switch {
	case m == Model{}:
		return ""
	case m.Rev == "":
		return m.Owner + "/" + m.Name
	}
	return m.Owner + "/" + m.Name + "@" + m.Rev
}

// MarshalText writes String.
func (m Model) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty is the zero Model.
func (m *Model) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*m = Model{}
		return nil
	}
	*m, err = ParseModel(string(b))
	return err
}
