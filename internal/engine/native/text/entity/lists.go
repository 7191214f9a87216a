package entity

import (
	_ "embed" // lists of names
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// names.txt is made by makenames.mjs, which says where its lists come
// from; cues.txt is Tenon's own.
var (
	//go:embed data/names.txt
	namesTXT string
	//go:embed data/cues.txt
	cuesTXT string
	//go:embed data/zh.txt
	zhTXT string
)

type lists map[string]map[string]bool

var listed = sync.OnceValue(func() lists {
	l := lists{}
	for _, file := range []string{namesTXT, cuesTXT, zhTXT} {
		for line := range strings.Lines(file) {
			f := strings.Fields(line)
			if len(f) < 2 || f[0][0] == '#' {
				continue
			}
			m := l[f[0]]
			if m == nil {
				m = map[string]bool{}
				l[f[0]] = m
			}
			for _, w := range f[1:] {
				m[strings.ReplaceAll(w, "_", " ")] = true
			}
		}
	}
	return l
})

func (l lists) has(list, word string) bool { return l[list][word] }

// common reports whether a word in lower case is an English word besides any
// name that it may be.
func common(norm string) bool {
	if words.Stop(norm) {
		return true
	}
	rank, tag := words.Rank(norm)
	return rank > 0 && rank < 20_000 && tag != '-'
}

// firstName, lastName and city leave out what is rather a common word.
func (l lists) firstName(norm string) bool { return l.has("first", norm) && !common(norm) }
func (l lists) lastName(norm string) bool  { return l.has("last", norm) && !common(norm) }

// place reports whether a phrase in lower case is in the lists of places.
func (l lists) place(phrase string) bool {
	if l.has("country", phrase) || l.has("place_more", phrase) {
		return true
	}
	return l.has("city", phrase) && (strings.Contains(phrase, " ") || !common(phrase) || largeCity(phrase))
}

// largeCity tells cities that people mean from the many that share a common word.
func largeCity(phrase string) bool {
	rank, tag := words.Rank(phrase)
	return rank > 0 && rank < 12_000 && tag == 'n' && !words.Stop(phrase) && strings.Contains(" london paris berlin tokyo moscow beijing rome madrid vienna prague dublin oslo athens cairo delhi mumbai boston chicago houston dallas seattle denver miami detroit phoenix atlanta orlando portland oakland buffalo cleveland philadelphia baltimore manchester birmingham liverpool glasgow edinburgh cambridge oxford bristol leeds geneva zurich munich hamburg frankfurt cologne milan venice florence naples turin barcelona seville lisbon porto amsterdam rotterdam brussels antwerp stockholm copenhagen helsinki warsaw budapest bucharest sofia belgrade istanbul ankara jerusalem baghdad damascus beirut tehran kabul karachi lahore dhaka bangkok singapore jakarta manila hanoi seoul shanghai kyoto osaka sydney melbourne perth brisbane auckland wellington toronto montreal vancouver ottawa havana bogota lima santiago nairobi lagos johannesburg leipzig dresden madras calcutta ", " "+phrase+" ")
}
