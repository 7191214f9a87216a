package term

import (
	"strings"
	"unicode"
)

// Akin reports whether an English word is another form of a name or value of
// the table: directed of Director.
func (s *Schema) Akin(key string) bool {
	n := max(5, len(key)-3)
	if len(key) < 5 || key[0] >= 0x80 {
		return false
	}
	n = min(n, len(key))
	for k := range s.Cols {
		if strings.HasPrefix(k, key[:n]) {
			return true
		}
	}
	for k := range s.Values {
		if strings.HasPrefix(k, key[:n]) && !strings.Contains(k, " ") {
			return true
		}
	}
	return false
}

// Names are those of the first columns, for messages.
func (s *Schema) Names() (out []string) {
	for _, f := range s.Fields[:min(len(s.Fields), 40)] {
		out = append(out, f.Name)
	}
	return out
}

// NamesOf are the names of some columns.
func (s *Schema) NamesOf(cols []int) (out []string) {
	for _, c := range cols {
		out = append(out, s.Fields[c].Name)
	}
	return out
}

// Gappy reports whether column c lacks a value somewhere.
func (s *Schema) Gappy(c int) bool {
	for i := range s.Table.Rows {
		if s.Fields[c].Empty(i) {
			return true
		}
	}
	return false
}

// Chinese reports whether a question is asked in Chinese, whatever the language
// of the names and values that it quotes.
func (s *Schema) Chinese(question string) bool {
	rest := question
	for i := range s.Fields {
		for _, v := range append([]string{s.Fields[i].Name}, s.Fields[i].Text[:min(len(s.Fields[i].Text), 1_000)]...) {
			if han(v) {
				rest = strings.ReplaceAll(rest, v, " ")
			}
		}
	}
	return han(rest) || han(question) && !strings.ContainsFunc(rest, unicode.IsLetter)
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
