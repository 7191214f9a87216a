package draft

import (
	"regexp"
	"strings"
)

var (
	// figureOnly is a question over a table that asks for a figure and says nothing of
	// which rows: 平均每次多少, “and what is the total?”
	figureOnly   = regexp.MustCompile(`(?i)^(and |also |then )*(what|how much|how many)('?s| is| are| was| were)?( it| that)?( the| their)?( total| sum| average| mean| median| maximum| minimum| highest| lowest)( amount| value| price)?( of them| of those| of these| in total)?[?？]*$`)
	figureOnlyZh = regexp.MustCompile(`^(那么?|再|还有|以及|并且?|和|又)*(一共|总共|合计|总计|总和|总额|平均|均值|最高|最低|最大|最小|最多|最少|都|各|分别|每次|每单|每笔|每人|每天)+(是|有|为|的)*(多少|几|谁|哪些?|哪几个|什么)(次|人|个|笔|单|元|钱)?[?？]*$`)
	rowsOf       = regexp.MustCompile(`(?i)\b(over|above|under|below|between|in|for|from|with|where|since|before|after|during|more than|less than|at least|at most)\b.*$`)
	askedZh      = regexp.MustCompile(`(一共|总共|合计|总计|平均|最高|最低|最大|最小|有|是|卖|花|用|买|付|收)*(了|出|掉)?(多少|几|谁|哪|什么).*$`)
	summedZh     = regexp.MustCompile(`总(?:和|共)?|合计|平均|均值|最高|最低|最大|最小`)
)

// inherited is a question over a table that only asks for another figure, with the
// rows or the column that the one before it is about: 餐饮一共花了多少，平均每次多少.
func inherited(before, question string) string {
	switch {
	case figureOnlyZh.MatchString(question):
		about := summedZh.ReplaceAllString(askedZh.ReplaceAllString(before, ""), "")
		if len([]rune(about)) < 2 {
			return question
		}
		return about + question
	case figureOnly.MatchString(question):
		return strings.TrimSpace(strings.TrimRight(question, "?？ ") + " " + strings.TrimRight(rowsOf.FindString(before), "?？ "))
	}
	return question
}
