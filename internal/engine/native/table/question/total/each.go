package total

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	lessZh = regexp.MustCompile(`(?:扣掉|扣除|减去|除去|刨去|去掉|除掉)([\p{Han}、]{2,40}?)(?:和|与|以及|跟)?([\p{Han}]{0,8}?)(?:这些|之后|以后|后)?(?:还|净)?(?:剩下?|余下?|赚|剩余)了?(?:多少)?(?:钱|元)?`)
	lessEn = regexp.MustCompile(`(?i)\b(?:is |are |was )?(?:left|remains?|remaining)(?: over)? (?:after|once) (?:deducting |subtracting |paying |taking (?:off|away) )?(?:the )?([a-z]+(?:, [a-z]+)*,? and [a-z]+|[a-z]+)\b`)
	items  = regexp.MustCompile(`(?i)、|和|与|以及|, and |, | and `)
	eachZh = regexp.MustCompile(`平均(?:下来)?(?:一|每)(?:个|位)?(\p{Han})(?:的)?(?:要|花|收|付|得|卖|是|合)?(?:多少钱|多少元|多少块|房费|费用|价格|价钱|花费)(?:是多少)?`)
	eachEn = regexp.MustCompile(`(?i)\b(?:average )?(?:price|cost|rate|charge|amount|money|revenue) (?:per|a|for (?:a|one|each)) (\w+)(?: on average)?`)
)

// eachOf is a question with the money for each of what a column counts as one column by the
// other: 平均每晚多少钱 of 总价 and 晚数.
func eachOf(s *term.Schema, question string) string {
	money := s.WithConcept("amount")
	if money < 0 || s.Fields[money].Kind != sheet.Number {
		return question
	}
	for _, form := range []*regexp.Regexp{eachZh, eachEn} {
		m := form.FindStringSubmatchIndex(question)
		if m == nil {
			continue
		}
		unit := question[m[2]:m[3]]
		for _, f := range s.Fields {
			name := strings.ToLower(f.Name)
			if f.Kind != sheet.Number || f.Role != "sum" || name != unit+"数" && strings.TrimSuffix(name, "s") != strings.ToLower(strings.TrimSuffix(unit, "s")) {
				continue
			}
			by := " / "
			if lexicon.Chinese(unit) {
				by = "除以"
			}
			return question[:m[0]] + s.Fields[money].Name + by + f.Name + question[m[1]:]
		}
	}
	return question
}

// Remaining is a question with what is left of the money that came in as that column less
// the others: 扣掉房租和人工还剩多少 is 营业额减去房租减去人工.
func Remaining(t *sheet.Table, question string) string {
	if !lessZh.MatchString(question) && !lessEn.MatchString(question) {
		return question
	}
	s := term.New(t)
	in, _ := term.Flows(s.Table)
	if in < 0 {
		in = s.WithConcept("amount")
	}
	for _, form := range []*regexp.Regexp{lessZh, lessEn} {
		m := form.FindStringSubmatchIndex(question)
		if m == nil || in < 0 || s.Fields[in].Kind != sheet.Number {
			continue
		}
		list, minus := question[m[2]:m[3]], " minus "
		if form == lessZh {
			list, minus = list+"、"+question[m[4]:m[5]], "减去"
		}
		said, n := s.Fields[in].Name, 0
		for _, item := range items.Split(list, -1) {
			c := number(s, strings.TrimSpace(item))
			switch {
			case item == "":
			case c < 0 || c == in:
				return question
			default:
				said += minus + s.Fields[c].Name
				n++
			}
		}
		if n > 0 {
			rest := map[bool]string{true: "是多少"}[form == lessZh]
			return question[:m[0]] + said + rest + question[m[1]:]
		}
	}
	return question
}
