// Package spot finds places that have no name of their own in Chinese: 体育组办公室,
// and how far an address goes on behind a name: 长沙市岳麓区麓山南路208号.
package spot

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	venue = expression.New(`在([^，。；、在]{2,16}?)(?:召开|举行|举办|进行|开会|签署|签订|生产|上班|工作|居住|生活|就读|学习|集合|见面|出售|购买|订购|领取|办理|报到|签到|上课|考试|面试|比赛|演出|用餐|就餐|聚餐|停车|乘车|候车|上车|取票|入场)`)
	stay  = expression.New(`(?:入住|下榻|住进|住宿?在|住宿地点[:：为是])(?:了)?([^，。；、\n]{2,20})`)
	// named is what stands behind a word for a place.
	named = expression.New(`(?:地点|地址|会场|考场|场地|位置)(?:都|均|仍|依然|改|设|定|安排|选)?(?:为|是|在|到|于|位于|：|:)+\s*([^，,。；;\n（(]{2,40})`)

	lies    = expression.New(`^((?:\p{Han}{1,8}?(?:省|市|区|县|旗|镇|乡|村|街道|大道|路|街|道|巷|弄|里|苑|园|小区|广场|大厦|中心|校区|航站楼|停车场|车站|火车站|机场|公园|学校|医院|门口|入口))*(?:[A-Za-z]?[0-9一二三四五六七八九十]{1,5}(?:号|弄|栋|幢|座|单元|楼|层|室|房|门|馆|厅)(?:院|楼|门)?)*)`)
	asksLie = expression.New(`哪里|哪儿|在哪|什么地方|何处|地址|位置|地点`)

	sentTo  = `(?:送|交|给|寄|发|投|递)?(?:到|至|往|给|去|向|在)`
	asksDay = expression.New(`哪(?:一|几)?(?:天|日|月|年|个月|周|个星期)`)
	day     = expression.New(`^[0-9一二三四五六七八九十]{1,4}[年月日号点时:：]`)
	// asksAt asks at which place something is done: 在哪里集合, 纸箱到哪里领.
	asksAt = expression.New(`(?:到|去|在|从)(?:哪里|哪儿|哪个(?:地方|窗口|部门|教室|会议室)|哪|什么地方|何处)(?:可以|能|去|来|才能)?((\p{Han})\p{Han}{0,3}?)[？?。 ]*$`)
	asks   = expression.New(`(堆|贴|摆|挂|停|建|设|埋|交|寄|发|送|投|递|放|存|搬|运|带|汇|打|转|退|还|报|提交|递交|寄送|发送|投递|前往|开|通)` + sentTo + `(?:了|的)?(?:哪里|哪儿|哪个(?:地方|邮箱|地址|部门|办公室|账户|账号|教室)|哪|什么(?:地方|邮箱|地址|部门)|何处|谁)|(放|存|摆|搁)(?:在|进|了)?(?:哪里|哪儿|哪|什么地方|何处)`)
)

// Said are the places that a sentence gives in Chinese.
func Said(sentence string) (out [][2]int) {
	for _, form := range []expression.Lazy{venue, stay, named} {
		for _, m := range form.FindAllStringSubmatchIndex(sentence, -1) {
			if !strings.HasPrefix(sentence[m[2]:m[3]], "同") {
				out = append(out, [2]int{m[2], m[3]})
			}
		}
	}
	return out
}

// Address is how many bytes of an address stand behind a name, where the question asks
// where something is.
func Address(question, after string) int {
	if !asksLie.MatchString(question) {
		return 0
	}
	return lies.FindStringSubmatchIndex(after)[3]
}

// Verb is what is done with a thing whose goal is asked for: 交 in 报名表交到哪里;
// empty where something else is asked.
func Verb(question string) string {
	if asksDay.MatchString(question) {
		return "" // 改到哪天
	}
	if m := asks.FindStringSubmatch(question); m != nil {
		return m[1] + m[2]
	}
	if m := asksAt.FindStringSubmatch(question); m != nil {
		return m[2]
	}
	return ""
}

// Goal is where a sentence says that a thing is brought by a verb, or at which place
// it is done; it ends at 0 where it does not.
func Goal(question, sentence string) (start, end int) {
	verb := Verb(question)
	form := `(?:` + verb + `\p{Han}?|\p{Han}` + verb + `)(?:到|至|往|给|在|入|进)\s*([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|[^，,。；;、\s]{2,30})`
	if at := asksAt.FindStringSubmatch(question); !asks.MatchString(question) && at != nil {
		form = at[1] + `(?:请|可以?|须)?(?:在|到|去)([^，,。；;、\s]{2,30})|(?:到|去|在)([^，,。；;、\s到在]{2,20}?)(?:去|来|统一|免费|准时|开展|进行|举行|参加|凭[^，。；]{1,6})?` + verb
	}
	for _, m := range expression.New(form).FindAllStringSubmatchIndex(sentence, -1) {
		k := len(m) - 2 // of two forms the second
		if m[k] < 0 {
			k = 2
		}
		at := numbered.FindStringIndex(sentence[m[k]:m[k+1]]) // 三号楼 is no day
		if !day.MatchString(sentence[m[k]:m[k+1]]) || at != nil && at[0] == 0 {
			return m[k], m[k] + len(strings.TrimRight(sentence[m[k]:m[k+1]], "."))
		}
	}
	return 0, 0
}

var numbered = expression.New(`[0-9A-Z一二三四五六七八九十]{1,3}号?(?:楼|栋|幢|座|线|班|室|厅|馆|车间|店|桌|组|队|单元|等奖|等座|年级)`)

// Numbered is what it is worth that a clause speaks of the one of several that a question
// names by its number – 5号楼 –, or costs that it speaks of another.
func Numbered(question, clause string) float64 {
	asked, said := numbered.FindString(question), numbered.FindString(clause)
	switch {
	case asked == "" || said == "":
		return 0
	case strings.Contains(clause, asked):
		return 0.3
	}
	return -0.3
}

var (
	asksStay = expression.New(`住(?:宿|店)?(?:在|的|到)?(?:哪|什么|何处)|住宿(?:地点|安排)`)
	staying  = expression.New(`(?:入住|下榻|住进|住宿?在|住宿地点[:：为是])了?$`)
)

// Lodges is what it is worth that one stays at the place that follows on some words, where the question asks that.
func Lodges(question, before string) float64 {
	if asksStay.MatchString(question) && staying.MatchString(before) {
		return 0.5
	}
	return 0
}
