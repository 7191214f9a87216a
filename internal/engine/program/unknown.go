package program

import (
	"context"
	"regexp"
	"strings"
	"unicode"
)

// star is how apertium marks a word that it does not know and leaves as it is;
// # marks one that it cannot inflect, @ one that it knows but not in the other language.
var star = regexp.MustCompile(`[*#@](\p{L}[\p{L}\p{M}'’-]*)`)

// unknown takes the stars from what apertium wrote (out.txt, and spanish.txt on
// the way there). The value sure is the share of words that it knew: names,
// which have a capital, are right as they are. A text with stars of its own is
// translated without marks, and sure is not known.
func unknown(_ context.Context, r *run) error {
	if strings.Contains(r.In["text"].Text, "*") {
		r.V["sure"] = ""
		return nil
	}
	for _, name := range r.Glob("*.txt") {
		if name != "out.txt" && name != "spanish.txt" {
			continue
		}
		b, err := r.file(name)
		if err != nil {
			return err
		}
		text, known := unstarred(string(b), r.In["text"].Text)
		if err := r.replace(name, text); err != nil {
			return err
		}
		if sure := share(known, 1); r.V["sure"] == "" || sure < r.V["sure"] {
			r.V["sure"] = sure
		}
	}
	return nil
}

// unstarred takes the marks away that the text had not itself, and counts
// them: known is in [0, 1].
func unstarred(s, given string) (text string, known float64) {
	words := len(strings.FieldsFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && c != '\'' && c != '’' && c != '-' && !unicode.IsMark(c)
	}))
	left := 0
	text = star.ReplaceAllStringFunc(s, func(m string) string {
		if strings.Contains(given, m[:1]) {
			return m
		}
		if c := []rune(m)[1]; !unicode.IsUpper(c) {
			left++
		}
		return m[1:]
	})
	return text, 1 - float64(left)/float64(max(1, words))
}
