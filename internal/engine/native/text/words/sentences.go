package words

import (
	_ "embed" // abbreviations
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Sentence is a part of a text. Start and End are byte offsets; Text has no
// space around it and line breaks inside are spaces.
type Sentence struct {
	Text       string
	Start, End int
	Paragraph  int // counted from 0
}

//go:embed data/abbreviations.txt
var abbreviationList string

var abbreviations = sync.OnceValue(func() map[string]bool { return set(abbreviationList) })

func set(list string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		for _, w := range strings.Fields(line) {
			m[w] = true
		}
	}
	return m
}

// Sentences cuts s at the ends of sentences and paragraphs. Lines that were
// only wrapped are joined; headings and list items stand alone.
func Sentences(s string) []Sentence {
	var out []Sentence
	paragraph := 0
	for _, block := range blocks(s) {
		if block.gap {
			paragraph++
		}
		start := block.start
		for start < block.end {
			end := start + sentenceEnd(s[start:block.end])
			if t, ok := trimmed(s, start, end); ok {
				t.Paragraph = paragraph
				out = append(out, t)
			}
			start = end
		}
	}
	return out
}

func trimmed(s string, start, end int) (Sentence, bool) {
	t := s[start:end]
	left := len(t) - len(strings.TrimLeftFunc(t, unicode.IsSpace))
	t = strings.TrimSpace(t)
	if !strings.ContainsFunc(t, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r > 0x2190 }) {
		return Sentence{}, false
	}
	clean := t
	if strings.ContainsAny(t, "\n\r\t") {
		clean = joinLines(t)
	}
	return Sentence{Text: clean, Start: start + left, End: start + left + len(t)}, true
}

// joinLines puts a space where a line broke, none between Chinese characters.
func joinLines(s string) string {
	var b strings.Builder
	for _, f := range strings.Fields(s) {
		if b.Len() > 0 {
			last, _ := utf8.DecodeLastRuneInString(b.String())
			next, _ := utf8.DecodeRuneInString(f)
			if !wide(last) || !wide(next) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(f)
	}
	return b.String()
}

func wide(r rune) bool { return r >= 0x2e80 }

type block struct {
	start, end int
	gap        bool // an empty line stands before it
}

// blocks cuts s at line breaks that end a sentence, heading or list item.
func blocks(s string) []block {
	var out []block
	gap, within, last, width := true, false, "", 0
	for at := 0; at < len(s); {
		end := at + strings.IndexByte(s[at:], '\n') + 1
		if end == at {
			end = len(s)
		}
		line := strings.TrimSpace(s[at:end])
		if gap && line != "" {
			width = widest(s[at:])
		}
		switch {
		case line == "":
			gap = true
		case last != "" && goesOn(last, line, gap, within, width):
			out[len(out)-1].end = end
			gap, within, last = false, true, line
		default:
			out = append(out, block{at, end, gap})
			gap, within, last = false, false, line
		}
		at = end
	}
	return out
}

func startsItem(line string) bool {
	r, size := utf8.DecodeRuneInString(line)
	rest := line[size:]
	switch {
	case strings.ContainsRune("-*•·–—#>|（(【", r):
		return r != '(' || len(rest) > 1 && (rest[1] == ')' || len(rest) > 2 && rest[2] == ')')
	case unicode.IsDigit(r):
		rest = strings.TrimLeft(rest, "0123456789.")
		return rest != "" && (rest[0] == ')' || rest[0] == ' ' && line[len(line)-len(rest)-1] == '.' || strings.HasPrefix(rest, "、"))
	}
	return strings.HasPrefix(line, "第") && strings.ContainsAny(line[:min(len(line), 24)], "条章节")
}

// sentenceEnd returns where the first sentence of s ends, with its closing
// quotes and the space behind it.
func sentenceEnd(s string) int {
	for i, r := range s {
		switch r {
		case '。', '！', '？', '!', '?', '…':
		case '.':
			if !fullStop(s, i) {
				continue
			}
		default:
			continue
		}
		end := i + utf8.RuneLen(r)
		end += run(s[end:], func(r rune) bool { return strings.ContainsRune("。！？!?….”’\"'」』）)]", r) })
		next, _ := utf8.DecodeRuneInString(s[end:])
		if r < utf8.RuneSelf && end < len(s) && !unicode.IsSpace(next) && !wide(next) {
			continue // inside a URL or a word
		}
		if end < len(s) && r == '…' && !wide(next) && !startsUpper(s[end:]) {
			continue
		}
		return end
	}
	return len(s)
}

// fullStop reports whether the dot at i of s ends a sentence.
func fullStop(s string, i int) bool {
	rest := strings.TrimLeft(s[i+1:], ".”’\"')] \t\r\n")
	if rest == "" {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(rest); unicode.IsLower(r) {
		return false
	}
	word := s[:i]
	if cut := strings.LastIndexFunc(word, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("([\"“‘'", r) || wide(r) }); cut >= 0 {
		_, size := utf8.DecodeRuneInString(word[cut:])
		word = word[cut+size:]
	}
	lower := strings.ToLower(word)
	switch {
	case abbreviations()[lower+"."]:
		return false
	case len(word) == 1 && unicode.IsUpper(rune(word[0])) && word != "I":
		return false // an initial
	case strings.Contains(word, ".") && len(word) <= 5 && !strings.ContainsAny(word, "0123456789"):
		return starter(rest) // U.S. The …
	case strings.TrimLeft(word, "0123456789") == "" && len(word) <= 2 && word != "" && strings.TrimSpace(s[:i-len(word)]) == "":
		return false // the number of a list item
	case abbreviations()[lower+"?"]:
		return starter(rest)
	}
	return true
}

// starter reports whether s begins with a word that begins sentences and
// hardly ever follows an abbreviation inside one.
func starter(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(s)
	}
	return abbreviations()["^"+strings.ToLower(s[:end])]
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	return !unicode.IsLower(r)
}
