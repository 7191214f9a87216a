// Package thesaurus knows which everyday words say nearly the same where
// somebody asks and a text answers: boss and director, 开门 and 营业. They were
// chosen by hand; what is alike only in general is known by word vectors (package vector).
package thesaurus

import (
	_ "embed" // the words
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

//go:embed english.txt
var english string

//go:embed chinese.txt
var chinese string

var groups = sync.OnceValue(func() map[string][]uint16 {
	m := map[string][]uint16{}
	n := uint16(0)
	for line := range strings.Lines(english + chinese) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		for w := range strings.FieldsSeq(line) {
			if s := words.Stem(w); !slices.Contains(m[s], n) {
				m[s] = append(m[s], n)
			}
		}
	}
	return m
})

// Senses are the numbers of the groups that a word is in: an English one by its
// stem, a Chinese one as it is, simplified.
func Senses(stem string) []uint16 { return groups()[stem] }

// Words goes through the words of the thesaurus.
func Words(yield func(string) bool) {
	for line := range strings.Lines(english + chinese) {
		for w := range strings.FieldsSeq(line) {
			if !strings.HasPrefix(line, "#") && !yield(w) {
				return
			}
		}
	}
}

// Meet reports whether words with these senses may say the same.
func Meet(a, b []uint16) bool {
	return slices.ContainsFunc(a, func(n uint16) bool { return slices.Contains(b, n) })
}
