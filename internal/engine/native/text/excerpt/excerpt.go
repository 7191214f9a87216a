// Package excerpt takes the part out of a text that people name by its number
// or by words of its heading: the third clause, paragraph 2, 第五条, the last page.
package excerpt

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is what a text is counted in.
type unit string

// The units. A clause is any passage that begins with a number of its own:
// clauses, sections, articles, chapters, 条, 章.
const (
	clause    unit = "clause"
	paragraph unit = "paragraph"
	page      unit = "page"
	sentence  unit = "sentence"
	line      unit = "line"
)

// place is what is named: n is the number of the unit from 1 on, or from the
// end if it is negative; count is how many of them; at is a number with dots,
// as 3.2; words are those of a heading.
type place struct {
	unit  unit
	n     int
	count int
	at    string
	words []string
}

var (
	units = []struct {
		unit unit
		said *regexp.Regexp
	}{
		{paragraph, regexp.MustCompile(`(?i)\bparagraphs?\b|\bparas?\b|段`)},
		{page, regexp.MustCompile(`(?i)\bpages?\b|\bpp?\.|页`)},
		{sentence, regexp.MustCompile(`(?i)\bsentences?\b|句`)},
		{line, regexp.MustCompile(`(?i)\blines?\b|行`)},
		{clause, regexp.MustCompile(`(?i)\b(clause|section|article|chapter|point|item|part|passage|provision|paragraph|term)s?\b|§|[条章节款项]|部分`)},
	}
	dotted   = regexp.MustCompile(`\d+(?:\.\d+)+`)
	digits   = regexp.MustCompile(`\d+`)
	howMany  = regexp.MustCompile(`(?i)\b(first|last)\s+(two|three|four|five|\d+)\b|(前|后|最后)([两二三四五六七八九十]|\d+)(个?段|页|句|行|条|章|节)`)
	hanCount = regexp.MustCompile(`[一二两三四五六七八九十百]+`)
	ordinals = map[string]int{
		"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "last": -1, "final": -1, "opening": 1, "closing": -1, "penultimate": -2,
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	}
	idle = map[string]bool{"the": true, "a": true, "an": true, "of": true, "on": true, "about": true, "only": true, "just": true, "its": true, "this": true, "that": true, "and": true, "in": true, "for": true, "to": true, "with": true}
)

// hanUnits leaves of a Chinese name of a part what its heading may have.
var hanUnits = strings.NewReplacer("条款", " ", "部分", " ", "章节", " ", "一段", " ", "那段", " ", "这段", " ", "那条", " ", "关于", " ", "的", " ", "第", " ", "条", " ", "段", " ")

// read finds out what is named.
func read(part string) place {
	low := strings.ToLower(part)
	p := place{count: 1}
	for _, u := range units {
		if u.said.MatchString(low) {
			p.unit = u.unit
			break
		}
	}
	switch at, many := dotted.FindString(low), howMany.FindStringSubmatch(low); {
	case at != "":
		p.at = at
	case many != nil:
		p.n, p.count = 1, number(many[2]+many[4])
		if many[1] == "last" || many[3] == "后" || many[3] == "最后" {
			p.n = -p.count
		}
	case digits.MatchString(low):
		p.n = number(digits.FindString(low))
	case strings.Contains(low, "最后") || strings.Contains(low, "末"):
		p.n = -1
	case p.unit != "" && strings.Contains(low, "第") && hanCount.MatchString(low):
		p.n = number(hanCount.FindString(low))
	case strings.Contains(low, "开头") || strings.Contains(low, "首"):
		p.n = 1
	}
	for _, w := range strings.FieldsFunc(hanUnits.Replace(low), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' }) {
		if n, ok := ordinals[w]; ok && p.n == 0 && p.at == "" {
			p.n = n
		}
		if !idle[w] && ordinals[w] == 0 && !naming(w) {
			p.words = append(p.words, w)
		}
	}
	return p
}

// naming reports whether a word only names a unit.
func naming(w string) bool {
	for _, u := range units {
		if u.said.FindString(w) == w {
			return true
		}
	}
	return false
}

func decimal(n int) string { return strconv.Itoa(n) }

// number reads digits, words and Chinese numbers below a hundred.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	if n, ok := ordinals[s]; ok {
		return n
	}
	tens, n := 0, 0
	for _, r := range s {
		if r == '十' {
			tens, n = 10*max(n, 1), 0
			continue
		}
		if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
			n = i/len("一") + 1
		} else if r == '两' {
			n = 2
		}
	}
	return tens + n
}

// Find is the part of a text that is named, or nothing.
func Find(text, part string) string {
	p := read(part)
	var pieces []string
	switch p.unit {
	case page:
		pieces = filled(strings.Split(text, "\f"))
		if !strings.Contains(text, "\f") {
			return "" // nobody knows where its pages end
		}
	case paragraph:
		pieces = paragraphs(text)
	case sentence:
		pieces = sentences(text)
	case line:
		pieces = filled(strings.Split(text, "\n"))
	default:
		return p.clause(text)
	}
	if p.n == 0 {
		return about(pieces, p.words)
	}
	return p.pick(pieces)
}

// pick is the named one of pieces, or several in a row.
func (p place) pick(pieces []string) string {
	from := p.n - 1
	if p.n < 0 {
		from = len(pieces) + p.n
	}
	if from < 0 || from >= len(pieces) {
		return ""
	}
	return strings.Join(pieces[from:min(from+p.count, len(pieces))], "\n\n")
}

// filled leaves out the pieces without words.
func filled(l []string) []string {
	var out []string
	for _, s := range l {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

var gap = regexp.MustCompile(`\n[ \t\f\r]*\n`)

// paragraphs are the blocks of a text without its headings; lines where there
// are no blocks.
func paragraphs(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	blocks := filled(gap.Split(text, -1))
	if len(blocks) < 2 {
		blocks = filled(strings.Split(text, "\n"))
	}
	var l []string
	for _, b := range blocks {
		if !heading(b) && !salutation.MatchString(b) && !parting.MatchString(b) {
			l = append(l, b)
		}
	}
	if len(l) == 0 {
		return blocks
	}
	return l
}

// What a letter says before its first paragraph, and after its last.
var (
	salutation = regexp.MustCompile(`(?i)^(?:(?:my )?(?:dear(?:est)?|hi|hello|hey|good (?:morning|afternoon|evening)|to whom it may concern)\b[^\n.!?]{0,60}[,:!]?|(?:尊敬的|亲爱的|敬爱的|致)[^\n。！？]{1,24}[：:，,！!]?|[^\n。！？，,]{1,12}(?:先生|女士|小姐|经理|老师|同学|同事|您好|你好|：)[：:，,！!]?|(?:您好|你好|大家好)[！!，,。]?)$`)
	parting    = regexp.MustCompile(`(?i)^(?:(?:yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|with (?:(?:much|all my|lots of|best|kind|warm) )?(?:love|regards|wishes|thanks)|(?:best|kind|warm|kindest|warmest)(?: regards| wishes)?|regards|love|cheers|many thanks|thank you|respectfully)[,.!]?(?:\s*\n[^\n]{1,50}){0,3}|(?:此致|敬礼|祝好|顺颂商祺|敬上|谨上)[！!。]?(?:\s*\n[^\n]{1,30}){0,4})$`)
)

// heading reports whether a block is a single short line that is no sentence.
func heading(block string) bool {
	last, _ := utf8.DecodeLastRuneInString(block)
	return !strings.Contains(block, "\n") && utf8.RuneCountInString(block) <= 60 && !strings.ContainsRune(".!?。！？;；:：,，”\"", last)
}

var sentenceEnd = regexp.MustCompile(`[^.!?。！？]+(?:[.!?。！？]+[”"’)）]*|$)`)

func sentences(text string) []string {
	return filled(sentenceEnd.FindAllString(strings.Join(strings.Fields(text), " "), -1))
}

// about are the pieces that have most of some words in them.
func about(pieces, words []string) string {
	best, most := "", 0
	for _, s := range pieces {
		low, n := strings.ToLower(s), 0
		for _, w := range words {
			if strings.Contains(low, strings.TrimSuffix(w, "s")) {
				n++
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	return best
}
