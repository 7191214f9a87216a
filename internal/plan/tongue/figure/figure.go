// Package figure tells clauses that ask a table for figures of their own from those
// that only say more of a question beside them.
package figure

import "regexp"

var (
	interrogative = regexp.MustCompile(`(?i)哪|谁|什么|多少|几|\b(which|who|what|how (many|much)|when)\b`)
	figures       = regexp.MustCompile(`(?i)(列出|列一下|列|算出?|算一下|求出?|统计|给出|显示|告诉我|给我|找出|查)[^，。]*(合计|总|平均|均值|最|数量|人数|次数|笔数|占比|前[\d一二三四五六七八九十])|\b(list|show|give|calculate|compute|tell|find|add up|count|name)\b.*\b(totals?|sums?|averages?|mean|median|number|count|most|least|highest|lowest|largest|smallest|biggest|top|best|worst)\b|^((and|also|plus|then)\s+)*(the\s+)?(totals?|sums?|averages?|mean|median|number of|highest|lowest|largest|smallest|biggest|top|best|worst)\b|^(再|还有|以及|并|和|另外|然后)*(每|各|总|平均|合计)[^，。]*(合计|总|平均|均|数量|人数|额|量)`)
)

// ordered is what only says in which order rows are to come.
var ordered = regexp.MustCompile(`(?i)^(and |but )?(the )?(highest|lowest|largest|smallest|biggest|most|least|newest|oldest|latest|best|worst|cheapest)( ones?)? first$|^(sort|order|rank|arrange)|^(再|并|然后)?(按|从|由)[^，。]{0,10}(排序|排列|高到低|低到高|大到小|小到大|降序|升序)$`)

// Asked reports whether a clause asks for something itself, and is no mere order of rows.
func Asked(clause string) bool {
	return !ordered.MatchString(clause) && (interrogative.MatchString(clause) || figures.MatchString(clause))
}

var (
	aggregate = regexp.MustCompile(`(?i)\b(total|sum|average|mean|median|most|least|highest|lowest|largest|smallest|biggest|best|worst|number of|how many)\b`)
	pointing  = regexp.MustCompile(`(?i)\b(it|its|they|them|their|that|those|these|he|she)\b`)
)

// Another reports whether what stands behind “and” asks for another figure, and not
// for one of what was asked before.
func Another(said string) bool {
	return (figures.MatchString(said) || aggregate.MatchString(said)) && !pointing.MatchString(said)
}

// praised is what asks for the mood of texts, which a table seldom has a column for.
var praised = regexp.MustCompile(`差评|好评|(负面|正面|消极|积极)的?(评论|评价|反馈|留言)|(评论|评价|反馈|留言)[^，。]{0,4}(负面|正面|消极|积极)`)

// Praise reports whether a clause asks for the mood of texts.
func Praise(clause string) bool { return praised.MatchString(clause) }

var (
	marked = regexp.MustCompile(`(?i)^\s*(scores?|marks?|grades?|results?|points?|averages?|column|exams?|tests?|homework)\b|^(的)?(成绩|分|得分|平均|及格|不及格|考|总分|第一|排名|满分|最|高|低|列|这列|这一列|这门|课)|^[、和与跟及](数学|语文|物理|化学|生物|历史|地理|政治|科学|体育)`)
	rated  = regexp.MustCompile(`(?i)\b((highest|lowest|average|mean|top)|(best|worst|better|highest|lowest|scored?|scores|marks?|grades?|points|failed|passed|weak(est)?|strong(est)?|average|good|bad) (in|at)|(maths?|physics|chemistry|biology|history|geography|science)( and|,| or)?)\s*$|(数学|语文|物理|化学|生物|历史|地理|政治|科学|体育)[、和与跟及]?$|(平均|最高|最低)的?$`)
	spoken = regexp.MustCompile(`(成|为|到|用|译|翻|译作|说)$`)
)

// OfMarks reports whether a school subject stands between two stretches of a text:
// 谁的英语最高.
func OfMarks(before, after string) bool {
	return marked.MatchString(after) || rated.MatchString(before)
}

// Led reports whether what comes next is a language to put something into.
func Led(before string) bool { return spoken.MatchString(before) }
