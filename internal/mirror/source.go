package mirror

import (
	"path"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Source is an upstream, and what is fetched from it.
type Source struct {
	Name  string
	Allow Patterns // empty is everything
	Deny  Patterns // comes before Allow
	Upstream
}

// Patterns fit names of repositories: owner/name, with * for any characters of
// a part; an owner alone stands for all of its repositories.
type Patterns []string

// ParsePatterns reads patterns.
func ParsePatterns(l []string) (p Patterns, err error) {
	for _, s := range l {
		low := strings.ToLower(s)
		if !strings.Contains(low, "/") {
			low += "/*"
		}
		if _, err := path.Match(low, ""); err != nil || strings.Count(low, "/") != 1 || low[0] == '/' || strings.HasSuffix(low, "/") {
			return nil, fault.New(fault.Invalid, "%q is no pattern of repositories: write owner/name with * for any characters, or an owner alone", s)
		}
		p = append(p, low)
	}
	return p, nil
}

// Fit reports whether one of the patterns fits a name.
func (p Patterns) Fit(name ref.Repo) bool {
	for _, s := range p {
		if ok, err := path.Match(s, name.Key()); ok && err == nil {
			return true
		}
	}
	return false
}

func (s Source) serves(name ref.Repo) bool {
	return !s.Deny.Fit(name) && (len(s.Allow) == 0 || s.Allow.Fit(name))
}

// source finds a source by its name.
func (m *Mirror) source(name string) (Source, bool) {
	for _, s := range m.p.Sources {
		if s.Name == name {
			return s, true
		}
	}
	return Source{}, false
}

// Denies reports whether the settings of a source say that a repository is not fetched.
func (m *Mirror) Denies(source string, name ref.Repo) bool {
	s, ok := m.source(source)
	return ok && s.Deny.Fit(name)
}
