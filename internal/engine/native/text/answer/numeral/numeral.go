// Package numeral knows the words that are numbers or stand beside them.
package numeral

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Word reports whether an English word in lower case is a number.
func Word(norm string) bool {
	return strings.Contains(" one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozens several ", " "+norm+" ")
}

// Han reports whether a Chinese word is a number.
func Han(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if last, _ := utf8.DecodeLastRuneInString(s); strings.ContainsRune("奖等级班楼", last) {
		return false // 二等奖
	}
	return strings.ContainsRune("一二两三四五六七八九十百千万", r) && utf8.RuneCountInString(s) <= 3
}

// Value is a number below a hundred in Chinese, or in digits; 0 is none.
func Value(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	tens, n := 0, 0
	for _, r := range s {
		at := strings.IndexRune("一二三四五六七八九", r)
		switch {
		case r == '十':
			tens, n = 10*max(n, 1), 0
		case r == '两':
			n = 2
		case at >= 0:
			n = at/len("一") + 1
		default:
			return 0
		}
	}
	return tens + n
}

// Part reports whether a word makes a number before it larger.
func Part(norm string) bool {
	switch norm {
	case "hundred", "thousand", "million", "billion", "万", "亿", "千", "百", "多", "余":
		return true
	}
	return false
}

// About are words between a noun and its number: 员工约36人.
var About = map[string]bool{"约": true, "大约": true, "达": true, "达到": true, "近": true, "超过": true, "共": true, "为": true, "是": true, "有": true, "超": true, "逾": true, "将": true, "预计": true, "了": true}

// ByHowMuch reports whether a question asks by how much something changes.
func ByHowMuch(tokens []words.Token) bool {
	for i := range tokens[:max(0, len(tokens)-2)] {
		if tokens[i].Norm == "by" && tokens[i+1].Norm == "how" && tokens[i+2].Norm == "much" {
			return true
		}
	}
	return false
}

// Whole is what it is worth that a number behind some words is that of all where a question
// asks for that – 一共多少课时, 共48课时 –, or costs that they only make it a limit: 不超过四课时.
func Whole(question, before string) float64 {
	switch {
	case !asksWhole.MatchString(question):
	case limited.MatchString(before):
		return -0.4
	case inAll.MatchString(before):
		return 0.6
	}
	return 0
}

var (
	asksWhole = expression.New(`一共|总共|总计|合计|共计|总的|全部|(?:^|[^公])共(?:有|几|多少|计)`)
	inAll     = expression.New(`(?:(?:^|[^公])共|总共|一共|共计|合计|总计|累计|总数(?:为|是)?)(?:有|为|计|是|设|含|约|达)?$`)
	limited   = expression.New(`(?:不(?:得|能|可|会)?超过|超出|不足|不满|少于|多于|不到|低于|高于|第|每)$`)
)

// Outgrown reports whether what stands between two parts of a text is what something was before it
// became something else: 由十册增加到二十册, from 80 to 100 euros.
func Outgrown(before, after string) bool {
	return fromBefore.MatchString(before) && toAfter.MatchString(after)
}

var (
	fromBefore = expression.New(`(?:\bfrom\s|由|从原来的?|从)$`)
	toAfter    = expression.New(`^(?:\s(?:\w+\s){0,2}to\s[\d$€£¥]|[^，。；]{0,8}(?:增加|提高|上调|上涨|延长|扩大|降低|下调|减少|降|升|涨|增|减|缩短|调整)(?:到|至|为))`)
)
