package phrase

import (
	"regexp"
	"strings"
	"unicode"
)

// scripts tell the language of a passage by its letters.
var scripts = []struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Hiragana, "ja"},
	{unicode.Katakana, "ja"},
	{unicode.Hangul, "ko"},
	{unicode.Han, "zh"},
	{unicode.Cyrillic, "ru"},
	{unicode.Arabic, "ar"},
	{unicode.Greek, "el"},
	{unicode.Thai, "th"},
	{unicode.Hebrew, "he"},
	{unicode.Devanagari, "hi"},
}

// WrittenIn guesses the language of a passage; "" when nothing tells.
func (l *Lexicon) WrittenIn(passage string) string {
	for _, s := range scripts {
		if strings.ContainsFunc(passage, func(r rune) bool { return unicode.Is(s.table, r) }) {
			return s.code
		}
	}
	count := map[string]int{}
	best := ""
	for w := range strings.FieldsFuncSeq(strings.ToLower(passage), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, code := range l.spoken[w] {
			if count[code]++; best == "" || count[code] > count[best] {
				best = code
			}
		}
	}
	return best
}

// schemes are what phones do something with that read it in a code.
var schemes = regexp.MustCompile(`(?i)^(?:(?:wifi|mecard|matmsg):[^\n]*?;;|(?:mailto|tel|smsto|sms|geo|bitcoin|magnet):[^\s，。、；！？“”"'）)]+)`)

// Scheme is the address with a scheme of its own, other than one of the web, that
// a text begins with: “WIFI:T:WPA;S:cafe;P:latte123;;”.
func Scheme(text string) string { return strings.TrimRight(schemes.FindString(text), ".,!?") }

// Language is zh for a text with Han characters outside its quotes and file names,
// else en; unless another one was asked for.
func (t Text) Language(asked string) string {
	if asked != "" {
		return strings.ToLower(asked[:min(2, len(asked))])
	}
	for _, tok := range t.Tokens {
		if tok.Kind == Han {
			return "zh"
		}
	}
	return "en"
}
