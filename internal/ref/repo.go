package ref

import (
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Repo names a repository: owner/name. Two names are the same repository if
// their Key is equal.
type Repo struct {
	Owner Owner
	Name  string
}

// ParseRepo parses owner/name.
func ParseRepo(s string) (Repo, error) {
	owner, name, _ := strings.Cut(s, "/")
	o, err := ParseOwner(owner)
	if err != nil {
		return Repo{}, err
	}
	return o.Repo(name)
}

// Repo parses the name of one of o's repositories.
func (o Owner) Repo(name string) (Repo, error) {
	if strings.EqualFold(name, "resolve") { // owner/resolve/… would be both a file of it and one of a repository without an owner
		return Repo{}, fault.New(fault.Invalid, "the repository name %q is kept for an address of this server: choose another", name)
	}
	low := strings.ToLower(name)
	if !valid(name) || strings.HasSuffix(low, ".git") || strings.HasSuffix(low, ".lock") || strings.HasSuffix(low, ".") {
		return Repo{}, fault.New(fault.Invalid,
			"repository name %q is not 1 to 96 letters (a to z), digits, '.', '_' and '-', the first a letter or digit, without '..', and not ending in '.', '.git' or '.lock'", name)
	}
	return Repo{Owner: o, Name: name}, nil
}

// String is owner/name.
func (r Repo) String() string { return string(r.Owner) + "/" + r.Name }

// Key is equal for what is the same repository: case does not count.
func (r Repo) Key() string { return strings.ToLower(r.String()) }
