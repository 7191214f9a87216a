package ref

import (
	"encoding"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Owner names a user or an organisation, as it was written. Two names are the
// same owner if their Key is equal, and too alike to be two if their Look is.
type Owner string

var (
	_ encoding.TextMarshaler   = Owner("")
	_ encoding.TextUnmarshaler = (*Owner)(nil)
)

const maxOwner = 64 // bytes; with a repository's name it stays under the file systems' 255

// reserved names begin an address of the server, or would be taken for one.
var reserved = []string{
	"about", "admin-api", "api", "apps", "assets", "auth", "blog", "chat", "collections", "dashscope", "dataset", "datasets",
	"discussions", "docs", "download", "events", "favicon.ico", "git", "healthz", "help", "internal", "join", "kernels", "lfs",
	"login", "logout", "media", "metrics", "model", "models", "new", "notifications", "oauth", "openapi", "organizations",
	"papers", "posts", "pricing", "public", "readyz", "resolve", "robots.txt", "search", "security", "settings", "signup", "space", "spaces",
	"static", "studio", "studios", "support", "system", "tasks", "terms", "users", "v1", "v2", "well-known", "www", "xet",
}

// kept names are those of interfaces that may get addresses here. Nobody signs
// up under them; mirrors of such owners elsewhere have them all the same.
var kept = []string{"ollama", "openai"}

// ParseNewOwner is ParseOwner for somebody who signs up.
func ParseNewOwner(s string) (Owner, error) {
	o, err := ParseOwner(s)
	if err == nil && slices.Contains(kept, o.Key()) {
		return "", fault.New(fault.Invalid, "the name %q is kept for an address of this server: choose another", s)
	}
	return o, err
}

// ParseOwner parses the name of a user or organisation: 2 to 64 ASCII letters,
// digits, '.', '_' and '-', which begins with a letter or digit, ends with none
// of ".git", ".lock" and '.', is none of the server's own addresses, and no Number.
func ParseOwner(s string) (Owner, error) {
	low := strings.ToLower(s)
	switch {
	case len(s) < 2 || len(s) > maxOwner || !valid(s):
		return "", fault.New(fault.Invalid, "owner %q is not 2 to %d letters (a to z), digits, '.', '_' and '-', the first a letter or digit", s, maxOwner)
	case strings.HasSuffix(low, ".git") || strings.HasSuffix(low, ".lock") || strings.HasSuffix(low, "."):
		return "", fault.New(fault.Invalid, "owner %q ends like a file of git: choose another name", s)
	case Number(s):
		return "", fault.New(fault.Invalid, "the name %q would be taken for the number of a repository: choose another", s)
	case slices.Contains(reserved, low):
		return "", fault.New(fault.Invalid, "the name %q is kept for an address of this server: choose another", s)
	}
	return Owner(s), nil
}

// Number reports whether s is written like the id of a repository as a decimal
// number, by which some clients know it: 20 to 29 digits, for 96 random bits.
func Number(s string) bool {
	return len(s) >= 20 && len(s) <= 29 && strings.Trim(s, "0123456789") == ""
}

// Key is equal for what is the same owner: case does not count.
func (o Owner) Key() string { return strings.ToLower(string(o)) }

var alike = strings.NewReplacer("I", "l", "1", "l", "0", "o", "_", "-", ".", "-")

// Look is equal for names that a reader could take for one another, such as
// Qwen-AI and QVVEN.Al: nobody may have a name that looks like another's.
func (o Owner) Look() string {
	return strings.NewReplacer("rn", "m", "vv", "w", "--", "-").Replace(strings.ToLower(alike.Replace(string(o))))
}

// MarshalText writes the name.
func (o Owner) MarshalText() ([]byte, error) { return []byte(o), nil }

// UnmarshalText parses a name; empty is no owner.
func (o *Owner) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*o = ""
		return nil
	}
	*o, err = ParseOwner(string(b))
	return err
}
