// Package figure tells clauses that ask a table for figures of their own from those
// that only say more of a question beside them.
package figure

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

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

var (
	openZh = regexp.MustCompile(`^((?:再|并|然后|请|顺便|另外|最后|告诉我|说说|看看|，)*)((?:哪|谁|什么)[^，。]{0,6}?最[^，。]{1,3})$`)
	open   = regexp.MustCompile(`(?i)^(?:(?:and|then|also|please|tell|me|say|show|find|out) )*(?:which|what|when)\b.*\b(?:highest|lowest|largest|smallest|biggest|best|worst|top|peak)(?: (?:one|of all))?$`)
)

// Of is a question for an end that says of no figure, with the one that was named before
// it: 统计销售额，再告诉我哪个月最高.
func Of(question string, columns []string) string {
	bare := strings.TrimRight(question, "?？ ")
	if len(columns) != 1 || strings.Contains(strings.ToLower(question), strings.ToLower(columns[0])) {
		return question
	}
	if m := openZh.FindStringSubmatch(bare); m != nil {
		return m[1] + columns[0] + m[2]
	}
	if open.MatchString(bare) {
		return bare + " in " + columns[0]
	}
	return question
}

var (
	sentences = regexp.MustCompile(`[^.?!。？！,，;；\n]+`)
	wanted    = regexp.MustCompile(`(?i)^(?:(?:and|please|just|only|but|i|i'd|we|give|show|list|pick|name|tell|me|us|want|need|like|take|keep it to|make it|at most|no more than|around|about|the|top|best|first|main|say) )*(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a dozen)(?: (?:of (?:them|those)|words|key ?words|terms|phrases|ones|will do|would do|is enough|are enough|is fine|are fine|is plenty|are plenty|suffice|should do|only|please|max|maximum|at most))*$`)
	wantedZh  = regexp.MustCompile(`^(?:请|就|只|给我|给|列出?|要|取|我|来|挑|选|最多|大概|前)*(\d+|[一二两三四五六七八九十])(?:个|条)(?:关键词|词|主题词)?(?:左右|以内)?(?:就|也)?(?:足?够|行|可以|即可|好|吧|了)*$`)
	spelled   = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "", "twelve"}
)

// Wanted is how many of what was asked for before a sentence or clause of a text wants,
// which says nothing else: “give me five”, 三个就够了. Zero is none.
func Wanted(behind string) int {
	for _, s := range sentences.FindAllString(behind, 4) {
		s = strings.TrimSpace(s)
		m := wanted.FindStringSubmatch(s)
		if m == nil {
			m = wantedZh.FindStringSubmatch(s)
		}
		if m == nil {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n
		}
		if strings.EqualFold(m[1], "a dozen") {
			return 12
		}
		if n := slices.Index([]rune("零一二三四五六七八九十"), []rune(strings.ReplaceAll(m[1], "两", "二"))[0]); n > 0 {
			return n
		}
		return max(slices.Index(spelled, strings.ToLower(m[1])), 0)
	}
	return 0
}

// praised is what asks for the mood of texts, which a table seldom has a column for.
var praised = regexp.MustCompile(`差评|好评|(负面|正面|消极|积极)的?(评论|评价|反馈|留言)|(评论|评价|反馈|留言)[^，。]{0,4}(负面|正面|消极|积极)`)

// Praise reports whether a clause asks for the mood of texts.
func Praise(clause string) bool { return praised.MatchString(clause) }

var (
	marked = regexp.MustCompile(`(?i)^\s*(scores?|marks?|grades?|results?|points?|averages?|column|exams?|tests?|homework)\b|^(的)?(成绩|分|得分|平均|及格|不及格|考|总分|第一|排名|满分|最|高|低|列|这列|这一列|这门|课)|^[、和与跟及](数学|语文|物理|化学|生物|历史|地理|政治|科学|体育)`)
	rated  = regexp.MustCompile(`(?i)\b((highest|lowest|average|mean|top)|(best|worst|better|highest|lowest|scored?|scores|marks?|grades?|points|failed|passed|weak(est)?|strong(est)?|average|good|bad) (in|at)|(pass|fail|flunk|ace)(ed|d|es|s|ing)?|(maths?|physics|chemistry|biology|history|geography|science)( and|,| or)?)\s*$|(数学|语文|物理|化学|生物|历史|地理|政治|科学|体育)[、和与跟及]?$|(平均|最高|最低)的?$`)
	spoken = regexp.MustCompile(`(成|为|到|用|译|翻|译作|说)$`)
)

// OfMarks reports whether a school subject stands between two stretches of a text:
// 谁的英语最高.
func OfMarks(before, after string) bool {
	return marked.MatchString(after) || rated.MatchString(before)
}

// Led reports whether what comes next is a language to put something into.
func Led(before string) bool { return spoken.MatchString(before) }
