// Package errand tells requests that want something done in the world, where no model reaches: a
// ticket booked, somebody called, a bill paid. It knows some such things by name; what is to be
// written or made first, to be sent or not, is no errand, nor what is done to rows and files.
package errand

import (
	"regexp"
	"strings"
)

const (
	lead   = `(?i)^(?:(?:hi|hey|hello|please|pls|ok|so)[, ]+)*(?:(?:can|could|would|will) (?:you|u)(?: please| kindly)?|i (?:want|need|would like) you to|i['’]d like you to|please|help me(?: to)?) (?:please |help me (?:to )?|go and )?`
	goods  = `(?:tickets?|seats?|tables? (?:at|for|in)|taxis?|cabs?|uber|pizzas?|flights?|trains?|hotels?|rooms?|appointments?|meals?|food|dinner|lunch|breakfast|takeaway|groceries|flowers|car|van|bus|filters?|shoes|presents?|gifts?|coffee|sushi|milk|bread|restaurant|cleaner|plumber|electrician|courier|parking space|holiday|trip|massage|haircut)\b`
	people = `(?:me an? (?:taxi|cab|ambulance|uber)|(?:me|us|him|her|them|mum|mom|dad)|(?:my|our|the|an?) (?:\w+ )?(?:vet|doctor|dentist|landlord|landlady|tenant|plumber|electrician|police|bank|school|restaurant|hotel|office|garage|insurer|agent|lawyer|solicitor|customer|supplier|boss|manager|mother|father|mum|mom|dad|wife|husband|brother|sister|son|daughter|friend|neighbou?r|taxi|cab|ambulance|hairdresser|pharmacy|hospital|airline|company|council))`
)

var (
	act = regexp.MustCompile(lead + `(?:(?:book|reserve|buy|purchase|hire|order) (?:[\w'’]+ ){0,5}?` + goods + `|(?:call|phone|ring|dial) ` + people + `(?: (?:for me|back|up|about|at|on|to|now|today|tomorrow|tonight)\b|[.?! ]*$)|pay (?:this|the|my|our|that) (?:\w+ )?(?:invoice|bill|rent|fine|fee|deposit|tax|electricity|insurance|subscription|plumber|landlord)\b|(?:remind|wake) (?:me|us) (?:to|up|tomorrow|tonight|every)\b|set (?:up )?an? (?:alarm|timer|reminder)\b|make (?:me |us )?an? (?:appointment|reservation|booking|phone call)\b|(?:schedule|arrange) an? (?:call|meeting|appointment|pick-?up|visit)\b|cancel (?:my|our|the|this) (?:booking|order|subscription|appointment|reservation|contract|membership)\b|transfer (?:(?:the |my |some )?(?:money|rent|deposit)\b|[£$€] ?\d))[^.?!;,]*[.?! ]*$`)
	// more is what wants something else as well, or speaks of rows, files and texts, which are
	// at hand: to order is to sort there, and to call is to name.
	more = regexp.MustCompile(`(?i)\b(?:and|then|but|who|what|when|where|which|how|why)\b|\bfrom \w+ to \w+est\b|\bby (?:the )?(?:price|date|name|size|amount|age|time|\w+est)\b|\b(?:alphabetical(?:ly)?|chronological(?:ly)?|(?:a|de)scending|rows?|columns?|cells?|sheets?|spreadsheet|tables?(?: (?:below|above|of))|lists?|lines?|entries|names|files?|pdf|documents?|pages?|images?|pictures?|photos?|texts?|e-?mails?|letters?|summary|sentences?|paragraphs?|words?|data|csv|excel)\b`)

	actZh = regexp.MustCompile(`^(?:请问|请|麻烦你?|劳驾|那|你|您|[,， ])*(?:能不能|能否|可不可以|可以|能|是否可以)?(?:请|麻烦)?(?:你|您)?(?:帮忙|帮|替|给|为)(?:我们?|忙)?(?:一下)?(?:去|再|也)?(?:(?:预订|预定|订|买|购买|抢|叫|约|租|网购|代购)(?:一下|一?[个张份台辆束间位点些]|[两二三几四五\d]+|机票|车票|船票|火车票|门票|票|酒店|房间?|外卖|餐|位|座|车)|(?:打|拨)(?:一?[个通])?电话|(?:给|跟)[^，。]{1,10}(?:打|发|寄|回)(?:一?[个封条通])?(?:电话|邮件|短信|微信|消息|信)|(?:打|发)(?:一?[个封条通])?(?:邮件|短信|微信|消息)|(?:付|缴|交|支付|转)(?:一下|掉|了)?(?:这|那|款|钱|账|费|房租|电费|水费|话费)|(?:预约|挂)(?:一?个)?(?:号|时间|医生|门诊|专家)|设(?:置|定)?(?:一?个)?(?:闹钟|提醒|日程)|取消(?:这个|我的|掉)?(?:订单|预订|预约|订阅|合同))[^，。；]*$`)
	askZh = regexp.MustCompile(`什么|多少|谁|哪|怎么|如何|几[点号天月年时个条]|电话是|[查看问找念读译算]`)
)

// Is reports whether a request wants nothing but such a thing.
func Is(request string) bool {
	s := strings.TrimSpace(request)
	if len(s) > 160 {
		return false
	}
	return act.MatchString(s) && !more.MatchString(s) || actZh.MatchString(strings.TrimRight(s, "。？！?!. ")) && !askZh.MatchString(s)
}
