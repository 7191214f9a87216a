// Package paths says which names of files cannot stand beside each other.
package paths

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Look is equal for names of files that some file system takes for the same:
// those that differ only in case, in how their letters are put together, or in
// their width.
func Look(name string) string {
	return norm.NFKC.String(strings.ToLower(norm.NFKC.String(name)))
}

// Alike is the fault of two names that cannot stand in one folder.
func Alike(folder ref.Path, a, b string) error {
	return fault.About(string(folder.Join(a)), fault.Conflict,
		"it differs from %q only in case or in how its letters are written: on other machines one would take the place of the other; rename one of them", b)
}

// Check refuses the names of a folder that somebody pushes.
func Check(names []string) error {
	seen := make(map[string]string, len(names))
	for _, name := range names {
		if _, err := ref.ParsePath(name); err != nil {
			return err
		}
		look := Look(name)
		if other, ok := seen[look]; ok {
			return Alike("", name, other)
		}
		seen[look] = name
	}
	return nil
}
