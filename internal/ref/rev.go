package ref

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Rev names a state of a repository: a branch, a tag, a commit (5 to 40
// hexadecimal digits) or a whole name such as refs/pr/1. It is never an
// expression of git such as HEAD~1 or main:file.
type Rev string

const maxRev = 200 // bytes; with ".lock" after it, still the name of a file

var (
	commit    = regexp.MustCompile(`^[0-9a-f]{40}$`)
	beginning = regexp.MustCompile(`^[0-9a-f]{5,40}$`)
)

// ParseRev parses a revision by the rules of git-check-ref-format.
func ParseRev(s string) (Rev, error) {
	bad := s == "" || len(s) > maxRev || s == "@" || s[0] == '-' || strings.Contains(s, "..") || strings.Contains(s, "@{")
	for _, r := range s {
		bad = bad || r <= ' ' || r == 0x7f || r == 0xfffd || strings.ContainsRune(`~^:?*[\`, r)
	}
	for part := range strings.SplitSeq(s, "/") {
		low := strings.ToLower(part)
		bad = bad || part == "" || part[0] == '.' || strings.HasSuffix(low, ".") || strings.HasSuffix(low, ".lock")
	}
	if bad {
		return "", fault.New(fault.Invalid, "revision %q is not the name of a branch or tag, nor a commit", s)
	}
	return Rev(s), nil
}

// Commit reports whether r is a whole commit id.
func (r Rev) Commit() bool { return commit.MatchString(string(r)) }

// Abbreviated reports whether r may be a commit id, or the beginning of one.
func (r Rev) Abbreviated() bool { return beginning.MatchString(string(r)) }
