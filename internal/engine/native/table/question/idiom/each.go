package idiom

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	theirsZh = regexp.MustCompile(`(?:这|那)?(?:\d+|[两三四五六七八九十]+)(?:个|家|位|名|种|款|间|类|座)([\p{Han}]{1,4}?)的([^，。？?]{1,16}?)(?:各自|各|分别)(?:都)?(?:是|为|有)?(多少|几)`)
	plural   = regexp.MustCompile(`(?i)\bwhat (?:are|were) the\b|\b(?:averages|means|totals|sums|counts|medians)\b`)
	theirs   = regexp.MustCompile(`(?i)\b(?:of|for|in) (?:the|all|our|these) (\d+|two|three|four|five|six|seven|eight|nine|ten) ([a-z]+)\b`)
	numerals = []string{"", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
)

// ofAllOf asks for each of several things whose figures are asked for: the averages of the
// three classes, 三个班的平均分各是多少.
func ofAllOf(s *term.Schema, question string) string {
	if m := theirsZh.FindStringSubmatchIndex(question); m != nil && texts(s, question[m[2]:m[3]]) {
		return question[:m[0]] + "每个" + question[m[2]:m[3]] + "的" + question[m[4]:m[5]] + "是" + question[m[6]:]
	}
	m := theirs.FindStringSubmatchIndex(question)
	if m == nil || !plural.MatchString(question) {
		return question
	}
	count, things := strings.ToLower(question[m[2]:m[3]]), question[m[4]:m[5]]
	for _, c := range s.Cols[lexicon.KeyOf(things)] {
		if n := s.Variety(c.Col); texts(s, things) && (strconv.Itoa(n) == count || n < len(numerals) && numerals[n] == count) {
			return question[:m[0]] + "for each " + things + question[m[1]:]
		}
	}
	return question
}

var (
	bothZh  = regexp.MustCompile(`(?:这|那)?[两二2](?:个|家|位|名|种|款|间|类|座|支)(\p{Han}[^，。？?]{0,20}?(?:差|比|谁|哪))`)
	bothEn  = regexp.MustCompile(`(?i)\b(?:the )?(?:two|both(?: the)?) ([a-z]+)\b`)
	differs = regexp.MustCompile(`(?i)\b(?:differ\w*|gap|apart|compare\w*|versus|vs|more than the other|margin)\b`)
)

// bothOf names the two values of a column where a question sets them side by side: 两个班的
// 数学平均分相差多少, how far apart the two teams are.
func bothOf(s *term.Schema, question string) string {
	values := func(word string) []string {
		for _, c := range s.Cols[lexicon.KeyOf(word)] {
			if f := &s.Fields[c.Col]; f.Kind == sheet.Text && s.Variety(c.Col) == 2 {
				a := f.Text[0]
				b := f.Text[slices.IndexFunc(f.Text, func(v string) bool { return v != a })]
				if a != "" && b != "" {
					return []string{min(a, b), max(a, b)}
				}
			}
		}
		return nil
	}
	if m := bothZh.FindStringSubmatchIndex(question); m != nil {
		rest := []rune(question[m[2]:])
		for n := 1; n <= min(len(rest), 4); n++ {
			if v := values(string(rest[:n])); v != nil {
				behind := strings.TrimPrefix(strings.TrimPrefix(string(rest[n:]), "之间"), "的")
				return question[:m[0]] + v[0] + "和" + v[1] + "的" + behind
			}
		}
	}
	if m := bothEn.FindStringSubmatchIndex(question); m != nil && differs.MatchString(question) {
		if v := values(question[m[2]:m[3]]); v != nil {
			return question[:m[0]] + v[0] + " and " + v[1] + question[m[1]:]
		}
	}
	return question
}
