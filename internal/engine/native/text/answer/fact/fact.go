// Package fact answers when something is done from the label of a Chinese paper that says so in
// one word: 归还日期 for 什么时候还书.
package fact

import (
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksDay = expression.New(`(?:最晚|最迟|最早)?(?:是|在|到)?(?:什么时候|何时|哪一?天|几号|几月几[号日]|什么时间|哪日)(?:之?前)?(?:能|可以|要|该|应该|必须|得)?`)
	label   = expression.New(`(?m)(?:^|[，。；　\s])([\p{Han}]{1,8}?(?:日期|时间|期限|日))\s?[:：]\s*((?:预计|约|周|星期|上午|下午|每|农历)?[0-9一二三四五六七八九十][^，。；\n]*)`)
	idle    = expression.New(`请问|告诉我|这|那|本|我们?|你们?|的|了|呢|需要?|要|[？?，。 ]`)
	named   = expression.New(`[日期]，*$|时间，*$`)
	noDay   = expression.New(`打印|制表|填表`)
)

// Answer is what stands behind the only label with the verb that a question asks the day of, where the text
// speaks of all else that the question has; empty otherwise.
func Answer(text, question string) string {
	if !words.Chinese(question) || !asksDay.MatchString(question) {
		return ""
	}
	bare := idle.ReplaceAllString(asksDay.ReplaceAllString(question, "，"), "，")
	if named.MatchString(bare) {
		return ""
	}
	said := ""
	for _, m := range label.Regexp().FindAllStringSubmatch(text, -1) {
		if noDay.MatchString(m[1]) || strings.ContainsAny(m[2], "为是") || !meets(text, m[1], bare) {
			continue
		}
		if said != "" {
			return "" // two days of one verb
		}
		said = strings.TrimRight(m[2], " .")
	}
	return said
}

var (
	asksPlace = expression.New(`(?:是|在|到|去)*(?:哪里|哪儿|哪|什么地方|何处)`)
	placed    = expression.New(`(?m)(?:^|[，。；　\s])([\p{Han}]{1,6}?(?:地点|地址|地方|位置))\s?(?:[:：]|[为在是])\s*([^，。；\n]{2,40})`)
	asksKind  = expression.New(`^(.{0,12}?)(?:需要|要求|要|是|用|得有|有)?(?:什么|啥)(?:样的)?([\p{Han}]{2,4}?)(?:的)?[？?。 ]*$`)
)

// Place is what stands behind the only label of a place with the verb of a question: 集合地点 for 在哪里集合.
func Place(text, question string) string {
	if !words.Chinese(question) || !asksPlace.MatchString(question) {
		return ""
	}
	said, bare := "", idle.ReplaceAllString(asksPlace.ReplaceAllString(question, "，"), "，")
	for _, m := range placed.Regexp().FindAllStringSubmatch(text, -1) {
		if !meets(text, m[1], bare) {
			continue
		}
		if said != "" {
			return ""
		}
		said = strings.TrimRight(m[2], " .")
	}
	return said
}

// Kind is the only clause of a text that ends with the noun of which a question asks the kind:
// 大专及以上学历 for 什么学历.
func Kind(text, question string) string {
	m := asksKind.FindStringSubmatch(strings.TrimSpace(question))
	if m == nil || !words.Chinese(question) || strings.HasSuffix(m[1], "为") || strings.HasSuffix(m[1], "凭") || kindless.MatchString(m[2]) {
		return ""
	}
	for _, w := range cue.Content(m[1]) {
		if !strings.Contains(text, w) {
			return ""
		}
	}
	said := ""
	for _, c := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，。；：:\n", r) }) {
		if c = strings.TrimSpace(c); strings.HasSuffix(c, m[2]) && utf8.RuneCountInString(c) >= utf8.RuneCountInString(m[2])+2 {
			if said != "" {
				return ""
			}
			said = c
		}
	}
	return said
}

var kindless = expression.New(`^(?:时候|时间|地方|东西|意思|人|事|问题|原因|名字|价格|电话|办法|关系|情况|内容|材料|资料|证件|手续|条件|要求|活动|安排|行程|景点|工作|职业|车|规定|服务|责任)`)

// meets reports whether a label has the verb of a question, and the text its other words.
func meets(text, label, bare string) bool {
	verb := false
	for _, t := range words.Tokens(bare) {
		if !t.IsWord() {
			continue
		}
		first, _ := utf8.DecodeRuneInString(t.Norm)
		switch {
		case strings.Contains(label, t.Norm):
			verb = verb || strings.HasPrefix(t.Tag, "v") || t.Norm == "还"
		case strings.HasPrefix(t.Tag, "v") && strings.ContainsRune(label, first):
			verb = true // 还书: 归还日期
		case !strings.Contains(text, t.Norm):
			return false
		}
	}
	return verb
}
