// Package roster tells requests that want nothing but the names, dates, amounts or addresses that a
// text mentions: “everybody in the minutes, one per line”. It finds none of them.
package roster

import (
	"regexp"
	"strings"
)

var (
	wanted = regexp.MustCompile(`(?i)\b(?:only|just|alone|nothing else|nothing more|mentioned|named|listed|appear\w*|occur\w*|list|find|extract|pull|pick|per line|line each|collect|every|all)\b|只|仅|别的|其他|其它|提到|出现|提及|涉及|列|找|提取|摘|一行|每行|所有|全部`)
	kinds  = regexp.MustCompile(`(?i)\b(?:(?:people|person|company|first|last|full|place|family|personal)(?:['’]s|s['’])? ?names?|names?(?: of (?:all |the )*(?:people|persons|places|companies|participants))?|people|persons?|everybody|everyone|whoever|who(?:['’]s| is| are| was| were)?|attendees|participants|dates?|years|places?|locations|cities|countries|compan(?:y|ies)|organi[sz]ations?|amounts?(?: of money)?|sums?(?: of money)?|money|prices?|costs|(?:tele)?phones?(?: numbers?)?|e-?mails?(?: address(?:es)?)?|links?|urls?|web ?sites?|web address(?:es)?)\b|人名|人物|姓名|名字|参会人员?|哪些人|谁|地名|地点|城市|公司名?|机构|组织|日期|时间|年份|金额|价格|价钱|电话(?:号码)?|手机号?码?|邮箱(?:地址)?|网址|链接`)
	filler = regexp.MustCompile(`(?i)^(?:all|the|any|every|only|just|nothing|else|more|other|others|no|please|pls|list|show|give|me|us|find|extract|get|pull|out|pick|collect|tell|write|i|want|need|of|in|on|from|to|for|this|that|these|those|a|an|as|it|its|them|with|by|and|or|also|mentioned|named|listed|appearing|occurring|appear|appears|that|which|are|is|there|name|one|two|per|line|lines|each|own|new|separate|row|down|up|text|texts|minutes|ad|advert|article|letter|e?mail|message|contract|lease|document|file|notice|news|report|story|page|pdf|note|notes|paper|flyer|invoice|agreement|transcript|chat|full|alone|then|here|s|can|could|you|so|both|together|once|simple|plain)$`)
	zh     = regexp.MustCompile(`请|帮我|麻烦|把|将|给我|我|只要?|仅|就行|就好|即可|列出?来?|列一下|找出?来?|提取出?来?|摘出?来?|抽取|写出?来?|所有|全部|都|每[个条]|一行|一[个条人]|每行|各占|分行|逐行|别的|其他|其它|的?都?不要|不用|这|那|份|篇|封|段|个|里面?|中|文中|文章|合同|通知|新闻|纪要|记录|信|邮件|聊天|协议|报告|公告|文件|文本|文字|广告|上|提到|出现|提及|涉及|过|了|有|的|和|与|及|以及|还有|跟|或|什么|哪些|出来|来|一下|人|吧|其中|到|分别|单独|要`)
)

// Is reports whether a request wants nothing else.
func Is(request string) bool {
	s := strings.TrimSpace(request)
	if len(s) > 160 || !wanted.MatchString(s) || !kinds.MatchString(s) {
		return false
	}
	rest := kinds.ReplaceAllString(s, " ")
	rest = zh.ReplaceAllString(rest, " ")
	for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" ,.;:!?'’\"，。；：！？、-–", r) }) {
		if !filler.MatchString(w) {
			return false
		}
	}
	return true
}
