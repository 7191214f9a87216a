package reading

import (
	"fmt"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// roundTraits are the words round a step, which tell a wish from an aside: “so
// that I can read it aloud”, “it was translated already”.
func (r *Reading) roundTraits(s *Step) []string {
	at := r.parts[max(r.partOf(s), 0)]
	one, two := r.wordAt(s.From-1, at.from, at.to), r.wordAt(s.From-2, at.from, at.to)
	next, then := r.wordAt(s.To, at.from, at.to), r.wordAt(s.To+1, at.from, at.to)
	first, second := r.wordAt(at.from, at.from, at.to), r.wordAt(at.from+1, at.from, at.to)
	lead, wish := r.lead(r.partOf(s)), steps(r.WishAt(s))
	l := []string{
		"left " + one, "left " + two + " " + one, "right " + next, "right " + next + " " + then, "opens with " + first, "opens with " + first + " " + second,
		"lead " + lead, string(s.Task.ID) + " lead " + lead, fmt.Sprintf("wish %d", wish), fmt.Sprintf("%s wish %d", s.Task.ID, wish), fmt.Sprintf("wish %d hint %v", wish, s.Line == "hint"),
	}
	if s.Asks {
		return append(l, fmt.Sprintf("wish %d asks", wish))
	}
	return l
}

// wordAt is the word of a token between two others, or ^ or $ where it would
// stand outside of them.
func (r *Reading) wordAt(i, from, to int) string {
	switch {
	case i < from || i < 0:
		return "^"
	case i >= to || i >= len(r.Text.Tokens):
		return "$"
	case r.Text.Tokens[i].Kind == phrase.File, r.Text.Tokens[i].Kind == phrase.Quote:
		return "{thing}"
	}
	return strings.ReplaceAll(strings.ReplaceAll(clueWord(r.Text.Tokens[i]), "\n", "newline"), "\t", "tab")
}

// WishAt is what the hints say of whether the part of the request in which a
// step stands holds a wish at all, in log-odds.
func (r *Reading) WishAt(s *Step) float64 { return r.HintAt(s, "wish") }

// steps rounds log-odds to whole ones between -4 and 4.
func steps(odds float64) int { return int(math.Round(max(-4, min(4, odds)))) }
