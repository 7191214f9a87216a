// Package cue has the words of questions that say what is asked for, and which of them say the same.
package cue

import (
	_ "embed" // the words
	"strings"
	"sync"
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

// Synonyms gives the number of the group of "same" words that a word is in.
var Synonyms = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	n := 0
	for line := range strings.Lines(cuesTXT) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "same" {
			n++
			for _, w := range f[1:] {
				m[w] = n
			}
		}
	}
	return m
})
