package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/expression"
)

// Flat returns s with a space for each line break inside a sentence, so that
// what stands there can be read on: all offsets stay. The sentences are those of s.
func Flat(s string) (string, []Sentence) {
	sentences := Sentences(s)
	var b []byte
	for _, t := range sentences {
		for i := t.Start; i < t.End; i++ {
			if c := s[i]; c != '\n' && c != '\r' && c != '\f' && c != '\v' || wideAround(s, i) {
				continue
			}
			if b == nil {
				b = []byte(s)
			}
			b[i] = ' '
		}
	}
	if b == nil {
		return s, sentences
	}
	return string(b), sentences
}

// wideAround reports whether a break between Chinese characters is at i, where no
// space belongs.
func wideAround(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s[:i], unicode.IsSpace))
	after, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s[i:], unicode.IsSpace))
	return wide(before) && wide(after)
}

const (
	longLine  = 50 // bytes of a line that may have been wrapped, whatever it says
	shortLine = 28 // of the widest line of a paragraph that may have been
)

var (
	monthName = `(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?`
	// A date that goes on in the next line.
	openMonth = expression.New(`\b` + monthName + `(?:\s[0-3]?\d(?:st|nd|rd|th)?)?,?$`)
	openDay   = expression.New(`\b[0-3]?\d(?:st|nd|rd|th)?(?:\sof)?$`)
	yearFirst = expression.New(`^(?:19|20)\d\d\b`)
	dayFirst  = expression.New(`^[0-3]?\d(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d\d\b|[,.;]?$|[,.;]\s)`)
	openWeek  = expression.New(`(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?(?:\sthe)?$`)
	dateFirst = expression.New(`^(?:[0-3]?\d(?:st|nd|rd|th)?\s(?:of\s)?` + monthName + `|` + monthName + `\s[0-3]?\d)\b`)
	monthHead = expression.New(`^` + monthName + `\b`)
	// hanging are words that end no line of their own.
	hanging = expression.New(`(?i)(?:^|\s)(?:the|an?|of|to|at|in|on|by|for|from|with|and|or|but|nor|than|that|which|who|whose|our|your|my|his|her|its|their|is|are|was|were|be|been|will|shall|must|may|can|has|have|had|do|does|not|no|each|every|until|between|before|after|about|into|per|as|if|when|because|mr\.?|mrs\.?|ms\.?|dr\.?)$`)
	// A line of a programme: 19:30 Concert in the barn.
	hourFirst = expression.New(`^\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:-|–|to|until)\s?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?)?:?\s+\p{Lu}`)
	keyFirst  = expression.New(`^\p{Lu}[\pL ]{1,20}: `) // Reported by: Ann
	// A message of a chat: [20:03] Ann: …, 20:03 Ann: …; of two lines that begin with a name, each is one.
	chatFirst = expression.New(`^(?:\[[^\]]{0,30}\d[^\]]{0,30}\]|\d{1,2}:\d{2}(?::\d{2})?)\s*[^:：\s]{1,20}(?: [^:：\s]{1,20})?\s?[:：]`)
	saysFirst = expression.New(`^[\p{Han}\pL]{1,8}：`)
	columns   = expression.New(`\S(?: {3,}|\t)\S`)
)

// goesOn reports whether a line goes on with what the last one began: it was
// wrapped, or broken by an empty line in the middle of a sentence, as readers of
// pictures do. Within is set where the last
// line is itself no first one; width is that of the widest line of the paragraph.
func goesOn(last, line string, gap, within bool, width int) bool {
	if !gap && dated(last, line) {
		return true
	}
	said := saysFirst.MatchString(line) && saysFirst.MatchString(last)
	if startsItem(line) || said || columns.MatchString(last) || (chatFirst.MatchString(line) || hourFirst.MatchString(line) || keyFirst.MatchString(line) && keyFirst.MatchString(last)) && !hanging.MatchString(last) {
		return false
	}
	if !gap && wrapped(last) {
		return true
	}
	if end, _ := utf8.DecodeLastRuneInString(last); strings.ContainsRune(".!?:;。！？：；|…", end) || wide(end) || last[0] == '#' || !within && !prose(last) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case unicode.IsLower(first):
		return true
	case gap:
		return false
	case hanging.MatchString(last):
		return true
	}
	word, _, _ := strings.Cut(line, " ")
	return width >= shortLine && len(last)+1+len(word) > width
}

// dated reports whether a date goes over the end of a line.
func dated(last, line string) bool {
	return openMonth.MatchString(last) && (yearFirst.MatchString(line) || dayFirst.MatchString(line)) ||
		openDay.MatchString(last) && monthHead.MatchString(line) || openWeek.MatchString(last) && dateFirst.MatchString(line)
}

// prose reports whether a line has words of a sentence, not only those of a
// label, an address or a row.
func prose(line string) bool {
	words := strings.Fields(line)
	if len(words) < 4 {
		return false
	}
	for _, w := range words {
		if w == strings.ToLower(w) && Stop(strings.Trim(w, ",;()\"'")) {
			return true
		}
	}
	return false
}

// wrapped reports whether a line may go on in the next one by its looks alone: it
// is long, or has a comma of Chinese, and ends without a full stop.
func wrapped(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	if strings.ContainsRune("。！？；：:|", last) || line[0] == '#' {
		return false
	}
	if strings.ContainsRune("，、", last) {
		return true
	}
	if wide(last) {
		if utf8.RuneCountInString(line) >= 12 && strings.ContainsRune(line, '，') {
			return true // a heading has no comma: the sentence goes on
		}
		return utf8.RuneCountInString(line) >= 30
	}
	return len(line) >= longLine
}

// widest is the length of the longest line of the paragraph that s begins with.
func widest(s string) int {
	n := 0
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		n = max(n, len(line))
	}
	return n
}
