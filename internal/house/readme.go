package house

import (
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
)

// Readme is the card of a model as the hub's clients read it: with a library,
// and with its licences by the names that they know.
func Readme(m catalog.Model) []byte {
	head, body, _ := strings.Cut(strings.TrimPrefix(m.Card, "---\n"), "\n---\n")
	var b strings.Builder
	b.WriteString("---\nlibrary_name: tenon\n")
	for line := range strings.Lines(head + "\n") {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch value = strings.TrimSpace(value); {
		case key == "license" && line[0] == 'l':
			b.WriteString("license: " + licences(value) + "\n")
		case key == "language" && value == "[]": // none is said by saying nothing
		default:
			b.WriteString(line)
		}
	}
	b.WriteString("---\n" + body)
	return []byte(b.String())
}

// licences turns an SPDX expression into names of the hub.
func licences(spdx string) string {
	all := strings.Split(strings.ToLower(spdx), " and ")
	for i, l := range all {
		all[i] = strings.TrimSuffix(strings.TrimSuffix(l, "-or-later"), "-only")
	}
	if len(all) == 1 {
		return all[0]
	}
	return "[" + strings.Join(all, ", ") + "]"
}
