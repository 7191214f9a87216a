package facts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxSummary = 240 // letters
	minSummary = 12
)

// What stands in a line of Markdown beside its words.
var (
	pictures = regexp.MustCompile(`!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?`)
	links    = regexp.MustCompile(`\[([^\[\]]*)\](?:\([^)]*\)|\[[^\]]*\])?`)
	tags     = regexp.MustCompile(`<[^<>]*>`)
	signs    = strings.NewReplacer("**", "", "__", "", "*", "", "`", "", "&nbsp;", " ", "&amp;", "&")
	addition = regexp.MustCompile(`^([-*+]|\d{1,9}[.)])\s`)
)

// summary is what a card says first in sentences: headings, pictures, tables and
// lists are passed over.
func summary(body string) string {
	code := ""
	var words []string
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		fence := ""
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			fence = line[:3]
		}
		switch {
		case code != "":
			if fence == code {
				code = ""
			}
			continue
		case fence != "":
			code = fence
		}
		plain := ""
		if fence == "" && !apart(line) {
			plain = inWords(line)
		}
		if plain != "" {
			words = append(words, plain)
			continue
		}
		if line == "" || fence != "" || apart(line) {
			if s := strings.Join(words, " "); sentence(s) {
				return short(s)
			}
			words = nil
		}
	}
	if s := strings.Join(words, " "); sentence(s) {
		return short(s)
	}
	return ""
}

// apart reports whether a line is no part of a paragraph.
func apart(line string) bool {
	return line == "" || strings.ContainsRune("#|>", rune(line[0])) || strings.Trim(line, "-=_* ") == "" || addition.MatchString(line)
}

// inWords is a line without what is not to be read in it.
func inWords(line string) string {
	line = pictures.ReplaceAllString(line, "")
	line = links.ReplaceAllString(line, "$1")
	return strings.Join(strings.Fields(signs.Replace(tags.ReplaceAllString(line, ""))), " ")
}

// sentence reports whether words may say what a repository is.
func sentence(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			n += 3
		case unicode.IsLetter(r):
			n++
		}
	}
	return n >= minSummary
}

// short cuts words after a sentence, or else after a word.
func short(s string) string {
	if utf8.RuneCountInString(s) <= maxSummary {
		return s
	}
	cut := string([]rune(s)[:maxSummary])
	for _, end := range []string{". ", "。", "! ", "? ", "！", "？"} {
		if i := strings.LastIndex(cut, end); i > len(cut)/4 {
			return strings.TrimSpace(cut[:i+len(end)])
		}
	}
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
