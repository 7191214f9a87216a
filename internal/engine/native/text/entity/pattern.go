package entity

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// piece is how much text patterns look at in one go, so that they can stop.
const piece = 32 << 10

const (
	month    = `(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?`
	weekday  = `(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day`
	small    = `(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|a hundred|a dozen)`
	digits   = `\d+(?:,\d{3})*(?:\.\d+)?`
	big      = `(?:hundred|thousand|million|billion|trillion|bn|mn|m|k)`
	count    = `(?:` + digits + `(?:\s?` + big + `\b)?|(?i:` + small + `)(?:\s(?:` + big + `))*)`
	currency = `(?:US\$|A\$|C\$|HK\$|NT\$|S\$|[$€£¥₹₽₩]|USD|EUR|GBP|CNY|RMB|JPY|CHF|AUD|CAD|HKD|INR)`
	money    = `(?:(?:US|Hong Kong|Canadian|Australian|Singapore)\s)?(?:dollars?|euros?|pounds?(?: sterling)?|yen|yuan|renminbi|rupees?|roubles?|rubles?|francs?|won|pesos?|reais|kron(?:er|or)|cents?|USD|EUR|GBP|CNY|RMB|JPY|CHF)`
	unit     = `(?:percent|per cent|percentage points?|basis points?|km/h|mph|k[mg]|kilomet(?:re|er)s?|met(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|cm|mm|miles?|feet|foot|ft|inch(?:es)?|yards?|kilograms?|kilos?|grams?|milligrams?|mg|tonnes?|tons?|pounds?|lbs?|ounces?|oz|lit(?:re|er)s?|ml|gallons?|barrels?|hectares?|acres?|square (?:met(?:re|er)s?|kilomet(?:re|er)s?|feet|miles?)|sq ?m|degrees(?: Celsius| Fahrenheit)?|[kMG]W|megawatts?|gigawatts?|kilowatts?|kWh|[kKMGT]B|gigabytes?|megabytes?|[kMG]?Hz|volts?|watts?)`
	period   = `(?:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|decades?|centur(?:y|ies))`

	hour = `[0-9０-９一二两三四五六七八九十]{1,3}`
	past = `(?:半|整|钟|一刻|三刻|[0-9０-９一二三四五六七八九十]{1,3}分)?`

	zhDigit = `[0-9０-９〇零一二两三四五六七八九十百千]`
	zhCount = `(?:[0-9０-９]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百千万亿]+)(?:多|余)?[百千万亿]*(?:多|余)?`
)

type pattern struct {
	kind Kind
	hint string // bytes without one of which there is no match; empty is always
	re   *regexp.Regexp
}

// The order matters: an earlier pattern takes its stretch from the later ones.
var compiled = sync.OnceValue(func() []pattern {
	list := []struct {
		kind Kind
		hint string
		re   string
	}{
		{Email, "@", `[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`},
		{URL, ".", `(?:https?|ftp)://[^\s<>"'“”，。；、）)\]]+[^\s<>"'“”，。；、）)\].,;:!?]`},
		{URL, ".", `\bwww\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[A-Za-z0-9._~%/#?=&-]*[A-Za-z0-9/])?`},
		{URL, ".", `\b[A-Za-z0-9-]+\.(?:com|org|net|io|gov|edu|cn|co\.uk|ai|dev)(?:/[A-Za-z0-9._~%/#?=&-]*[A-Za-z0-9/])?\b`},
		{Date, "-/", `\b(?:19|20)\d\d-(?:0?[1-9]|1[0-2])-(?:[0-2]?\d|3[01])\b|\b(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/(?:[0-2]?\d|3[01])\b|\b[0-3]?\d[/.][0-3]?\d[/.](?:19|20)?\d\d\b`},
		{Date, "", `(?:` + weekday + `,?\s+)?(?:\bthe\s+)?\b[0-3]?\d(?:st|nd|rd|th)?(?:\s+day)?\s+(?:of\s+)?` + month + `(?:,?\s+(?:19|20)\d\d)?\b`},
		{Date, "", `(?:` + weekday + `,?\s+)?\b` + month + `\s+[0-3]?\d(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d\d)?\b`},
		{Date, "", `\b(?:(?:early|late|mid|the end of|the beginning of)[\s-])?` + month + `,?(?:\s+of)?\s+(?:19|20)\d\d\b`},
		{Date, "年", zhDigit + `{2,4}年(?:` + zhDigit + `{1,3}月(?:份|(?:上|中|下)旬|` + zhDigit + `{1,3}(?:日|号))?|(?:初|底|末|春|夏|秋|冬|上半年|下半年|第?[一二三四1234]季度))?`},
		{Date, "月", zhDigit + `{1,3}月(?:` + zhDigit + `{1,3}(?:日|号)|份|底|初|末)`},
		{Time, "", `\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?|\b(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?|\b(?i:` + small + `|\d{1,2})\so'clock\b`},
		{Time, "点时", `(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|深夜|夜里)` + hour + `(?:点|时)` + past + `|[0-9０-９]{1,2}(?:点|时)` + past + `|[一二两三四五六七八九十]{1,3}点(?:半|整|钟|一刻|三刻)`},
		{Amount, "", currency + `\s?` + digits + `(?:\s?` + big + `\b)?(?:\s(?:million|billion|trillion)\b)?`},
		{Amount, "", `\b` + count + `(?:\s` + money + `\b|\s?[€£])`},
		{Amount, "%％", digits + `\s?[%％‰]`},
		{Amount, "", `\b` + count + `[\s-]?(?:` + unit + `)\b(?:\s(?:per|an|a)\s(?:hour|second|day|year|minute))?`},
		{Amount, "百千万", `百分之[〇零一二两三四五六七八九十百点0-9.]+|[千万]分之[〇零一二两三四五六七八九十百点0-9.]+`},
		{Amount, "元币美欧英港日点", `(?:人民币|美元|美金|欧元|港币|港元|日元|英镑)` + zhCount + `(?:元整|元|圆)?|` + zhCount + `(?:元整|元人民币|美元|欧元|港元|日元|英镑|卢布|韩元|元|块钱|块|角|个百分点)`},
		{Amount, "", zhCount + `(?:平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|米|千克|公斤|毫克|克|吨|斤|升|毫升|公顷|亩|摄氏度|千瓦时|千瓦|兆瓦|海里|英里|英尺|[kKMG]B|km|kg|cm|mm|GB|MB)`},
		{Duration, "", `\b(?:` + count + `|several|a few|half an?|an?)[\s-](?:(?:business|working|calendar|consecutive|full)\s)?` + period + `\b`},
		{Duration, "", zhCount + `(?:个(?:半)?(?:小时|钟头|工作日|自然日|月|星期|季度|世纪)|小时|分钟|秒钟|秒|天|日内|周|年半|年(?:以上|以内|内|间|来|后|前|之久|多)?)|半个?(?:小时|年|天|月)`},
		{Date, "", `\b(?:(?:early|late|mid|the end of|the beginning of|the summer of|the winter of)[\s-])?(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter|Q[1-4]),?\s(?:of\s)?(?:19|20)\d\d\b|\bQ[1-4]\b`},
		{Date, "", `\b(?:the\s+)?(?:end|beginning|start|middle) of (?:19|20)\d\d\b|\b(?:the\s)?(?:1[5-9]|20)\d0s\b`},
		{Date, "", `\b(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arlier this|[Ll]ater this)\s(?:week(?:end)?|month|year|quarter|summer|winter|spring|autumn|fall|decade|century|morning|afternoon|evening|night|` + weekday + `|` + month + `)\b`},
		{Date, "", `\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)(?:\s(?:morning|afternoon|evening|night))?\b|\b` + weekday + `(?:\s(?:morning|afternoon|evening|night))?\b`},
		{Date, "", `\b(?:January|February|April|June|July|August|September|October|November|December)\b`},
		{Date, "", `\b(?:1[5-9]|20)\d\d\b`},
		{Date, "", `(?:今|明|昨|后|前|当)(?:天|日)(?:早上|上午|中午|下午|晚上)?|[昨今明]晚|(?:去|今|明|前|后)年(?:年底|年初|春天|夏天|秋天|冬天|上半年|下半年|[0-9一二三四五六七八九十]{1,2}月(?:[0-9一二三四五六七八九十]{1,3}[日号])?)?|(?:上个?|下个?|本|这个?)(?:周|星期|礼拜)(?:[一二三四五六日天末])?|(?:上个?|下个?|本|这个)月(?:初|底|中旬)?|(?:周|星期|礼拜)[一二三四五六日天]|(?:上|下)半年|(?:本|上|下)季度|第?[一二三四]季度|(?:年|月)底|近日|日前`},
		{Phone, "", `(?:\+\d{1,3}[\s-]?)?\(?\d{2,4}\)?[\s.-]?\d{3,4}[\s.-]?\d{3,4}(?:[\s.-]?\d{2,4})?\b`},
	}
	out := make([]pattern, len(list))
	for i, p := range list {
		out[i] = pattern{p.kind, p.hint, regexp.MustCompile(p.re)}
	}
	return out
})

// patterns finds what has a form of its own.
func patterns(ctx context.Context, s string) ([]Entity, error) {
	var out []Entity
	for at := 0; at < len(s); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		end := breakAt(s, at)
		out = append(out, inPiece(s, at, end)...)
		at = end
	}
	return out, nil
}

// breakAt finds where to cut the piece of s that begins at at: at a line end,
// or else a space, or else anywhere between two runes.
func breakAt(s string, at int) int {
	if len(s)-at <= piece {
		return len(s)
	}
	head := s[at : at+piece]
	for _, cut := range []string{"\n", "。", " "} {
		if i := strings.LastIndex(head, cut); i > piece/2 {
			return at + i + len(cut)
		}
	}
	end := at + piece
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return end
}

func inPiece(s string, at, end int) []Entity {
	part := []byte(s[at:end])
	var out []Entity
	for _, p := range compiled() {
		if p.hint != "" && !strings.ContainsAny(s[at:end], p.hint) {
			continue
		}
		for _, m := range p.re.FindAllIndex(part, -1) {
			from, to := at+m[0], at+m[1]
			if !standsAlone(s, from, to, p.kind) {
				continue
			}
			out = append(out, Entity{p.kind, s[from:to], from, to, 0.95})
			for i := m[0]; i < m[1]; i++ {
				part[i] = 0x01 // taken
			}
		}
	}
	return out
}

// standsAlone refuses a match that is a piece of something else.
func standsAlone(s string, from, to int, kind Kind) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	first, last := s[from], s[to-1]
	if before == '第' || before == '几' {
		return false
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if digit(first) && (unicode.IsDigit(before) || before == '.' && from > 1 && digit(s[from-2]) || unicode.IsLetter(before) && before < 0x2e80) {
		return false
	}
	if digit(last) && (unicode.IsDigit(after) || unicode.IsLetter(after) && after < 0x2e80 && kind != Amount) {
		return false
	}
	switch kind {
	case Phone:
		return phoneLike(s[from:to])
	case Date:
		if len(s[from:to]) == 4 && digit(first) { // a bare year
			return bareYear(s, from, to)
		}
	default:
	}
	return true
}

func phoneLike(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	if n < 7 || n > 15 {
		return false
	}
	grouped := strings.ContainsAny(s, " -()+")
	return grouped || n == 11 && s[0] == '1' || n == 10 && s[0] == '0'
}

// bareYear tells the year in "in 2008" from a mere number.
func bareYear(s string, from, to int) bool {
	before := strings.Fields(strings.ToLower(s[max(0, from-24):from]))
	if len(before) == 0 {
		return true
	}
	after := strings.TrimLeft(s[to:min(len(s), to+12)], " ")
	if strings.HasPrefix(after, "%") || strings.HasPrefix(after, "people") {
		return false
	}
	switch strings.Trim(before[len(before)-1], "(,") {
	case "in", "since", "from", "until", "till", "by", "to", "before", "after", "during", "and", "between", "of", "year", "for", "around", "circa", "through", "early", "late", "mid", "than", "fiscal", "":
		return true
	}
	return strings.HasSuffix(strings.TrimSpace(s[:from]), "(") || strings.HasPrefix(after, ")") || strings.HasPrefix(after, ",")
}
