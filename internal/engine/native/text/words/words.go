// Package words cuts text into sentences and words, in English, Chinese and
// roughly in every other script, with byte offsets into the text as it came.
//
// Chinese is cut by the likeliest path through an embedded dictionary, which
// is searched where it lies: nothing is loaded at start.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a token is.
type Kind uint8

// The kinds. A Han token is a word of a Chinese text.
const (
	Word Kind = iota
	Han
	Number // digits, perhaps with separators inside: 1,299.50
	Mark   // punctuation, symbols, emoji: one rune, or a clitic such as 's
)

// Token is a word, number or mark. Start and End are byte offsets. Norm is the
// text in lower case with plain apostrophes, of a Han word in simplified characters. Tag is the part of speech of a Han
// word in the dictionary (jieba's tags), empty for a word that it lacks.
type Token struct {
	Text, Norm string
	Tag        string
	Kind       Kind
	Start, End int
}

// IsWord reports whether t is a word of some language.
func (t Token) IsWord() bool { return t.Kind == Word || t.Kind == Han }

// Tokens cuts s. What is not valid UTF-8 is a mark.
func Tokens(s string) []Token {
	tokens := make([]Token, 0, len(s)/5+1)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			i += size
		case isHan(r):
			end := i + run(s[i:], isHan)
			if n := len(tokens); n > 0 && tokens[n-1].Kind == Number && tokens[n-1].End == i && strings.HasPrefix(s[i:], "日") {
				end = i + len("日") // 10月8日报到 speaks of no 日报
			}
			tokens = cutHan(tokens, s[i:end], i)
			i = end
		case unicode.IsDigit(r) || unicode.IsLetter(r):
			t := alphanumeric(s, i)
			tokens = append(tokens, t)
			i = t.End
		default:
			end := i + max(size, clitic(s[i:]))
			tokens = append(tokens, Token{Text: s[i:end], Norm: plain(s[i:end]), Kind: Mark, Start: i, End: end})
			i = end
		}
	}
	return tokens
}

// alphanumeric reads the word or number that begins at i.
func alphanumeric(s string, i int) Token {
	digits, letters, end := false, false, i
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case isHan(r):
			size = 0
		case unicode.IsDigit(r):
			digits = true
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			letters = true
		case !inside(s, i, end, r, size, letters):
			size = 0
		}
		if size == 0 {
			break
		}
		end += size
	}
	t := Token{Text: s[i:end], Norm: plain(s[i:end]), Start: i, End: end}
	if digits && !letters {
		t.Kind = Number
	}
	return t
}

// inside reports whether the mark r at end belongs to the word or number that
// began at start: an apostrophe or hyphen between letters, a separator between digits.
func inside(s string, start, end int, r rune, size int, letters bool) bool {
	next, _ := utf8.DecodeRuneInString(s[end+size:])
	prev, _ := utf8.DecodeLastRuneInString(s[start:end])
	switch r {
	case '\'', '’':
		return unicode.IsLetter(prev) && unicode.IsLetter(next) && !isHan(next) && clitic(s[end:]) == 0
	case '-', '‑':
		return letters && unicode.IsLetter(prev) && unicode.IsLetter(next) && !isHan(next)
	case '.', ',':
		return !letters && unicode.IsDigit(prev) && unicode.IsDigit(next)
	case '&':
		return unicode.IsUpper(prev) && unicode.IsUpper(next) // AT&T
	case '_':
		return true
	default:
		return false
	}
}

// clitic returns the length of a possessive 's at the start of s, or 0.
func clitic(s string) int {
	for _, c := range []string{"'s", "’s", "'S", "’S"} {
		if strings.HasPrefix(s, c) {
			if r, _ := utf8.DecodeRuneInString(s[len(c):]); !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return len(c)
			}
		}
	}
	return 0
}

func plain(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "’", "'")
}

// run returns how many bytes at the start of s are runes that ok accepts.
func run(s string, ok func(rune) bool) int {
	for i, r := range s {
		if !ok(r) {
			return i
		}
	}
	return len(s)
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) && r != '々' }

// Chinese reports whether s is mainly written in Chinese characters: there are
// at least half as many of them as words of letters, and no kana to speak of.
func Chinese(s string) bool {
	var han, kana, other int
	inWord := false
	for _, r := range s {
		letter := false
		switch {
		case r < utf8.RuneSelf:
			letter = r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		case isHan(r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		default:
			letter = unicode.IsLetter(r)
		}
		if letter && !inWord {
			other++
		}
		inWord = letter
	}
	return han > 0 && han*2 >= other && kana*10 < han
}

// RuneOffsets turns byte offsets of s, which must ascend, into rune offsets.
func RuneOffsets(s string, bytes []int) []int {
	out := make([]int, len(bytes))
	at, n := 0, 0
	for i, b := range bytes {
		n += utf8.RuneCountInString(s[at:b])
		at, out[i] = b, n
	}
	return out
}
