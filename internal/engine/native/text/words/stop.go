package words

import (
	_ "embed" // stop words
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

//go:embed data/stop.txt
var stopList string

// irregular.txt has a line for each word with forms that no rule makes.
//
//go:embed data/irregular.txt
var irregularList string

var irregular = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(irregularList) {
		f := strings.Fields(line)
		for _, form := range f[min(1, len(f)):] {
			m[form] = f[0]
		}
	}
	return m
})

var stop = sync.OnceValue(func() map[string]bool { return set(stopList) })

// Stop reports whether a word in lower case carries grammar more than meaning,
// in English or Chinese.
func Stop(norm string) bool { return stop()[norm] }

// Function reports whether t is a mark, number or stop word, or a Chinese word
// whose part of speech carries no subject: what keywords are not made of.
func Function(t Token) bool {
	if !t.IsWord() || Stop(t.Norm) {
		return true
	}
	if t.Kind != Han {
		return utf8.RuneCountInString(t.Norm) < 2
	}
	switch t.Tag {
	case "u", "ul", "uj", "uv", "ud", "uz", "ug", "p", "c", "r", "rr", "rz", "rg", "y", "e", "o", "d", "df", "dg", "m", "mq", "q", "f", "k", "h":
		return true
	}
	return false
}

// Stem returns the stem of an English word in lower case: contracts, contracted
// and contracting have one. A word that is not of plain letters is its own stem.
func Stem(norm string) string {
	for i := range len(norm) {
		if norm[i] < 'a' || norm[i] > 'z' {
			return norm
		}
	}
	return english.Stem(Lemma(norm), true)
}

// Lemma returns the plain form of an irregular English word, such as sell for
// sold; any other word is returned as it is.
func Lemma(norm string) string {
	if lemma, ok := irregular()[norm]; ok {
		return lemma
	}
	return norm
}
