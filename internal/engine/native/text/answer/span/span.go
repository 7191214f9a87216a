// Package span answers from when to when something is.
package span

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksSpan = expression.New(`(?i)(?:从|自)?(?:什么时候|何时|哪天|哪一天|几号|几月几号|哪年)(?:开始)?[，,]?(?:到|至)(?:什么时候|何时|哪天|哪一天|几号|几月几号|哪年)|起止(?:日期|时间|时间段)|\bfrom when (?:to|until|till) when\b|\bfrom (?:what|which) (?:date|day) (?:to|until|till) (?:what|which)\b|\bstart and end dates?\b`)
	spanned  = expression.New(`^\s?(?:起|开始)?(?:至|到|止于|-|–|—|~|and ends on|and runs until|to|until|till|through)\s?$`)
)

var (
	asksMade = expression.New(`(?i)^(?:and )?when (?:was|is) (?:it|(?:the|this) (?:agreement|contract|lease|deed)) (?:made|signed|concluded|dated|entered into)\s*[?.!]*$|^(?:这份|本|该)?(?:合同|协议)(?:是)?(?:什么时候|何时|哪天|哪一天)(?:签|签订|签署)的?[？?。]*$`)
	saidMade = expression.New(`(?i)\b(?:made|dated|signed|entered into|concluded)(?: and entered into)?(?: as of| on| this)?\s$|签(?:订|署)?(?:日期|时间)?(?:为|于|[:：])\s*$`)
)

// made is the day on which a contract was made.
func made(text string, found []entity.Entity) string {
	for _, e := range found {
		if e.Kind == entity.Date && saidMade.MatchString(text[max(0, e.Start-40):e.Start]) {
			return e.Text
		}
	}
	return ""
}

// Answer is a stretch of time with both its dates, or the day of a contract; it is empty when something
// else is asked, or the text has none.
func Answer(ctx context.Context, text, question string) (string, error) {
	if asksOff.MatchString(question) {
		return off(text, holiday.FindString(question)), nil
	}
	whole, day := asksSpan.MatchString(question), asksMade.MatchString(question)
	if !whole && !day {
		return "", nil
	}
	found, err := entity.Find(ctx, text)
	if day {
		return made(text, found), err
	}
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		if a.Kind == entity.Date && b.Kind == entity.Date && spanned.MatchString(text[a.End:b.Start]) {
			return text[a.Start:b.End], nil
		}
	}
	return "", err
}

var (
	asksOff = expression.New(`(?:什么时候|何时|哪天|哪几天|哪些天|几号)(?:开始)?(?:放假|休假|放长假|休息|不上班)|(?:放假|休假)(?:时间|日期)?(?:安排)?(?:是|为|在|从)?(?:什么时候|何时|哪天|哪几天|哪些天|几号)`)
	holiday = expression.New(`元旦|春节|新年|清明|劳动|五一|端午|中秋|国庆|寒假|暑假`)
	isOff   = expression.New(`放假|休假|调休|休息|停课`)
)

// off are the days of a holiday: those of a line that names it, or the only ones.
func off(text, name string) string {
	var all, named []string
	for line := range strings.Lines(text) {
		for _, at := range stretch.FindAllStringIndex(line, -1) {
			if !isOff.MatchString(line) {
				continue
			}
			if all = append(all, line[at[0]:at[1]]); name != "" && strings.Contains(line[:at[0]], name) {
				named = append(named, line[at[0]:at[1]])
			}
		}
	}
	switch {
	case len(named) == 1:
		return named[0]
	case len(all) == 1 && strings.Contains(text, name):
		return all[0]
	}
	return ""
}

// stretch is two days with what joins them, and their weekdays in brackets.
var stretch = expression.New(`(?:[0-9]{4}年)?[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}[日号](?:[（(][^（）()]{1,8}[）)])?起?[至到—–~-]+(?:[0-9]{4}年)?(?:[0-9一二三四五六七八九十]{1,3}月)?[0-9一二三四五六七八九十]{1,3}[日号](?:[（(][^（）()]{1,8}[）)])?`)

// Around is the stretch of days that holds a place of a text; none ends at 0.
func Around(text string, at int) (start, end int) {
	for _, m := range stretch.FindAllStringIndex(text, -1) {
		if m[0] <= at && at < m[1] {
			return m[0], m[1]
		}
	}
	return 0, 0
}

// sameDay is the day of what stands before it.
var sameDay = expression.New(`(?:于|在|自|从)([\p{Han}]{1,6}(?:当日|当天|之日))$`)

// WholeDay is where a date begins with what it is the day of: 签约当日.
func WholeDay(text string, start, end int) int {
	if m := sameDay.FindStringSubmatchIndex(text[max(0, start-24):end]); m != nil {
		return max(0, start-24) + m[2]
	}
	return start
}

var (
	within  = expression.New(`(?:[^，。；：、\s\d在于应须将并且可后前]{0,10}(?:之日起|当日起|以?后|之后|以?前|之前|起)的?)?(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?:工作日|自然日|日|天|周|星期|礼拜|月|小时|分钟|年)(?:之内|以内|内|之前|以前|前|之后|以后|后)|[^，。；：、\s\d在于应须将并且可]{1,8}(?:前|后)(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?:工作日|自然日|天|周|星期|礼拜|月|小时|分钟|年)`)
	exact   = expression.New(`[日号天]|[0-9]-[0-9]`)
	asksDay = expression.New(`什么时候|何时|什么时间|哪一?天|几号|几月`)
)

// Within are the stretches of a Chinese sentence that say by when from something on:
// 验收后十日内, 出发前三天; where the clauses before say from what on, with them: 租赁期满，甲方应在七日内退还.
func Within(sentence string) [][]int {
	l := within.FindAllStringIndex(sentence, -1)
	for i, m := range l {
		if bareSpan.MatchString(sentence[m[0]:m[1]]) && caseFirst.MatchString(sentence[:m[0]]) {
			end := len(sentence)
			if at := strings.IndexAny(sentence[m[1]:], "，。；\n"); at >= 0 {
				end = m[1] + at
			}
			l[i] = []int{len(sentence) - len(strings.TrimLeft(sentence, " \n")), end}
		}
	}
	return l
}

var (
	bareSpan  = expression.New(`^(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?(?:工作日|自然日|日|天|周|月|小时)(?:之内|以内|内)$`)
	caseFirst = expression.New(`^\s*(?:[^，。；不未]{2,16}(?:期满|届满|终止|结束|到期|解除|完成|合格|无误|发生)(?:后|时|的)?)，`)
)

// Vague reports whether a Chinese date is only a season or year, where a question asks for the day.
func Vague(question, date string) bool {
	return asksDay.MatchString(question) && !exact.MatchString(date) && !strings.HasSuffix(date, "月")
}

// weekday is a day, or days one after another, with what days of the week they are.
var weekday = expression.New(`(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}[日号](?:[、和至到—–~-](?:[0-9]{1,2}月)?[0-9]{1,2}[日号])?[（(][^（）()]{0,2}(?:周|星期|礼拜)[^（）()]{1,8}[）)](?:[至到—–~-]+(?:[0-9]{1,2}月)?[0-9]{1,2}[日号](?:[（(][^（）()]{1,8}[）)])?)?`)

// Weekday is the day with its day of the week in brackets that holds a place of a text;
// none ends at 0.
func Weekday(text string, at int) (start, end int) {
	for _, m := range weekday.FindAllStringIndex(text, -1) {
		if m[0] <= at && at < m[1] {
			return m[0], m[1]
		}
	}
	return 0, 0
}
