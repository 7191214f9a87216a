package spoken

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// hesitations are the sounds of hesitation that nobody means as words: in Chinese, and in
// letters. Words that are also meant, such as "like" or 那个, are none, and "um" is one in
// English alone: in German and Portuguese it is a word.
type hesitations struct{ word, within *regexp.Regexp }

func hesitating(letters string) hesitations {
	const chinese = `嗯+|呃+|唔+`
	return hesitations{
		regexp.MustCompile(`(?i)^(` + letters + `|` + chinese + `)$`),
		regexp.MustCompile(`(?i)(^|[\s,，、])(?:` + letters + `)(?:\s*[,，、…]+|([.!?])|\s|$)|(?:` + chinese + `)[,，、…]*`),
	}
}

var (
	english = hesitating(`uh+m*|um+|e+r+m+|hm+`)
	foreign = hesitating(`uh+m*|hm+`)
	blanks  = regexp.MustCompile(`\s{2,}`)
	stray   = regexp.MustCompile(`[\s,，、]+([.!?。！？])`)
)

// Fluent leaves out of sentences what is only hesitation; a sentence of nothing else
// goes. The times of what stays are as they were.
func Fluent(l []dashscope.Sentence, language string) []dashscope.Sentence {
	out := []dashscope.Sentence{}
	for _, s := range l {
		text := FluentText(s.Text, language)
		if text != s.Text && !strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			continue
		}
		words := []dashscope.Word{}
		for _, w := range s.Words {
			if !of(language).word.MatchString(w.Text) {
				words = append(words, w)
			}
		}
		s.ID, s.Text, s.Words = len(out)+1, text, words
		out = append(out, s)
	}
	return out
}

func of(language string) hesitations {
	if catalog.Base(language) == "en" {
		return english
	}
	return foreign
}

// FluentText is Fluent of a text alone.
func FluentText(s, language string) string {
	was := s
	for before := ""; s != before; {
		before, s = s, of(language).within.ReplaceAllString(s, "$1$2")
	}
	if s == was {
		return s
	}
	s = stray.ReplaceAllString(blanks.ReplaceAllString(s, " "), "$1")
	s = strings.TrimSpace(strings.TrimLeft(s, " ,，、.…!?。！？"))
	if c, _ := utf8.DecodeRuneInString(was); s != "" && unicode.IsUpper(c) {
		first, n := utf8.DecodeRuneInString(s)
		s = string(unicode.ToUpper(first)) + s[n:]
	}
	return s
}
