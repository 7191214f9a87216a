package term

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	unWord    = regexp.MustCompile(`(?i)\b(?:(?:un|non)-?|not-)([a-z]{3,})\b|\bin(active|complete|valid|eligible|correct)\b`)
	opposites = map[string]string{"absent": "present", "vacant": "occupied"}
	notHan    = regexp.MustCompile(`(?:还没有?|尚未|还未|没有|未|没|不|非)([\p{Han}]{1,6})`)
)

// Contrary is a question in which the contrary of what a column says yes or no to, or
// holds as a value, is said by a denial: unpaid of Paid is not paid, 未到 of 是否到 不到.
// Of a column of dates with gaps it is those: unpaid of “Paid on” is without it.
func (s *Schema) Contrary(question string) string {
	deny := func(said, bare string) string {
		if len(s.Values[lexicon.KeyOf(said)]) > 0 || s.own()[strings.ToLower(said)] {
			return said
		}
		for i, f := range s.Fields {
			words := strings.Fields(strings.ToLower(spread(f.Name)))
			named := f.Yes != "" && (strings.EqualFold(f.Name, bare) || len(words) > 0 && (words[len(words)-1] == bare || words[0] == bare))
			if f.Kind == sheet.Date && len(words) > 0 && words[0] == bare && s.Gappy(i) {
				return "without " + f.Name
			}
			if named || f.Kind == sheet.Text && f.Yes == "" && s.holds(i, bare) {
				return "not " + bare
			}
		}
		return said
	}
	question = unWord.ReplaceAllStringFunc(question, func(said string) string {
		return deny(said, strings.ToLower(strings.Join(unWord.FindStringSubmatch(said)[1:], "")))
	})
	for word, of := range opposites {
		question = regexp.MustCompile(`(?i)\b`+word+`\b`).ReplaceAllStringFunc(question, func(said string) string { return deny(said, of) })
	}
	return notHan.ReplaceAllStringFunc(question, func(said string) string {
		rest := notHan.FindStringSubmatch(said)[1]
		for i, f := range s.Fields {
			bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(f.Name, "是否"), "已"), "了")
			switch {
			case bare == "" || !lexicon.Chinese(bare):
			case f.Yes != "" && strings.HasPrefix(rest, bare):
				return "不是" + f.Name + strings.TrimPrefix(rest, bare)
			case f.Kind == sheet.Date && s.Gappy(i):
				for _, end := range []string{"日期", "时间", "日"} {
					if verb, ok := strings.CutSuffix(f.Name, end); ok && verb != "" && strings.HasPrefix(rest, verb) {
						return "没有" + f.Name + strings.TrimPrefix(rest, verb)
					}
				}
			}
		}
		return said
	})
}

// holds reports whether a value of a column is that word.
func (s *Schema) holds(column int, word string) bool {
	for _, l := range s.Values[lexicon.KeyOf(word)] {
		if l.Col == column && strings.EqualFold(l.Text, word) {
			return true
		}
	}
	return false
}
