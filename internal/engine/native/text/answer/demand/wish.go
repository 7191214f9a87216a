package demand

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksWish = expression.New(`^(?:请问|那么?)?(?:这位|该|这个|那位)?(?:顾客|客户|买家|用户|消费者|客人|投诉人|写信人|写信的人|发信人|作者|对方|业主|家长|租客|住户|评论者|他们?|她们?)(?:在信里|到底|究竟|最后|主要|都|又|对[^，。]{1,6}?)?(?:的|有)?(?:什么|哪些|啥)?(?:要求|诉求|请求|希望|想要?|需求|期望|要)(?:我们|商家|店家|店里|卖家|对方|怎么|的|是|有|得到|做|怎样|处理|解决)*(?:什么|哪些|啥|怎么|怎样|如何)?(?:做|处理|解决|办)?(?:呢|啊)?[？?。 ]*$`)
	asksWhat = expression.New(`什么|哪些|啥|怎么|怎样|如何|诉求|要求`)
	// wish leads to what somebody who writes wants.
	wish  = expression.New(`(?:强烈|郑重|现|特此|特|再次|坚决)?(?:要求|请求|恳请|希望|盼望?|敬请|务必|麻烦|烦请)|请(?:[^问教假客示柬帖愿]|$)|(?:我|我们|本人)(?:只)?(?:想要?|需要|要)(?:[^说问知])`)
	noOne = expression.New(`失望|绝望|没有?希望|没要求|不要求|(?:申|邀|聘|宴)请`)
	ended = expression.New(`[，,。！!？?；;\n]`)
	goes  = expression.New(`^(?:并且?|同时|否则|以及|和|或|不然)`)
)

// Wish is what somebody who writes in Chinese asks for, 请尽快给我退款, each clause that
// asks with what goes on behind it; empty when something else is asked, or nothing is wanted.
func Wish(text, question string) string {
	if !asksWish.MatchString(question) || !asksWhat.MatchString(question) {
		return ""
	}
	var out []string
	from, open := 0, false
	for _, m := range append(ended.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		clause := strings.TrimSpace(text[from:m[0]])
		from = m[1]
		at := wish.FindStringIndex(clause)
		if noOne.MatchString(clause) {
			at = nil
		}
		switch {
		case at != nil:
			out = append(out, clause[at[0]:])
		case open && goes.MatchString(clause):
			out[len(out)-1] += "，" + clause
		}
		open = len(out) > 0 && (at != nil || open) && strings.ContainsAny(text[m[0]:m[1]], ",，")
	}
	return strings.Join(out, "；")
}
