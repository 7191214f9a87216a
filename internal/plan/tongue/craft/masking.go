package craft

import (
	"regexp"
	"slices"
	"strings"
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
	homes  = regexp.MustCompile(`(?i)\b(?:(?:home |street |postal )?address(?:es)?|postcodes?|zip codes?)\b|地址|住址`)
	mails  = regexp.MustCompile(`(?i)\b(?:e-?mail|mail|web|ip) address(?:es)?\b|(?:邮箱|邮件|电子邮件|网)地址`)
	usual  = regexp.MustCompile(`(?i)\b(?:personal|private|sensitive) (?:data|details|information|info)\b|个人信息|隐私|敏感信息|敏感数据`)
)

var (
	// spared are the words for what is not masked: behind “except”, and with it what is kept.
	spared = regexp.MustCompile(`(?i)\b(?:except(?:ing|ed)?(?: for)?|excluding|other than|apart from|(?:everything|anything) but|but(?: not| for| the)|not)\b[^,;.，。；]*|除了?[^，。；]{1,16}?(?:以外|之外|外)|除了?[^，。；]{1,16}|[^，。；把将]{1,12}?(?:以外|之外|除外)`)
	kept   = regexp.MustCompile(`(?i)\b(?:leav(?:e|ing)|keep(?:ing)?)\b[^,;.，。；]*|(?:保留|留下|不要?动|别动|(?:不要|别|不用)(?:遮|打码|隐|涂))[^，。；]{0,12}|[^，。；、和把将]{1,8}(?:保留|不变|不动|不用动|不要动|别动|留着)`)
	// others are all that is not named, which is not masked anyway.
	others = regexp.MustCompile(`(?i)\b(?:else|rest|others?|remaining|everything|layout|format\w*|the text)\b|其他|其它|其余|别的|剩下|格式|排版`)
	// chosen are some of a kind, which nobody can tell from the others here.
	chosen = regexp.MustCompile(`(?i)\bpages? \d|\bon (?:the )?(?:first|last|second|third|next) page\b|\b(?:first|last|second|third|\d+(?:st|nd|rd|th)) (?:paragraph|sentence|line|section|page|row|half)\b|\b(?:start|beginn?|end)ing with\b|\bmy (?:own )?(?:\w+ )?(?:names?|numbers?|address(?:es)?|phone|e-?mail)\b|\bnames? of (?:the )?(?:tenant|landlord|buyer|seller|patient|customer|author|sender|recipient|children|child)\b|[A-Z]\w+['’]s? (?:name|number|address|phone|e-?mail)|第[一二三四五六七八九十\d]+[页段行条句章]|我的(?:姓名|名字|电话|手机|地址|邮箱|身份证)`)
	// strange is what is not looked for.
	strange = regexp.MustCompile(`(?i)\b(?:passwords?|passcodes?|pins?|ip(?:v[46])? address(?:es)?|plates?|user ?names?|logins?|health|diagnos\w+|medical|ages?|gender|religio\w+|signatures?|wechat)\b|密码|口令|车牌|(?i:ip) ?地址|微信|(?i:qq)|年龄|性别|签名|病情|诊断|病史`)
	// swapped leads to what stands there instead, and sign is what a sign can be.
	swapped = regexp.MustCompile(`(?i)\b(?:replac|swap|chang|turn)\w*\b.*\b(?:with|by|for|into|to)\s+(.*)|(?:替换|换|改)(?:成|为|做)([^，。；]*)`)
	sign    = regexp.MustCompile(`(?i)placeholder|label|tag|stars?\b|asterisk|bracket|\bbars?\b|blocks?\b|black|blank|symbol|mask|dash|hash|x{2,}|[*█_\[【<#]|generic|dots?\b|kind|type|占位|星|标签|类型|括号|黑|空白|叉`)
	// columns are for who works on tables.
	columns = regexp.MustCompile(`(?i)\b(?:remov|delet|drop|strip|tak|get rid|leave out|cut)\w*\b.*\b(?:columns?|rows?|lines?|records?|entries)\b|(?:去掉|去除|删|移除)[^，。；]*[列行]|[列行][^，。；]{0,3}(?:去掉|去除|删|移除)`)
	leftOut = regexp.MustCompile(`(?i)\bleav\w+ out\b|\bnothing but\b`)
)

// masking is what is masked, and what is left as it is; false where something else is wanted.
func (w *Wish) masking(clause string) bool {
	clause = leftOut.ReplaceAllString(clause, "only")
	if m := swapped.FindStringSubmatch(clause); m != nil && !sign.MatchString(m[1]+m[2]) || columns.MatchString(clause) {
		return false
	}
	rest, left := clause, ""
	for _, re := range []*regexp.Regexp{spared, kept} {
		if re == kept && inPart.MatchString(rest) { // “keep the last four digits”
			w.Params["style"] = "partial"
			break
		}
		left += strings.Join(re.FindAllString(rest, -1), " ")
		rest = re.ReplaceAllString(rest, " ")
	}
	l, not := kinds(rest), kinds(left)
	odd := strange.MatchString(rest)
	switch {
	case odd && len(l) == 0 && !usual.MatchString(rest):
		return false
	case odd:
		w.Undone = "masked-other"
	case chosen.MatchString(rest), left != "" && len(not) == 0 && !others.MatchString(left):
		w.Undone = "masked-part"
	}
	if usual.MatchString(rest) || len(l) == 0 {
		l = nil
		if len(not) > 0 {
			l = []string{"names", "phones", "emails", "ids", "cards", "addresses"}
		}
	}
	some := len(l) > 0
	l = slices.DeleteFunc(l, func(k string) bool { return slices.Contains(not, k) })
	if len(l) > 0 {
		w.Params["kinds"] = l
	}
	return len(l) > 0 || !some
}

// kinds are the kinds of what is masked that words name.
func kinds(said string) (l []string) {
	for _, m := range masked {
		if m.is.MatchString(said) {
			l = append(l, m.kind)
		}
	}
	if homes.MatchString(mails.ReplaceAllString(said, " ")) {
		l = append(l, "addresses")
	}
	return l
}
