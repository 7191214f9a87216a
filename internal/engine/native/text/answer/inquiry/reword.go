package inquiry

import "github.com/tenonhub/tenon/internal/expression"

// Reword puts single words that texts use in the place of what people say in several.
func Reword(s string) string {
	for _, w := range rewording {
		s = w.said.ReplaceAllString(s, w.word)
	}
	return s
}

var rewording = []struct {
	said expression.Lazy
	word string
}{
	{expression.New(`(?i)\b(?:get|have|want) (?:my|our|the|their) money back\b`), "get a refund"},
	{expression.New(`(?i)\b(?:my|our|the|their) money back\b`), "a refund"},
	{expression.New(`(?i)\b(?:would|'d) (?:rather|sooner) (?:have|get)\b|\b(?:would|'d) (?:rather|sooner)\b`), "prefer"},
	{expression.New(`(?i)\bget in touch with\b`), "contact"},
}
