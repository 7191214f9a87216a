package sentiment

import (
	_ "embed" // the lexicons
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// vader.tsv is the lexicon of VADER (C.J. Hutto, MIT): a word, its mean rating
// in [-4, 4]. wider.tsv are ratings of further words, foretold from those, from
// word vectors and from film reviews; Chinese ones by way of their English
// glosses. A rating of Tenon's own lists goes before both.
var (
	//go:embed data/vader.tsv
	vaderTSV string
	//go:embed data/wider.tsv
	widerTSV string
	//go:embed data/en.txt
	enTXT string
	//go:embed data/zh.txt
	zhTXT string
	//go:embed data/marks.txt
	marksTXT string
)

// role is what a modifier does to the words behind it.
type role uint8

const (
	none role = iota
	negate
	strong
	weak
	contrast
)

// lexicon holds weights by phrase: English words are joined by one space.
type lexicon struct {
	en, zh   map[string]float64
	gaps     map[string][]gap // phrases with a gap, by their first word
	emoji    map[rune]float64
	roles    map[string]role
	longestH int // bytes of the longest Chinese entry
}

// gap is a phrase with up to three words of any kind between rest and tail.
type gap struct {
	rest, tail []string
	weight     float64
}

var lexica = sync.OnceValue(func() *lexicon {
	l := &lexicon{
		en: map[string]float64{}, zh: map[string]float64{}, gaps: map[string][]gap{},
		emoji: map[rune]float64{}, roles: map[string]role{},
	}
	for _, list := range []string{widerTSV, vaderTSV} {
		for line := range strings.Lines(list) {
			word, n, _ := strings.Cut(strings.TrimSpace(line), "\t")
			w, err := strconv.ParseFloat(n, 64)
			switch {
			case err != nil:
			case word[0] < utf8.RuneSelf:
				l.en[word] = w
			default:
				l.zh[word] = w
			}
		}
	}
	entries(enTXT, l.addEnglish)
	entries(zhTXT, func(w float64, word string) {
		l.zh[word] = w
		l.longestH = max(l.longestH, len(word))
	})
	entries(marksTXT, func(w float64, word string) {
		r, _ := utf8.DecodeRuneInString(word)
		l.emoji[r] = w
	})
	names := map[string]role{"negate": negate, "strong": strong, "weak": weak, "but": contrast}
	for line := range strings.Lines(marksTXT) {
		if f := strings.Fields(line); len(f) > 0 && names[f[0]] != none {
			for _, w := range f[1:] {
				l.roles[strings.ReplaceAll(w, "_", " ")] = names[f[0]]
				l.longestH = max(l.longestH, len(w))
			}
		}
	}
	return l
})

// entries calls add for each word of the lines that begin with a weight.
func entries(list string, add func(weight float64, word string)) {
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		w, err := strconv.ParseFloat(f[0], 64)
		if err != nil {
			continue
		}
		for _, word := range f[1:] {
			add(w, word)
		}
	}
}

func (l *lexicon) addEnglish(weight float64, phrase string) {
	head, tail, hasGap := strings.Cut(phrase, "_*_")
	if hasGap {
		first := strings.Split(head, "_")
		l.gaps[first[0]] = append(l.gaps[first[0]], gap{first[1:], strings.Split(tail, "_"), weight})
		return
	}
	l.en[strings.TrimSpace(strings.ReplaceAll(phrase, "_", " "))] = weight
}
