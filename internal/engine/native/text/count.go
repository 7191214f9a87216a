package text

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksCount   = expression.New(`(?i)\bhow many (words|characters|letters|sentences|paragraphs|lines)\b(?: (?:are|is) (?:there|in)\b| (?:has|have|does|do|in|long)\b|\s*[?.]?$)|\b(word|character|sentence|line|paragraph) count\b|\bcount (?:all )?(?:the )?(words|characters|letters|sentences|paragraphs|lines)\b|\bnumber of (words|characters|letters|sentences|paragraphs|lines)\b`)
	asksCountZh = expression.New(`(?:有|共|数|写了)?(?:多少|几)个?(字|单词|词|句话?|段落?|行)(?:[？?。！ ]|$)|(字)数(?:是|有)?(?:多少|几)?`)
	asksLength  = expression.New(`(?i)\baverage (?:sentence length|length of (?:a|the|its) sentences?)\b|平均句长|每句(?:话)?平均`)
)

// counts answers how many words, characters, sentences, paragraphs or lines a text
// has. It is empty when that is not asked.
func counts(s, question string) string {
	if asksLength.MatchString(question) {
		return averageLength(s, question)
	}
	unit := ""
	for _, form := range []expression.Lazy{asksCount, asksCountZh} {
		if m := form.FindStringSubmatch(question); m != nil && unit == "" {
			unit = strings.ToLower(strings.Join(m[1:], ""))
		}
	}
	switch {
	case unit == "":
		return ""
	case strings.HasPrefix(unit, "word"), unit == "单词", unit == "词":
		return amount(wordsOf(s), "word", "词", question)
	case strings.HasPrefix(unit, "character"), strings.HasPrefix(unit, "letter"):
		n := 0
		for _, r := range s {
			if !unicode.IsSpace(r) && (unit[0] == 'c' || unicode.IsLetter(r)) {
				n++
			}
		}
		return amount(n, strings.TrimSuffix(unit, "s"), "字", question)
	case unit == "字":
		return amount(wordsOf(s), "character", "字", question)
	case strings.HasPrefix(unit, "sentence"), strings.HasPrefix(unit, "句"):
		return amount(len(words.Sentences(s)), "sentence", "句", question)
	case strings.HasPrefix(unit, "paragraph"), strings.HasPrefix(unit, "段"):
		n := 0
		for part := range strings.SplitSeq(strings.ReplaceAll(s, "\r", ""), "\n\n") {
			if strings.TrimSpace(part) != "" {
				n++
			}
		}
		return amount(n, "paragraph", "段", question)
	}
	n := 0
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return amount(n, "line", "行", question)
}

// wordsOf counts words as people do: a run of letters and digits between spaces,
// each Chinese character.
func wordsOf(s string) (n int) {
	inside := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			n++
			inside = false
		case unicode.IsSpace(r):
			inside = false
		case !inside && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n++
			inside = true
		}
	}
	return n
}

func averageLength(s, question string) string {
	n := len(words.Sentences(s))
	if n == 0 {
		return ""
	}
	if words.Chinese(question) {
		return fmt.Sprintf("%.1f 字", float64(wordsOf(s))/float64(n))
	}
	return fmt.Sprintf("%.1f words", float64(wordsOf(s))/float64(n))
}

func amount(n int, unit, unitZh, question string) string {
	if words.Chinese(question) {
		return fmt.Sprintf("%d %s", n, unitZh)
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
