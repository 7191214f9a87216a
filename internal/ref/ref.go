// Package ref parses and validates the names of models, so that a name that
// reached the inside of the program is never a path or a query.
package ref

import (
	"encoding"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Model names a model: owner/name, optionally the @revision of its repository and
// :the quantisation, which chooses among its files.
type Model struct{ Owner, Name, Rev, Quant string }

var (
	_ encoding.TextMarshaler   = Model{}
	_ encoding.TextUnmarshaler = (*Model)(nil)
)

// hubs are hosts that other programs put before the name of a repository.
var hubs = []string{"hf.co/", "huggingface.co/", "modelscope.cn/"}

// latest is what Ollama's clients put where there is nothing to choose.
const latest = "latest"

// ParseModel parses owner/name[@revision][:quantisation]. The host of a hub before
// that, as hf.co/owner/name, and the quantisation “latest” say nothing.
func ParseModel(s string) (Model, error) {
	path := s
	for _, h := range hubs {
		if rest, ok := strings.CutPrefix(s, h); ok && strings.Contains(strings.Split(strings.Split(rest, "@")[0], ":")[0], "/") {
			path = rest
		}
	}
	path, quant, chosen := strings.Cut(path, ":")
	path, rev, cut := strings.Cut(path, "@")
	owner, name, ok := strings.Cut(path, "/")
	if !ok || !valid(owner) || !valid(name) {
		return Model{}, fault.New(fault.Invalid, "model %q is not owner/name, of letters, digits, '.', '_' and '-'", s)
	}
	if cut {
		if _, err := ParseRev(rev); err != nil {
			return Model{}, fault.New(fault.Invalid, "revision %q of model %q is not a branch, tag or commit", rev, path)
		}
	}
	if chosen && !valid(quant) {
		return Model{}, fault.New(fault.Invalid, "%q, which is said of model %q after the colon, is no quantisation such as Q4_K_M", quant, path)
	}
	if quant == latest {
		quant = ""
	}
	return Model{owner, name, rev, quant}, nil
}

const longest = 96 // bytes of a part

// valid reports whether s is a part of a name: letters, digits, '.', '_' and '-', the first
// a letter or digit, and no two dots in a row.
func valid(s string) bool {
	if s == "" || len(s) > longest {
		return false
	}
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9':
		case i == 0, b != '.' && b != '_' && b != '-', b == '.' && s[i-1] == '.':
			return false
		}
	}
	return true
}

// String is owner/name, with @revision and :quantisation if there are such; empty
// for the zero Model.
func (m Model) String() string {
	if m == (Model{}) {
		return ""
	}
	s := m.Owner + "/" + m.Name
	if m.Rev != "" {
		s += "@" + m.Rev
	}
	if m.Quant != "" {
		s += ":" + m.Quant
	}
	return s
}

// Main is the model of that name as it is: no revision, no quantisation is chosen.
func (m Model) Main() Model { return Model{Owner: m.Owner, Name: m.Name} }

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
