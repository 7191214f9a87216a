// Package nominal tells requests that only name what they want to know of a text, “notice
// period”, 月租金, and makes a question of them.
package nominal

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	polite = regexp.MustCompile(`(?i)^(?:(?:hi|hey|hello|please|pls|just|only|and|so|also|now)[, ]+)+|[, ]*\b(?:please|pls|thanks|thank you)[.!]*$|^(?:请问|麻烦|请|那|那么)|(?:谢谢|呢|吧)$`)
	// heads are the nouns that such a name ends in, or has before “of” and “for”; others are
	// told by how they end.
	heads = regexp.MustCompile(`(?i)^(?:dates?|days?|deadlines?|periods?|terms?|amounts?|totals?|subtotals?|sums?|prices?|rents?|deposits?|fees?|costs?|charges?|fines?|salary|salaries|wages?|rates?|tax|taxes|vat|numbers?|codes?|id|ids|iban|bic|address|addresses|e-?mails?|phones?|telephone|parties|party|landlord|tenant|lessor|lessee|buyer|seller|vendor|employer|employee|client|customer|supplier|contractor|lender|borrower|guarantor|author|sender|recipient|chair|penalty|penalties|discounts?|balance|notice|expiry|start|end|delivery|interest|currency|titles?|subject|venue|place|times?|agenda|attendees|participants|law|court|liability|hours|weight|size|height|colou?r|model|brand|owner|manager|reason|purpose|results?|conclusions?|budget|schedule|invoice|account|order|reference|version|name|holidays?|overtime|bonus|benefits)$|(?:tion|sion|ment|ance|ence|ity|ship|ness|age|ure|cy|ling|date|time|dom|ism|acy)s?$`)
	// acts are words that ask for something to be done, or name what is at hand: no name of a fact.
	acts  = regexp.MustCompile(`(?i)\b(?:what|who|which|how|when|where|why|about|i|me|we|us|you|it|this|that|these|those|them|he|she|do|does|did|is|are|was|can|could|should|would|will|make|fix|help|check|improve|change|turn|convert|put|get|give|show|tell|find|list|write|rewrite|read|translate|summari[sz]e|summary|explain|describe|compare|review|edit|clean|correct|correction|correct|polish|analy[sz]e|analysis|process|handle|extract|extraction|remove|delete|add|draw|open|play|save|send|use|look|work|try|something|anything|everything|stuff|thing|things|file|document|text|translation|transcription|conversion|voice|audio|image|picture|video|table|chart|sentiment|keywords?|entities|classification|question|answer|information|info|improvement|enhancement|attachment|language|message|page|paragraph|sentence|assistance)\b`)
	words = regexp.MustCompile(`(?i)^(?:the |its |their |our |my |your )?([a-z][a-z'’-]*(?: [a-z'’-]+){0,5})$`)
	role  = regexp.MustCompile(`(?i)^(?:landlord|tenant|lessor|lessee|buyer|seller|vendor|employer|employee|client|customer|supplier|contractor|lender|borrower|guarantor|author|sender|recipient|chair|owner|manager)$`)

	headsZh = regexp.MustCompile(`(?:[租押定佣奖罚违约]金|金额?|款项?|总额|总价|价格|单价|费用?|利率|税率|税额|比例|数量|面积|重量|尺寸|期限|期间|日期|时间|工期|租期|地点|地址|名称|姓名|号码?|编号|账号|电话|邮箱|联系方式|联系人|负责人|甲方|乙方|房东|租客|承租人|出租人|买方|卖方|发票抬头|责任|义务|权利|条件|方式|原因|目的|用途|范围|标准|职位|职务|部门|薪资|工资|待遇|主题|议题|主持人|参会人员?|结论|开户行|有效期|保修期|试用期|通知期|截止日|付款日|到期日)$`)
	actsZh  = regexp.MustCompile(`^(?:总结|翻译|朗?读|念|写|做|改|修|删|提取|列|找|画|转|生成|处理|帮|看|说|讲|识别|分析|检查|整理|优化|润色|给|把|将|用|对|让|这|那|它|计算|算|统计|判断|概括|摘要|比较|解释|介绍|描述|去|加|换|调|存|保存|导出|打开|播放)|[吗么什谁哪几怎]|多少|关键词|情感|翻译|摘要|图|表`)
	whoZh   = regexp.MustCompile(`(?:联系人|负责人|甲方|乙方|房东|租客|承租人|出租人|买方|卖方|主持人)$`)
	muchZh  = regexp.MustCompile(`(?:金|金额|款项?|额|价|价格|费|费用|率|比例|数量|面积|重量|号码?|编号|账号|电话|薪资|工资|租期|工期|期限?|有效期|保修期|试用期|通知期)$`)
	whenZh  = regexp.MustCompile(`(?:日期|时间|截止日|付款日|到期日)$`)
)

// Question is what a request asks that only names what it wants to know; "" where it says
// more, or names nothing that a text tells.
func Question(request string) string {
	s := strings.TrimSpace(request)
	for {
		bare := strings.Trim(polite.ReplaceAllString(s, ""), " ,.!?，。！？")
		if bare == s {
			break
		}
		s = bare
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return chinese(s)
	}
	m := words.FindStringSubmatch(s)
	if m == nil || acts.MatchString(s) {
		return ""
	}
	l := strings.Fields(m[1])
	head := l[len(l)-1]
	for i, w := range l {
		if i > 0 && (w == "of" || w == "for" || w == "per" || w == "in" || w == "on" || w == "under" || w == "to") {
			head = l[i-1]
			break
		}
	}
	if !heads.MatchString(head) {
		return ""
	}
	said := s
	if said == m[1] {
		said = "the " + said
	}
	switch {
	case role.MatchString(head):
		return "Who is " + said + "?"
	case strings.HasSuffix(head, "s") && !strings.HasSuffix(head, "ss") && head != "address" || head == "parties":
		return "What are " + said + "?"
	}
	return "What is " + said + "?"
}

var (
	wants   = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|then|please|,|with)[, ]+)*(?:(?:tell|give|show|send|get|find|extract|name|look up|pick out|pull out|say|state|note|quote)(?: me| us)?(?: out)?(?: just| also| only)? )?((?:the|its|their) .+)$`)
	wantsZh = regexp.MustCompile(`^(?:和|及|以及|加上|与|并且?|再|然后|请|帮我|，|,)*(?:告诉我|告诉|给出|说出|说一下|说明|指出|列出|列明|找出|查出|查一下|写出|提取出?|给我|看看)?(?:其中|里面|文中|合同|信|通知|他|她|它)?(?:的|里的|中的)?(\p{Han}+)$`)
)

var withinZh = regexp.MustCompile(`^(?:这|那)?(?:里面|里头|其中|文中|上面|当中)的?`)

// handedZh is a fact that is to be told, 把退款金额告诉我.
var handedZh = regexp.MustCompile(`^(?:请|麻烦|帮我|就|再|并)*(?:把|将)(.+?)(?:都|也)?(?:告诉|告知|报给|发给)(?:我们?)(?:一下|一声)?$`)

// Wanted is the question of words that want a fact told by its name, “tell me the
// deadline”, 列出押金; "" where they say more.
func Wanted(words string) string {
	words = strings.Trim(words, " ,.!?，。！？")
	if m := handedZh.FindStringSubmatch(words); m != nil {
		return chinese(withinZh.ReplaceAllString(m[1], ""))
	}
	for _, of := range []*regexp.Regexp{wants, wantsZh} {
		if m := of.FindStringSubmatch(words); m != nil {
			return Question(m[1])
		}
	}
	return ""
}

var (
	listed = regexp.MustCompile(`(?i)^(?:(.*?\S)(?:\s*[.?!;,]\s*|\s+))?(?:(?:and|also|then|plus|please|after that),? )*(?:tell me|give me|show me|send me|get(?: me)?|find(?: me)?|extract|name|look up|pick out|pull out|list|write down|note(?: down)?)(?: just| also| only| out)? ((?:the|its|their|his|her|any) [^.?!;:]+?)[.?! ]*$`)
	items  = regexp.MustCompile(`,? and |, (?:and )?`)
	cases  = regexp.MustCompile(`(?i)\b(?:if|unless|otherwise|when|whether|each|every|all|both)\b`)
	leadIn = regexp.MustCompile(`(?i)^(?:(?:please|just|also|and|then|can you|could you|i need you to|i want you to),?\s*)*$`)
)

var (
	listedZh = regexp.MustCompile(`^(?:请|麻烦|帮我|帮忙|再|然后)*(?:(?:把|将)(.+?)(?:都|分别|全部)*(?:找|列|提取|写|摘|摘录|整理|查|标)(?:出来|出|一下)?|(?:找出|列出|提取出?|告诉我|给出|查一下|摘出|写出|告知)(?:文中|里面|合同里|信里)?的?(.+?))[。.！!]*$`)
	itemsZh  = regexp.MustCompile(`[、，,]|以及|和|及|与`)
)

// Listed are the questions of a Chinese request that lists facts by their names and asks for
// nothing else: 把截止时间、费用和联系电话找出来.
func Listed(request string) (asked []string) {
	m := listedZh.FindStringSubmatch(strings.TrimSpace(request))
	if m == nil {
		return nil
	}
	for _, name := range itemsZh.Split(m[1]+m[2], -1) {
		q := chinese(name)
		if q == "" || len(asked) == 6 {
			return nil
		}
		asked = append(asked, q)
	}
	return asked
}

// Facts are the questions of a request that lists several facts by their names behind another
// wish, and that wish, which may be empty: “Is she angry? Also pull out the date and the price”;
// none where it is no such request.
func Facts(request string) (wish string, asked []string) {
	m := listed.FindStringSubmatch(strings.TrimSpace(request))
	if m == nil || cases.MatchString(request) {
		return "", nil
	}
	for _, name := range items.Split(m[2], -1) {
		q := Question(name)
		if q == "" || len(asked) == 6 {
			return "", nil
		}
		asked = append(asked, q)
	}
	if len(asked) < 2 {
		return "", nil
	}
	return leadIn.ReplaceAllString(m[1], ""), asked
}

// Fact is the question of a fact that is named; "" in English where its name is of no fact.
func Fact(name string) string {
	if q := Question(name); q != "" {
		return q
	}
	switch {
	case !strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		return ""
	case whoZh.MatchString(name):
		return name + "是谁？"
	case whenZh.MatchString(name):
		return name + "是什么时候？"
	case muchZh.MatchString(name):
		return name + "是多少？"
	}
	return name + "是什么？"
}

func chinese(s string) string {
	if n := utf8.RuneCountInString(s); n < 2 || n > 10 || !headsZh.MatchString(s) || actsZh.MatchString(s) || strings.ContainsAny(s, "，,；;、 ") {
		return ""
	}
	switch {
	case strings.HasSuffix(s, "条款"): // it is quoted, not told
		return ""
	case whoZh.MatchString(s):
		return s + "是谁？"
	case whenZh.MatchString(s):
		return s + "是什么时候？"
	case muchZh.MatchString(s):
		return s + "是多少？"
	}
	return s + "是什么？"
}
