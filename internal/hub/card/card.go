// Package card reads the card of a repository: a README.md that begins with
// facts in YAML between two lines of three dashes.
package card

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// Name is the file of a card.
const Name = "README.md"

// Max is the size in bytes of the largest card that is read.
const Max = 1 << 20

// Parse returns the facts of a card, which are nil if it has none. Its error
// names the line of the file that is wrong.
func Parse(text string) (map[string]any, error) {
	head, line, ok := front(text)
	if !ok {
		return nil, nil //nolint:nilnil // a card without facts is a card
	}
	var facts map[string]any
	err := yaml.Unmarshal([]byte(head), &facts)
	if err == nil {
		return facts, nil
	}
	if y, ok := errors.AsType[yaml.Error](err); ok && y.GetToken() != nil && y.GetToken().Position != nil {
		return nil, fmt.Errorf("line %d of the card: %s", y.GetToken().Position.Line+line, y.GetMessage())
	}
	return nil, fmt.Errorf("the facts of the card are not YAML: %w", err)
}

// front is what is between the dashes, and how many lines are before it.
func front(text string) (head string, line int, ok bool) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
	body := strings.TrimLeft(text, "\n")
	line = len(text) - len(body) + 1
	rest, ok := strings.CutPrefix(body, "---\n")
	if !ok {
		return "", 0, false
	}
	if strings.HasPrefix(rest, "---") {
		return "", line, true
	}
	head, _, ok = strings.Cut(rest, "\n---")
	return head + "\n", line, ok
}
