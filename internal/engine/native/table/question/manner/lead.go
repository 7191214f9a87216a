package manner

import (
	"regexp"
	"strings"
)

// Lead is from what a question asks how far what it finds is away.
type Lead string

// What things are away from.
const (
	FromSecond  Lead = "second"  // and by how much?
	FromLast    Lead = "last"    // how far ahead of the worst one is it?
	FromOverall Lead = "overall" // how much less is that than overall?
)

var (
	apart = regexp.MustCompile(`(?i)(?:[,;?.:–-]|\s|^)\s*(?:and\s+|then\s+|also\s+)*(?:say\s+|tell me\s+|show\s+)?(?:by (?:exactly )?(?:how much|how many(?: \w+)??|what margin)(?: (?:more|less|higher|lower|further|each))?(?: (?:is|was|are|were) (?:it|that|he|she|they))?(?: (?:behind|ahead|short|above|below))?` +
		`|(?:by )?how (?:much|many) (?:more|less|fewer|higher|lower|better|worse|older|younger|cheaper|dearer|longer|shorter|faster|slower|further|farther|heavier|lighter|warmer|colder|ahead|behind|short|below|above|over|under)(?: \w+)?(?: (?:is|are|was|were|did|does|do|has|have) (?:it|that|he|she|they|this|those|each(?: of them| one)?)(?: earn| make| sell| spend| have)?| each)?` +
		`|how far (?:ahead|behind|apart|below|above|off|short|under|over)(?: (?:is|are|was|were) (?:it|that|he|she|they|each(?: of them| one)?))?` +
		`|(?:how (?:much|big|large|wide|great) (?:is|was)|what(?:'s| is| was)) (?:the|their) (?:gap|difference|margin|lead|distance)(?: between (?:them|the two|both))?` +
		`|(?:what is |how much is )?each (?:of them )?(?:short|below|above|over|under) by)` +
		`(?P<than>\s+(?:than|of|over|from|to|behind|the)\b[^?,;.]*?)?(?:\s+(?:is|was|are|were) (?:it|that|he|she|they))?[\s?.!]*$`)
	apartZh   = regexp.MustCompile(`(?:^|[,，;；、？?。\s])(?:并且?|再|又|都|还|请?告诉我)*(?:分别|各自?|每样|每个|每种|每人|两者|它们|他们|两个)?(?P<than>(?:比|跟|和|与|领先|落后于?)[^，,？?。]{1,9}?|最[高多大贵好长快]的?[和与跟比]最[低少小差慢短]的?|最[高多大贵好长快]最[低少小差慢短])?(?:都|还|要|能|大概|到底|之间)*(?:差距?|相差|差额|多出?了?|高出?了?|低了?|少了?|贵|便宜|领先|落后|快|慢|长|短|缺|超出?了?|不足)(?:有|是|为)?(?:多少|几)[个\p{Han}]{0,3}[呢啊呀]?[\s？?。！!]*$|(?:^|[,，;；、？?。\s])(?:两者|它们|他们|之间|的)*(?:差距|差额|差别)(?:是|有|为)?(?:多少|多大|几\p{Han}{0,2})[呢啊]?[\s？?。！!]*$`)
	toLast    = regexp.MustCompile(`(?i)\b(?:last|worst|best|bottom|top|most|least|(?:high|low|small|bigg?|larg|slow|fast|weak|strong|cheap|short|long|busi|quiet)est)\b|最后|最差|最低|最少|最小|垫底|末位|倒数|最慢`)
	toOverall = regexp.MustCompile(`(?i)\b(?:overall|average|mean|all|everyone|everybody|whole|total)\b|总体|整体|全体|平均|大家|所有人|全部`)
	toNext    = regexp.MustCompile(`(?i)\b(?:second|2nd|next|runner-up|other|others|rest)\b|第二|亚军|另一|别的|其他`)
)

// Away is a question without a last wish to know how far what it finds is from the rest,
// and from what: which shop sold most, and by how much?
func Away(question string) (rest string, from Lead) {
	for _, form := range []*regexp.Regexp{apart, apartZh} {
		m := form.FindStringSubmatchIndex(question)
		if m == nil || strings.TrimSpace(question[:m[0]]) == "" {
			continue
		}
		than := ""
		if m[2] >= 0 {
			than = strings.TrimSpace(question[m[2]:m[3]])
		}
		switch {
		case than == "", toNext.MatchString(than):
			from = FromSecond
		case toLast.MatchString(than):
			from = FromLast
		case toOverall.MatchString(than):
			from = FromOverall
		default:
			continue // than something of the table
		}
		return strings.TrimRight(question[:m[0]], " ,，;；、-–:："), from
	}
	return question, ""
}

var (
	joined  = regexp.MustCompile(`(?i)^(.{8,}?\S)(?:\s*[,;–-])?\s+and\s+((?:also\s+)?(?:(?:in|with|from|by|at|for|on|of) )?(?:which|who|whose|when|where|how (?:much|many)|what)\b.+)$`)
	figured = regexp.MustCompile(`(?i)\b(?:how (?:many|much|far|long)|total|average|avg|mean|median|number of|sum|per|each|by)\b`)
	many    = regexp.MustCompile(`(?i)^how (?:many|much)\b`)
	portion = regexp.MustCompile(`(?i)^(?:and )?(?:what|which) (?:share|percentage|percent|part|fraction|proportion)\b`)
	ends    = regexp.MustCompile(`(?i)\b(?:most|least|fewest|best|worst|furthest|latest|[a-z]{3,}est)\b`)
	eachOne = regexp.MustCompile(`(?i)^how (?:much|many)(?: \w+)? (?:each|for each(?: of them)?|per (?:person|head|one))\b`)
	both    = regexp.MustCompile(`(?i)^(.*\b(?:most|least|fewest|best|worst|[a-z]{3,}est)\b.*?)\s+and\s+((?:(?:the|which|who|what) )*(?:most|least|fewest|best|worst|[a-z]{3,}est)\b.*)$`)
	alone   = regexp.MustCompile(`(?i)^(?:the )?(?:most|least|fewest|best|worst|[a-z]{3,}est) [a-z]{3,}`)
	spans   = regexp.MustCompile(`(?i)\b(?:difference|between|range|gap|apart|spread|by month|each|per|every|average|avg)\b`)
)

// Two parts a question that asks for two things in one sentence: how many were sold in all
// and which branch sold the most of them; what there is and how much of each; the cheapest
// and the dearest. The second has the first before it where it may be of that.
func Two(question string) (first, second string, ok bool) {
	question = strings.TrimRight(question, " ?.!")
	if _, _, sums := Summed(question); sums || strings.Contains(question, "?") {
		return "", "", false
	}
	if m := both.FindStringSubmatch(question); m != nil && !spans.MatchString(question) && !strings.EqualFold(ends.FindString(m[1]), ends.FindString(m[2])) && strings.Contains(m[1], " ") {
		if second = m[2]; !alone.MatchString(second) {
			second = m[1] + "? " + second
		}
		return m[1], second, true
	}
	m := joined.FindStringSubmatch(question)
	switch {
	case m == nil:
	case eachOne.MatchString(m[2]), figured.MatchString(m[1]) && ends.MatchString(m[2]) && !ends.MatchString(m[1]),
		ends.MatchString(m[1]) && portion.MatchString(m[2]), many.MatchString(m[1]) && many.MatchString(m[2]):
		return m[1], m[1] + "? " + m[2], true
	}
	return "", "", false
}
