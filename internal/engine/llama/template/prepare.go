package template

import "strings"

// jsonFilter stands in for tojson: the library's sorts keys and escapes signs,
// and models know JSON as Python writes it.
const jsonFilter = "python_json"

var closers = map[byte]string{'{': "}}", '%': "%}", '#': "#}"}

// prepare rewrites a template for the library, which has no settings and takes
// blanks away beyond other tags, too: the line break after a block goes, so do
// the blanks before one on its line, as the makers of models have it, and what
// a minus says. Comments go: quotes within them would be taken for texts.
func prepare(source string) string {
	var b strings.Builder
	begins, strip := true, false // source is at the beginning of a line; the blanks that come next go
	for {
		at := tagStart(source)
		text, rest := source, ""
		if at >= 0 {
			text, rest = source[:at], source[at:]
		}
		if strip {
			text = strings.TrimLeft(text, blanks)
		}
		if at < 0 {
			b.WriteString(text)
			return b.String()
		}
		t := cutTag(rest)
		switch {
		case t.before == '-':
			text = strings.TrimRight(text, blanks)
		case t.kind != '{' && t.before != '+':
			text = withoutIndent(text, begins)
		}
		if before, ok := strings.CutSuffix(text, "{"); ok {
			text = before + "{{ '{' }}" // it would become a part of the tag, without the blanks between
		}
		b.WriteString(text)
		if t.kind != '#' {
			b.WriteString("{" + string(t.kind) + " " + t.inner + " " + t.closer)
		}
		source, begins, strip = t.rest, false, t.after == '-'
		if t.kind != '{' && t.after == 0 {
			source, begins = strings.CutPrefix(source, "\n")
		}
	}
}

const blanks = " \t\r\n"

// tagStart is where the next tag begins; -1 is nowhere.
func tagStart(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '{' && closers[s[i+1]] != "" {
			return i
		}
	}
	return -1
}

// tag is one tag: what is in it, the signs by which it says what becomes of the
// blanks before and after it ('-', '+' or 0), and what comes next. One that
// does not end has no closer, and the library says what is wrong with it.
type tag struct {
	kind, before, after byte
	inner, closer, rest string
}

// cutTag cuts the tag that s begins with, with the name of the filter exchanged.
func cutTag(s string) tag {
	t := tag{kind: s[1]}
	closer := closers[t.kind]
	inner := s[2:]
	if inner != "" && (inner[0] == '-' || inner[0] == '+') {
		t.before, inner = inner[0], inner[1:]
	}
	if t.kind == '#' {
		t.inner, t.rest, _ = strings.Cut(inner, closer)
		t.closer = closer
	} else {
		t.inner, t.closer, t.rest = within(inner, closer)
	}
	if n := len(t.inner) - 1; n >= 0 && (t.inner[n] == '-' || t.inner[n] == '+') && t.closer != "" {
		t.after, t.inner = t.inner[n], t.inner[:n]
	}
	return t
}

// within is what s has before closer, outside of its literals.
func within(s, closer string) (inner, found, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], closer):
			return b.String(), closer, s[i+len(closer):]
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
	return b.String(), "", ""
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
