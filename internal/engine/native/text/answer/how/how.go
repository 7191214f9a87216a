// Package how finds the sentence of a Chinese text that says how something is done: 番茄怎么去皮.
package how

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asks  = expression.New(`^(?:请问)?(.{0,12}?)(?:应该|要|该|得|可以|能)?(?:怎么|如何|怎样)(?:才能|才可以|来|去)?([\p{Han}A-Za-z]{1,8}?)(?:的|呢|比较好|好)?[？?。 ]*$`)
	other = expression.New(`^(?:办|样|回事|说|看|走|去|来|了|算|计算|收费|联系|卖|罚|赔|规定|约定|处理|个|会|不|没|才|就|这么|那么|安排|分|称呼|读|写)`)
	// refuses says that there is no way at all.
	refuses = expression.New(`不支持|不提供|不予|恕不|谢绝|概不|不受理|不接受|不办理|不允许|不可以|不可[^，]|不能|不得|无法|禁止|严禁`)
	step    = expression.New(`^\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．]|[-•·●])\s*`)
)

// Answer is the sentence with the deed that a question asks the way of and with what it is done to,
// of several that which says most; empty when something else is asked.
func Answer(text, question string) string {
	m := asks.FindStringSubmatch(strings.TrimSpace(question))
	if m == nil || !words.Chinese(question) || other.MatchString(m[2]) {
		return ""
	}
	things := cue.Content(m[1])
	deed := m[2]
	if m := expression.New(deed + `(?:的)?(?:方式|方法|流程|步骤|途径)\s?[:：]\s*([^。；\n]+)`).FindStringSubmatch(text); m != nil && len(things) == 0 && !refuses.MatchString(m[1]) {
		return m[1]
	}
	best, most := "", 0
	before := ""
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！；\n", r) }) {
		line := strings.TrimSpace(step.ReplaceAllString(s, ""))
		n := 0
		for _, w := range things {
			switch {
			case strings.Contains(line, w):
				n += 2
			case strings.Contains(before, w):
				n++
			}
		}
		before = line
		if denies(line, deed) {
			continue
		}
		if strings.Contains(line, deed) && n >= len(things) && n+1 > most && len(line) > len(deed)+12 && !strings.HasSuffix(line, "啦") {
			best, most = line, n+1
		}
	}
	return best
}

// denies reports whether a sentence says that a deed is not done, or not to be.
func denies(line, deed string) bool {
	if refuses.MatchString(line) {
		return true
	}
	for _, c := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("，,：:", r) }) {
		if strings.Contains(c, deed) && cue.DeniesChinese(c) {
			return true
		}
	}
	return false
}
