package phrase

import (
	"strings"
	"unicode"
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
		if d := distance(w, k, least); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the insertions, deletions, changes and swaps between two
// words; it may stop at limit.
func distance(a, b string, limit int) int {
	var older, old, row [32]int
	if len(a) > 30 || len(b) > 30 {
		return limit
	}
	for j := range len(b) + 1 {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least >= limit {
			return limit
		}
		older, old = old, row
	}
	return old[len(b)]
}
