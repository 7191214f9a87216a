package craft

import (
	"regexp"

	"github.com/tenonhub/tenon/internal/task"
)

// plates are what nothing here finds in a picture.
var plates = regexp.MustCompile(`(?i)\b(?:plates?|licen[cs]e)\b|车牌|牌照|文字|号码|名字|姓名`)

// masked are the kinds of what is masked in a text, by the words for them.
var masked = []struct {
	kind string
	is   *regexp.Regexp
}{
	{"names", regexp.MustCompile(`(?i)\b(?:(?:people['’]?s? |person(?:al)? |first |last |sur|full )?names?|who (?:is|are)|people|persons?)\b|姓名|名字|人名|名称`)},
	{"organisations", regexp.MustCompile(`(?i)\b(?:compan(?:y|ies)|organi[sz]ations?|firms?|employers?)\b|公司|机构|单位`)},
	{"places", regexp.MustCompile(`(?i)\b(?:places?|cities|towns|countries|locations?)\b|地名|城市|地点`)},
	{"phones", regexp.MustCompile(`(?i)\b(?:(?:tele)?phones?|phone ?numbers?|mobiles?|cell(?: ?phones?)?|tel)\b|电话|手机|联系方式`)},
	{"emails", regexp.MustCompile(`(?i)\b(?:e-?mails?|e-? ?mail address(?:es)?|mail address(?:es)?)\b|邮箱|邮件地址|电子邮件|电邮`)},
	{"ids", regexp.MustCompile(`(?i)\b(?:ids?|id numbers?|identity|passports?|social security|ssns?|national insurance|licen[cs]e numbers?)\b|身份证|证件|护照|社保号`)},
	{"cards", regexp.MustCompile(`(?i)\b(?:(?:credit|bank|debit) ?cards?|card numbers?|cards?|ibans?|account numbers?|bank accounts?|accounts?)\b|卡号|银行卡|信用卡|账号|账户`)},
	{"urls", regexp.MustCompile(`(?i)\b(?:urls?|web ?(?:sites?|addresses)|links?)\b|网址|链接`)},
	{"dates", regexp.MustCompile(`(?i)\b(?:dates?|birthdays?|birth ?dates?)\b|日期|生日`)},
	{"amounts", regexp.MustCompile(`(?i)\b(?:amounts?|prices?|sums?|figures|salar(?:y|ies)|money)\b|金额|价格|工资|薪资`)},
}

var (
	// inPart leaves some of what is masked to be seen.
	inPart = regexp.MustCompile(`(?i)\bpart(?:ly|ially)\b|\b(?:keep|show|leave)\w*\b[^.;]*\b(?:last|first)\b|部分(?:遮|隐|打|脱)|(?:只留|保留|留)[^，。]{0,6}[位个]|中间[^，。]{0,3}位|[前后末尾][^，。]{0,2}[一二三四五六\d]位`)
	homes  = regexp.MustCompile(`(?i)\b(?:(?:home |street |postal |postal )?address(?:es)?|postcodes?|zip codes?)\b|地址|住址`)
	mails  = regexp.MustCompile(`(?i)\b(?:e-?mail|mail|web|ip) address(?:es)?\b|(?:邮箱|邮件|电子邮件|网)地址`)
	usual  = regexp.MustCompile(`(?i)\b(?:personal|private|sensitive) (?:data|details|information|info)\b|个人信息|隐私|敏感信息|敏感数据`)
)

// masking is what is masked: the kinds that are named, else the usual ones.
func masking(p task.Params, clause string) {
	var l []string
	for _, m := range masked {
		if m.is.MatchString(clause) {
			l = append(l, m.kind)
		}
	}
	if homes.MatchString(mails.ReplaceAllString(clause, " ")) {
		l = append(l, "addresses")
	}
	if inPart.MatchString(clause) {
		p["style"] = "partial"
	}
	if len(l) > 0 && !usual.MatchString(clause) {
		p["kinds"] = l
	}
}
