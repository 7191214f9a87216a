package template

import "strings"

// jsonFilter stands in for tojson: the library's sorts keys and escapes signs,
// and models know JSON as Python writes it.
const jsonFilter = "python_json"

var closers = map[byte]string{'{': "}}", '%': "%}", '#': "#}"}

// prepare rewrites a template for the library, which has no settings: the line
// break after a block goes, and so do the blanks before one on its line, as
// the makers of models have it.
func prepare(source string) string {
	var b strings.Builder
	begins := true // source is at the beginning of a line
	for {
		at := tagStart(source)
		if at < 0 {
			b.WriteString(source)
			return b.String()
		}
		text, kind := source[:at], source[at+1]
		tag, rest := cutTag(source[at:], closers[kind])
		if kind != '{' && len(tag) > 2 && tag[2] != '-' && tag[2] != '+' {
			text = withoutIndent(text, begins)
		}
		b.WriteString(text)
		b.WriteString(tag)
		begins = false
		if kind != '{' && !strings.HasSuffix(tag, "+"+closers[kind]) {
			rest, begins = strings.CutPrefix(rest, "\n")
		}
		source = rest
	}
}

// tagStart is where the next tag begins; -1 is nowhere.
func tagStart(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '{' && closers[s[i+1]] != "" {
			return i
		}
	}
	return -1
}

// cutTag cuts the tag that s begins with, with the name of the filter exchanged.
// One that does not end is all of s: the library says what is wrong with it.
func cutTag(s, closer string) (tag, rest string) {
	if closer == "#}" {
		if i := strings.Index(s, closer); i >= 0 {
			return s[:i+2], s[i+2:]
		}
		return s, ""
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], closer):
			b.WriteString(closer)
			return b.String(), s[i+len(closer):]
		case c == '"' || c == '\'':
			n := quoted(s[i:])
			b.WriteString(s[i : i+n])
			i += n
		case letter(c):
			n := 1
			for i+n < len(s) && letter(s[i+n]) {
				n++
			}
			if word := s[i : i+n]; word == "tojson" {
				b.WriteString(jsonFilter)
			} else {
				b.WriteString(word)
			}
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String(), ""
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// quoted is how long the literal is that s begins with.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		}
	}
	return len(s)
}

// withoutIndent takes the blanks off the end of text if nothing else is before
// them on their line.
func withoutIndent(text string, begins bool) string {
	cut := strings.TrimRight(text, " \t")
	if strings.HasSuffix(cut, "\n") || cut == "" && begins {
		return cut
	}
	return text
}
