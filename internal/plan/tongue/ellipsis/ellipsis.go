// Package ellipsis tells questions that leave most of what they ask to the one
// before them.
package ellipsis

import (
	"regexp"
	"strings"
)

var (
	followsOn  = regexp.MustCompile(`(?i)^(?:and\s+)?(?:what|how) about\s+|^and\s+|^(?:那么?|还有|以及)`)
	asksItself = regexp.MustCompile(`(?i)\b(?:what'?s?|how'?s?|which|who'?s?|whose|when|where|why|is|are|was|were|do|does|did|can|should|list|show|give|tell|name|find|count|calculate|compute|sort|rank|draw|plot|summari[sz]e|translate)\b|列|算|画|多少|几|谁|哪|什么|啥|怎|是否|吗|为何`)
)

// Resumes reports whether a question leaves most of it to the one before it,
// “and in February?”, 二月份呢, and what it says itself.
func Resumes(question string) (rest string, yes bool) {
	s := strings.TrimSpace(strings.TrimRight(question, " ?？。."))
	rest = followsOn.ReplaceAllString(s, "")
	if rest == s && !strings.HasSuffix(s, "呢") || asksItself.MatchString(rest) || len(strings.Fields(rest)) > 6 || len([]rune(rest)) > 40 {
		return "", false
	}
	rest = strings.TrimSpace(strings.TrimSuffix(rest, "呢"))
	return rest, rest != ""
}

var (
	interrogative = regexp.MustCompile(`(?i)哪|谁|什么|多少|几|\b(which|who|what|how (many|much)|when)\b`)
	orders        = regexp.MustCompile(`(?i)\b(\w+est|most|least|best|worst|most \w+) (ones? )?first$|\b(ascending|descending)$|^(and )?(sort|sorted|order|ordered|rank|ranked|arrange|arranged|from)\b.*\bto \w+$|(排序|排列|[从由].{1,2}[到至].{1,2})$`)
	// Figures is what asks for figures without a question word: 列出合计, “the average”.
	Figures = regexp.MustCompile(`(?i)(列出|列一下|列|算出?|算一下|求出?|统计|给出|显示|告诉我|给我|找出|查)[^，。]*(合计|总|平均|均值|最|数量|人数|次数|笔数|占比|前[\d一二三四五六七八九十])|\b(list|show|give|calculate|compute|tell|find|add up|count|name)\b.*\b(totals?|sums?|averages?|mean|median|number|count|most|least|highest|lowest|largest|smallest|biggest|top|best|worst)\b|^((and|also|plus|then)\s+)*(the\s+)?(totals?|sums?|averages?|mean|median|number of|highest|lowest|largest|smallest|biggest|top|best|worst)\b|^(再|还有|以及|并|和|另外|然后)*(每|各|总|平均|合计)[^，。]*(合计|总|平均|均|数量|人数|额|量)`)
)

// Asks reports whether a clause asks something of its own, and does not only say
// in which order an answer is to stand.
func Asks(clause string) bool {
	return !orders.MatchString(clause) && (interrogative.MatchString(clause) || Figures.MatchString(clause))
}
