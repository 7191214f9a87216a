// Package cue has the words of questions that say what is asked for, and which of them say the same.
package cue

import (
	_ "embed" // the words
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

//go:embed cues.txt
var cuesTXT string

// Lists are the words that questions ask by, by what they ask for.
var Lists = sync.OnceValue(func() map[string]map[string]bool {
	l := map[string]map[string]bool{}
	for line := range strings.Lines(cuesTXT) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] == "#" || f[0] == "same" {
			continue
		}
		m := map[string]bool{}
		for _, w := range f[1:] {
			m[strings.ReplaceAll(w, "_", " ")] = true
		}
		l[f[0]] = m
	}
	return l
})

// Groups are the numbers of the groups of "same" words that a word is in.
type Groups []int

// Of are the groups of a word.
func Of(word string) Groups { return synonyms()[word] }

// Has reports whether a word is in one of the groups.
func (g Groups) Has(word string) bool {
	return len(g) > 0 && slices.ContainsFunc(synonyms()[word], func(n int) bool { return slices.Contains(g, n) })
}

// Words are those of the groups.
func (g Groups) Words() (l []string) {
	for w := range synonyms() {
		if g.Has(w) {
			l = append(l, w)
		}
	}
	return l
}

// Alike reports whether two words may stand for each other.
func Alike(a, b string) bool { return Of(a).Has(b) }

var synonyms = sync.OnceValue(func() map[string]Groups {
	m := map[string]Groups{}
	n := 0
	for line := range strings.Lines(cuesTXT) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "same" {
			n++
			for _, w := range f[1:] {
				m[w] = append(m[w], n)
			}
		}
	}
	return m
})

// Content are the Chinese words of s that a text about the same has; single characters beside each
// other are one: 退签.
func Content(s string) (out []string) {
	single, end := false, -1
	for _, t := range words.Tokens(s) {
		if t.Kind != words.Han || words.Function(t) {
			single = false
			continue
		}
		short := utf8.RuneCountInString(t.Norm) == 1
		if n := len(out); n > 0 && short && single && t.Start == end {
			out[n-1] += t.Norm
		} else {
			out = append(out, t.Norm)
		}
		single, end = short, t.End
	}
	return out
}
