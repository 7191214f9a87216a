// Package words cuts texts into the words that they are found by, in English,
// Chinese and whatever has letters: questions and texts the same way.
package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Longest is how many bytes of a word count.
const Longest = 48

// Fold writes a text as it is compared: in lower case, without accents, wide
// letters as narrow ones.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

// Split returns the words of a text in order. What is written without spaces
// is cut into pairs of characters; the last one stands alone too, so that each
// character begins a word. A word with digits after letters, as qwen2, is also
// there as its letters.
func Split(text string) []string { return split(text, true) }

// Asked returns the words of a question: those that a text must have. A single
// character of a script without spaces is the beginning of one.
func Asked(text string) []string { return split(text, false) }

func split(text string, all bool) (l []string) {
	runes := []rune(Fold(text))
	for i := 0; i < len(runes); {
		j := i
		switch r := runes[i]; {
		case dense(r):
			for j < len(runes) && dense(runes[j]) {
				j++
			}
			l = append(l, pairs(runes[i:j], all)...)
		case letter(r):
			for j < len(runes) && letter(runes[j]) && !dense(runes[j]) {
				j++
			}
			l = append(l, word(runes[i:j], all)...)
		default:
			j++
		}
		i = j
	}
	return l
}

func pairs(run []rune, all bool) (l []string) {
	for i := 0; i+1 < len(run); i++ {
		l = append(l, string(run[i:i+2]))
	}
	if all || len(run) == 1 {
		l = append(l, string(run[len(run)-1:]))
	}
	return l
}

func word(run []rune, all bool) []string {
	s := Cut(string(run))
	stem := strings.TrimRightFunc(s, unicode.IsDigit)
	if !all || stem == s || stem == "" {
		return []string{s}
	}
	return []string{s, stem}
}

// Cut shortens a word to what counts of it.
func Cut(s string) string {
	if len(s) <= Longest {
		return s
	}
	return strings.ToValidUTF8(s[:Longest], "")
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Dense reports whether a word is of a script that is written without spaces.
func Dense(word string) bool {
	for _, r := range word {
		return dense(r)
	}
	return false
}

func dense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// Grams are all runs of three characters of a word.
func Grams(word string) (l []string) {
	runes := []rune(word)
	for i := 0; i+3 <= len(runes); i++ {
		l = append(l, string(runes[i:i+3]))
	}
	return l
}

// Less are the word and what it is with one character left out: two words that
// one mistake tells apart – a character more, less, another, or two that have
// changed places – have one of these in common.
func Less(word string) []string {
	runes := []rune(word)
	l := []string{word}
	for i := range runes {
		if i > 0 && runes[i] == runes[i-1] {
			continue // leaves the same
		}
		l = append(l, string(runes[:i])+string(runes[i+1:]))
	}
	return l
}

// Distance is how many mistakes are between two words, at most most+1.
func Distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, row, next := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		next[0] = i + 1
		for j := range y {
			d := row[j]
			if x[i] != y[j] {
				d = min(row[j], row[j+1], next[j]) + 1
			}
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, before[j-1]+1)
			}
			next[j+1] = d
		}
		before, row, next = row, next, before
	}
	return min(row[len(y)], most+1)
}
