package phrase

import (
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/slip"
)

var endings = []struct{ cut, put string }{
	{"isations", "iz"},
	{"izations", "iz"},
	{"isation", "iz"},
	{"ization", "iz"},
	{"ising", "iz"},
	{"ised", "iz"},
	{"ise", "iz"},
	{"iser", "iz"},
	{"ations", "at"},
	{"ation", "at"},
	{"ting", "t"},
	{"ies", "y"},
	{"ied", "y"},
	{"ings", ""},
	{"ing", ""},
	{"sses", "ss"},
	{"ches", "ch"},
	{"shes", "sh"},
	{"xes", "x"},
	{"ss", "ss"},
	{"us", "us"},
	{"ed", ""},
	{"es", "e"},
	{"s", ""},
}

// Stem takes the endings of English inflection off a lower-case word.
func Stem(w string) string {
	if len(w) < 4 || w[len(w)-1] > unicode.MaxASCII {
		return w
	}
	for _, e := range endings {
		if base, ok := strings.CutSuffix(w, e.cut); ok && len(base) >= 3 {
			w = base + e.put
			break
		}
	}
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsea", rune(w[n-1])) {
		w = w[:n-1]
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return strings.Replace(w, "colour", "color", 1)
}

// mend returns the word of the lexicon that w is a misspelling of, or w.
func (l *Lexicon) mend(w string) string {
	if len(w) < 5 || l.known[w] || l.common[w] {
		return w
	}
	most := 1
	if len(w) >= 8 {
		most = 2
	}
	best, least := w, most+1
	for _, k := range l.initial[w[0]] {
		if len(k) < 5 || len(k) > len(w)+most || len(k)+most < len(w) {
			continue
		}
		if d := slip.Count(w, k, least-1); d < least {
			best, least = k, d
		}
	}
	return best
}
