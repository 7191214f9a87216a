package house

import (
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/task"
)

// Readme is the card of a model as the hub's clients read it: with a library,
// with its licences by the names that they know, and with what it does in
// English and Chinese, so that it is found in both.
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
	b.WriteString("---\n" + titled(body, m.Task))
	return []byte(b.String())
}

// titled puts what a task does under the heading, or at the head of a card without one.
func titled(body string, id task.ID) string {
	t, err := task.Lookup(string(id))
	if err != nil {
		return body
	}
	heading, rest := "", strings.TrimLeft(body, "\n")
	if strings.HasPrefix(rest, "# ") {
		title, after, _ := strings.Cut(rest, "\n")
		heading, rest = title+"\n\n", strings.TrimLeft(after, "\n")
	}
	return "\n" + heading + "*" + t.En + " · " + t.Zh + "*\n\n" + rest
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
