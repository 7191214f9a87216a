package hub

import (
	"strings"

	"github.com/tenonhub/tenon/internal/hub/words"
)

// affixes are what leads to a token of the index: beginnings of a word, runs of
// three characters of a word of a name, and what is left of a word of names and labels
// when it is written wrongly. Numbers are found whole only.
func affixes(token string) []string {
	switch w := unmarked.Replace(token); {
	case strings.HasPrefix(token, markLabel), strings.Trim(w, " 0123456789") == "":
		return nil
	case strings.HasPrefix(token, markName):
		return marked(markName, words.Grams(w[1:]))
	case strings.HasPrefix(token, markHead):
		return spellings(w[1:])
	default:
		return beginnings(w)
	}
}

func marked(mark string, l []string) []string {
	for i := range l {
		l[i] = mark + l[i]
	}
	return l
}

// The lengths, in bytes, of words whose spelling is known.
const (
	shortest     = 4
	longestKnown = 24
)

func spellings(w string) []string {
	if len(w) < shortest || len(w) > longestKnown || words.Dense(w) {
		return nil
	}
	l := marked(markHead, words.Less(w))
	if len(w) >= long-2 {
		l = append(l, far(w))
	}
	return l
}

// far leads to words that begin as one.
func far(w string) string {
	runes := []rune(w)
	return markHead + "^" + string(runes[:min(alike, len(runes))])
}

// begins are how many characters of words lead to them.
var begins = []int{6, 4, 3}

func beginnings(w string) (l []string) {
	if words.Dense(w) {
		return nil // pairs, and their characters are words too
	}
	runes := []rune(w)
	for _, n := range begins {
		if len(runes) >= n {
			l = append(l, "^"+string(runes[:n]))
		}
	}
	return l
}

// beginning is what leads to the words that begin with a text, empty if nothing does.
func beginning(text string) string {
	if l := beginnings(text); len(l) > 0 {
		return l[0]
	}
	return ""
}
