// Package kin says which words are of a kind: “clean”, “scrub” and 清理 are, so that what was learned of one
// helps with the others. The kinds come of word vectors; they have numbers and no names.
package kin

import (
	_ "embed" // the table
	"encoding/binary"
	"sort"
	"strings"
	"sync"
)

// The table: the number of bytes of the words (uint32, little endian); the
// words, sorted, a line each; the number of the kind of each word (uint16).
// TestMake makes it.
//
//go:embed kin.bin
var bin string

type table struct {
	words string
	lines []uint32
	kinds string
}

var whole = sync.OnceValue(func() *table {
	size := int(binary.LittleEndian.Uint32([]byte(bin[:4])))
	t := &table{words: bin[4 : 4+size], kinds: bin[4+size:]}
	for at := 0; at < size; at += strings.IndexByte(t.words[at:], '\n') + 1 {
		t.lines = append(t.lines, uint32(at))
	}
	return t
})

func (t *table) word(i int) string {
	s := t.words[t.lines[i]:]
	return s[:strings.IndexByte(s, '\n')]
}

// Of returns the number of the kind of a lower-case word, or -1.
func Of(word string) int {
	t := whole()
	i := sort.Search(len(t.lines), func(i int) bool { return t.word(i) >= word })
	if i == len(t.lines) || t.word(i) != word {
		return -1
	}
	return int(binary.LittleEndian.Uint16([]byte(t.kinds[2*i : 2*i+2])))
}

// longest is how many characters the longest Chinese word has that Word looks for.
const longest = 4

// Word returns the number of bytes and the kind of the longest Chinese word that text begins with, or 0.
func Word(text string) (size, kind int) {
	n := 0
	for at, r := range text {
		if n == longest {
			break
		}
		n++
		end := at + len(string(r))
		if k := Of(text[:end]); k >= 0 {
			size, kind = end, k
		}
	}
	return size, kind
}
