// Package fact answers when something is done from the label of a Chinese paper that says so in
// one word: 归还日期 for 什么时候还书.
package fact

import (
	"strings"
	"unicode/utf8"

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
