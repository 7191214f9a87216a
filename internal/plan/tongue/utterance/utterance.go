// Package utterance tells requests that want to hear the answer to something, “read me the
// deadline”, 把押金念给我听, and not the whole of a text.
package utterance

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// aloudZh wants a fact read, by its name or as a question.
	aloudZh = regexp.MustCompile(`^(?:(.*?)[，,。；;：:]\s*)?(?:请|麻烦|帮我|就|再|并且?|然后|最后|只|只要|仅|顺便|也)*(?:(?:把|将)([^，,。；;]{2,24}?)(?:单独|大声|都|也|用语音|用.{1,3}声)*(?:念|读|朗读|播报|播放?|说|转成语音|做成语音|生成语音|变成语音|转语音)|(?:念|读|朗读|播报)(?:一下|出来?|给我们?听?)([^，,。；;]{2,20}?))(?:成|为)?(?:一段)?(?:语音|音频)?(?:出来|出声|一遍|一下)?(?:给我们?听?|给他们?听?|给她听)?(?:就行|即可|就好|吧)?(?:[，,]?(?:存成|做成|用|要)?(?:mp3|wav|ogg|flac|m4a)(?:格式)?)?[。！!]?$`)
	aloudEn = regexp.MustCompile(`(?i)^(?:(.*?\S)(?:[,.;:?!]\s*(?:(?:and|then|also|please|now|finally),? )*|\s+(?:and|then) (?:then |also |please )?))?(?:(?:please|just|only|can you|could you),? )*(?:read|speak|say)(?: (?:me|us|to me))?(?: (?:out|aloud|out loud|back))?(?: just| only)? ((?:the|its|their|his|her|my|our) [a-z][a-z' -]{2,48}?|(?:who|whom|whose|what|when|where|how|which|why|until when|by when|at what time) [^,.;!]{4,60}?)(?: (?:out(?: loud)?|aloud|to (?:me|us)|in a \w+ voice|as (?:an? )?(?:mp3|wav|speech|audio)(?: file)?|only))*(?:,? please)?[.!]?$`)
	// loud is what says that something is to be heard.
	loud = regexp.MustCompile(`(?i)\b(?:read|speak|say) (?:me|us|out|aloud|to me|it out)\b|\b(?:aloud|out loud|as (?:an? )?(?:mp3|wav|speech|audio)|out|to (?:me|us))\b`)
	// asksZh and asksEn are questions, and facts what a text tells by its name.
	asksZh  = regexp.MustCompile(`多少|多久|多[长大高远重]|几|谁|哪|什么|怎么|如何|为何|是否|啥`)
	asksEn  = regexp.MustCompile(`(?i)^(?:who|whom|whose|what|when|where|how|which|why|until when|by when|at what time)\b`)
	factsZh = regexp.MustCompile(`(?:[租押定佣奖罚违约]金|金额?|款项?|总额|总价|价格|价钱|单价|费用?|利率|税率|比例|数量|面积|期限|期间|日期|时间|日子|工期|租期|地点|地址|位置|名称|姓名|名字|号码?|编号|账号|密码|电话|邮箱|联系方式|联系人|负责人|房东|租客|要求|诉求|理由|原因|办法|条件|方式|有效期|保修期|试用期|截止日|到期日|时段|范围|规定)$`)
	// entire is the whole of a text, or what was made of it.
	entire = regexp.MustCompile(`(?i)\b(?:letters?|texts?|e-?mails?|mails?|messages?|articles?|stor(?:y|ies)|poems?|notes?|notices?|summar(?:y|ies)|translations?|results?|answers?|transcripts?|contents?|files?|documents?|pages?|reports?|reviews?|recipes?|menus?|ones?|words|sentences?|paragraphs?|lines?|lists?|keywords?|names|gist|rest|whole|thing|everything|contract|lease|minutes|news|captions?|titles?|headlines?|parts?|sections?|chapters?|clauses?|versions?|dates|people|places|companies|numbers|description|(?:english|german|french|spanish|chinese|italian) (?:one|text)?)$|\b(?:it|this|that|they|she|he) (?:says?|said|wrote|writes|is about|reads?|contains?)\b|\bis (?:said|written|in (?:it|there))\b|全文|文章|正文|内容|摘要|总结|概括|译文|翻译|结果|^[它这那其]|(?:[稿文信诗]|通知|合同|故事|新闻|报道|评论|评价|答案|回答|字幕|报告|以上|下面|关键词|人名|标题|条款?|[章节段句])$|写了|说了|讲了`)
	// cases is a condition before, and others what is to be done where it does not hold.
	cases    = regexp.MustCompile(`(?i)^(?:如果|要是|假如|若是?|万一|倘若|当|if|when|unless|in case)\b?[^，。；,;.]*$`)
	others   = regexp.MustCompile(`(?i)[，。；,;.]\s*(?:(?:如果|要是)?(?:不|没|否则|不然|要不)[^，。；]*$|(?:otherwise|if not|or else)\b[^.;]*\.?$)`)
	several  = regexp.MustCompile(`[和与及、]|\band\b`)
	pronouns = regexp.MustCompile(`^(?:其中|里面|文中|信里|通知里|合同里|上面)的?`)
)

// Fact is what a request wants to have read aloud where that is a fact of a text: the question
// of it, what the request wants before, and the words that ask for the reading. The question is
// as it was said where named is false; else it is the name of a fact.
func Fact(request string) (before, fact, why string, named bool) {
	s := strings.TrimSpace(others.ReplaceAllString(strings.TrimSpace(request), ""))
	if m := aloudZh.FindStringSubmatchIndex(s); m != nil && utf8.RuneCountInString(s) < 200 {
		fact = pronouns.ReplaceAllString(group(s, m, 2)+group(s, m, 3), "")
		fact = strings.TrimSuffix(fact, "都")
		switch asks := asksZh.MatchString(fact); {
		case utf8.RuneCountInString(fact) < 2 || several.MatchString(fact) && !asks || entire.MatchString(fact) && !asks:
		case asks && !strings.Contains(fact, "什么的") && !strings.HasSuffix(fact, "内容"), factsZh.MatchString(fact):
			before = group(s, m, 1)
			return before, fact, strings.TrimLeft(s[len(before):], "，,。；;：: "), !asks
		}
		return "", "", "", false
	}
	m := aloudEn.FindStringSubmatchIndex(s)
	if m == nil || len(s) > 300 {
		return "", "", "", false
	}
	before, fact = group(s, m, 1), group(s, m, 2)
	why = strings.TrimLeft(s[len(before):], ",.;:?! ")
	if entire.MatchString(fact) || several.MatchString(fact) || !loud.MatchString(why) {
		return "", "", "", false
	}
	if strings.HasSuffix(before, ",") || len(before) < len(s) && strings.ContainsAny(s[len(before):][:1], ".?!") {
		before = s[:len(before)+1]
	}
	return before, fact, why, !asksEn.MatchString(fact)
}

// Conditional reports whether what stands before is only a condition.
func Conditional(before string) bool {
	return cases.MatchString(strings.TrimRight(before, "，,。；; "))
}

func group(s string, at []int, n int) string {
	if at[2*n] < 0 {
		return ""
	}
	return s[at[2*n]:at[2*n+1]]
}
