package tokenizer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// byteRunes are the characters that stand for bytes: those that can be seen for
// themselves, and others in their order from 256.
var byteRunes = func() (t [256]rune) {
	next := rune(256)
	for b := range t {
		if b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae {
			t[b] = rune(b)
		} else {
			t[b], next = next, next+1
		}
	}
	return t
}()

// byteLevel cuts as GPT-2 does, and writes a character for each byte.
func byteLevel(prefix, regex bool) splitter {
	return func(w []char, _ bool) (l [][]char) {
		if prefix && len(w) > 0 && w[0].r != ' ' {
			w = prepend(w, " ")
		}
		words := [][]char{w}
		if regex {
			words = gpt(w)
		}
		for _, word := range words {
			var out []char
			for _, c := range word {
				for _, b := range utf8.AppendRune(nil, c.r) {
					out = append(out, char{byteRunes[b], c.start, c.end})
				}
			}
			l = append(l, out)
		}
		return l
	}
}

// isGPT reports whether a pattern is GPT-2's, which Go's patterns cannot say.
func isGPT(s string) bool {
	return s == `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
}

var contractions = []string{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}

// gpt cuts by the pattern of GPT-2: contractions; letters, digits or other signs,
// each with a space before; and spaces but for the last.
func gpt(w []char) (l [][]char) {
	class := func(i int) int {
		switch r := w[i].r; {
		case unicode.IsSpace(r):
			return 0
		case unicode.IsLetter(r):
			return 1
		case unicode.IsNumber(r):
			return 2
		}
		return 3
	}
	for i := 0; i < len(w); {
		j := i + contraction(w[i:])
		if j == i {
			from := i
			if w[i].r == ' ' && i+1 < len(w) && class(i+1) != 0 {
				from++
			}
			for j = from + 1; j < len(w) && class(j) == class(from); {
				j++
			}
			if class(from) == 0 && j < len(w) && j-i > 1 {
				j--
			}
		}
		l, i = append(l, w[i:j]), j
	}
	return l
}

func contraction(w []char) int {
	if w[0].r != '\'' {
		return 0
	}
	s, _ := text(w[:min(3, len(w))])
	i := slices.IndexFunc(contractions, func(c string) bool { return strings.HasPrefix(s, c) })
	if i < 0 {
		return 0
	}
	return len(contractions[i])
}
