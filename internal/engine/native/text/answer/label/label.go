// Package label answers from the lines at the head of a paper that name what they
// say – “Present: Ann, Bob”, 时间：3月12日 – questions that have other words for it:
// who attended, 会议什么时候开的.
package label

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

const (
	event   = `(?:(?:committee|board|team|weekly|monthly|annual|general|project|staff|kick-?off|council|club|parents'?) )*(?:meeting|event|talk|lecture|workshop|party|concert|course|exam|interview|wedding|conference|training|seminar|session|match|ceremony|webinar|appointment|exhibition|assembly|gathering|it|this|that)s?`
	eventZh = `(?:这个|这次|本次|该|此次|那次|上述|本)?(?:项目|部门|公司|年度|产品)?(?:会议|例会|大会|年会|晨会|周会|会|活动|讲座|培训|比赛|聚会|聚餐|考试|面试|婚礼|展览|演出|发布会|座谈会|研讨会|班会|家长会)?`
	beZh    = `(?:开始|召开|举行|举办|进行|开会|开|办)?(?:的|了)?[？?。 ]*$`
	whenZh  = `(?:是)?(?:在|于|定在|安排在)?(?:什么时候|何时|几点钟?|哪一?天|几月几[号日]|几号|什么时间|哪日)`
	whereZh = `(?:是)?(?:在|于)?(?:哪里|哪儿|哪|什么地方|何处|何地|哪个地方|哪个会议室|哪间会议室)`
)

// kinds are what is asked for, and the labels that say it.
var kinds = []struct {
	asks expression.Lazy
	keys expression.Lazy
	has  expression.Lazy // what a value must have
}{
	{
		expression.New(`(?i)^(?:and |so )?(?:when|(?:at |on )?(?:what|which) (?:time|day|date)) (?:is|was|does|did|will|are|were)(?: (?:the|this|that|our|their))? ` + event + `(?: (?:be|being|to be|due to))*(?: (?:held|take place|taking place|happen(?:ing)?|on|start(?:ing)?|begin(?:ning)?|scheduled(?: for)?|planned(?: for)?))?[?.! ]*$|^(?:请问)?` + eventZh + whenZh + beZh + `|^(?:请问)?` + eventZh + `的?(?:时间|日期)(?:是|为)?(?:什么时候|什么|多少|几点|何时)?[？?。 ]*$`),
		expression.New(`(?i)^(?:(?:meeting|event) )?(?:date|time|when|date and time|date & time|date/time|day)$|^(?:会议|活动|开会|举办|举行|讲座|培训|考试|面试|召开)?(?:时间|日期)$`),
		expression.New(`[0-9０-９一二三四五六七八九十]|(?i:day|noon|night|evening|morning|tomorrow|today)|[今明后]天`),
	},
	{
		expression.New(`(?i)^(?:and |so )?(?:where|in (?:what|which) (?:room|place|hall|building)) (?:is|was|does|did|will|are|were)(?: (?:the|this|that|our|their))? ` + event + `(?: (?:be|being|to be))*(?: (?:held|take place|taking place|happen(?:ing)?|on))?[?.! ]*$|^(?:请问)?` + eventZh + whereZh + beZh + `|^(?:请问)?` + eventZh + `的?(?:地点|地址|会场)(?:是|为|在)?(?:什么|哪里|哪儿|哪)?[？?。 ]*$`),
		expression.New(`(?i)^(?:(?:meeting|event) )?(?:venue|place|location|where|room|address)$|^(?:会议|活动|开会|举办|举行|讲座|培训|考试|面试|集合)?(?:地点|地址|场地|会场)$`),
		expression.New(`\pL`),
	},
	{
		expression.New(`(?i)^(?:and |so )?(?:what(?:'s| is| was) the (?:(?:invoice|bill|receipt|billing|issue) )?date(?: (?:of|on) (?:the|this|that) (?:invoice|bill|receipt))?|(?:when|on (?:what|which) (?:day|date)) (?:is|was|were) (?:it|(?:the|this|that) (?:invoice|bill|receipt)) (?:issued|dated|written|made out|sent|from))[?.! ]*$|^(?:请问)?(?:发票|账单|收据)?(?:的)?(?:是)?` + whenZh + `(?:开|开具|开出|出具)的?(?:发票|票)?[？?。 ]*$|^(?:发票|账单|收据)(?:的|上的)?(?:开票|开具)?(?:日期|时间)(?:是|为)?(?:什么时候|哪天|多少|几号|什么)?[？?。 ]*$`),
		expression.New(`(?i)^(?:(?:invoice|bill|receipt|issue) )?date$|^date of (?:issue|invoice)$|^(?:date issued|issued|issued on|dated)$|^(?:开票|开具|出票|发票)?日期$`),
		expression.New(`[0-9]`),
	},
	{
		expression.New(`(?i)^(?:and |so )?who(?: all| else)? (?:(?:is|was|were|are) (?:all )?(?:there|present|in attendance|at (?:the|this|that) ` + event + `|attending(?: (?:the|this) ` + event + `)?)|(?:has |have )?(?:attended|attends|took part|takes part|came|joined|participated|participates|showed up)(?: (?:in|to|at))?(?: (?:the|this|that) ` + event + `)?)[?.! ]*$|^(?:please )?(?:list|name|who are|who were|what are|give me|show me) (?:the names of |all |of )*(?:the )?(?:people who attended|people present|attendees|participants|those present)(?: (?:of|at|in) (?:the|this) ` + event + `)?[?.! ]*$` +
			`|^(?:请问)?` + eventZh + `(?:都)?(?:是)?(?:有)?(?:谁|哪些人|哪几个人|哪几位|什么人|哪几人)(?:都|来)?(?:参加|出席|到场|到会|参会|在场|与会|来)(?:了)?(?:这次|这个|本次)?(?:会议|例会|会|活动)?(?:的|了)?[？?。 ]*$|^(?:请问)?` + eventZh + `的?(?:参加|出席|到场|到会|参会|与会)(?:会议|活动)?(?:的)?(?:人员?|者|名单)?(?:都)?(?:有|是)?(?:谁|哪些人?|哪几个人?|哪几位|什么人|哪些)[？?。 ]*$|^(?:请问)?(?:参加|出席)(?:这次|本次|这个)?(?:会议|例会|活动|会)(?:的)?(?:人员?)?(?:都)?(?:有|是)(?:谁|哪些人?|哪几个人?|哪几位)[？?。 ]*$`),
		expression.New(`(?i)^(?:present|attendees|attending|in attendance|attendance|participants|those present|members present|people present)$|^(?:参加|参会|出席|与会|到会|应到|实到)?(?:会议)?(?:人员?|者|名单|成员)$|^(?:参加|参会|出席|与会|到会)(?:会议)?$`),
		expression.New(`\pL`),
	},
	{
		expression.New(`(?i)^(?:and |so )?who (?:(?:is|was|were|are) (?:absent|missing|not (?:there|present)|away|excused)|(?:sent|sends|gave|made) (?:their |his |her )?apologies|(?:could|did) ?n[o']t (?:come|attend|make it)|could not (?:come|attend))(?: (?:from|at|to) (?:the|this) ` + event + `)?[?.! ]*$|^(?:请问)?` + eventZh + `(?:都|有|是)*(?:谁|哪些人|哪几个人|哪几位)(?:没有?来|没有?参加|没有?出席|缺席|请假|没到|不在)(?:会议)?(?:了|的)?[？?。 ]*$|^(?:缺席|请假)(?:的)?(?:人员?|者)?(?:有|是)(?:谁|哪些人?)[？?。 ]*$`),
		expression.New(`(?i)^(?:apologies|absent|apologies for absence|excused|regrets)$|^(?:缺席|请假|未到)(?:人员?|者)?$`),
		expression.New(`\pL`),
	},
	{
		expression.New(`(?i)^(?:and |so )?who (?:(?:is|was) (?:the )?(?:chair(?:man|woman|person)?|in the chair|chairing|presiding)|chaired|chairs|led|presided)(?: (?:of|over|at))?(?: ?(?:the|this) ` + event + `)?[?.! ]*$|^(?:请问)?` + eventZh + `(?:的)?(?:是)?(?:由)?(?:谁|哪位|哪个人)(?:来)?主持(?:会议)?(?:的|了)?[？?。 ]*$|^(?:请问)?` + eventZh + `的?主持人?是(?:谁|哪位)[？?。 ]*$`),
		expression.New(`(?i)^(?:chair(?:man|woman|person)?|chaired by|in the chair|presiding)$|^(?:会议)?主持(?:人)?$`),
		expression.New(`\pL`),
	},
	{
		expression.New(`(?i)^(?:and |so )?who (?:took|takes|wrote|kept|made|is taking) (?:the )?(?:minutes|notes)[?.! ]*$|^(?:请问)?` + eventZh + `(?:的)?(?:是)?(?:由)?(?:谁|哪位)(?:来)?(?:做)?(?:的)?记录(?:会议)?(?:的|了)?[？?。 ]*$|^(?:请问)?` + eventZh + `的?记录人?是(?:谁|哪位)[？?。 ]*$`),
		expression.New(`(?i)^(?:minutes(?: taken)?(?: by)?|note ?taker|notes by|secretary)$|^(?:会议)?记录(?:人|员)?$`),
		expression.New(`\pL`),
	},
}

var (
	other = expression.New(`(?i)\b(?:next|last|previous|following)\b|下次|下一次|下一?个|上次|上一?次`)
	line  = expression.New(`(?:^|[.。；;　\s])([\pL/&（）() ]{2,24}?)\s?[:：][ \t]*`)
	// bracketed is what somebody of a list is, behind the name.
	chair = expression.New(`(?i)([A-Z][\pL'’.-]*(?: [A-Z][\pL'’.-]*){0,3}|[\p{Han}·]{2,4}) ?[(（](?:in the )?(?:chair(?:man|woman|person)?|主持人?|主席)[)）]`)
)

// chairs is the kind of who leads a meeting.
const chairs = 5

// Answer is what the label says that question means; empty when it asks for
// something else or the text has no such label.
func Answer(text, question string) string {
	q := strings.TrimSpace(question)
	if other.MatchString(q) {
		return ""
	}
	if m := lies.FindStringSubmatch(q); m != nil && strings.Contains(head(text, 1), m[1]) {
		return strings.Join(values(text, kinds[1].keys, kinds[1].has), " ")
	}
	if e := ofAnother.FindString(q); e != "" && strings.Contains(text, e) && !strings.Contains(head(text, 2), e) && !expression.New(e+`(?:的)?(?:时间|日期|地点)`).MatchString(text) {
		return "" // the label says when the meeting is, not the party that it speaks of
	}
	for i, k := range kinds {
		if !k.asks.MatchString(q) {
			continue
		}
		said := values(text, k.keys, k.has)
		if len(said) == 0 && i == chairs {
			if m := chair.FindStringSubmatch(text); m != nil {
				return m[1]
			}
		}
		if len(said) == 0 && i == 0 {
			return headed(text)
		}
		between := ", "
		if strings.ContainsFunc(strings.Join(said, ""), func(r rune) bool { return r >= 0x4e00 && r < 0xa000 }) {
			between = " "
		}
		return strings.Join(said, between)
	}
	return ""
}

var (
	// lies asks where something is that a title names.
	lies = expression.New(`^(?:请问)?([\p{Han}]{2,12}?)(?:是|位于)?(?:在|设在)(?:哪里|哪儿|哪|什么地方|何处)[？?。 ]*$`)
	// ofAnother are events that a paper about another may speak of.
	ofAnother = expression.New(`年会|讲座|培训|比赛|聚会|聚餐|考试|面试|婚礼|展览|演出|发布会|座谈会|研讨会|班会|家长会`)
)

// head are the first lines of a text that have anything.
func head(text string, n int) string {
	at := 0
	for l := range strings.Lines(text) {
		at += len(l)
		if strings.TrimSpace(l) != "" {
			n--
		}
		if n == 0 {
			break
		}
	}
	return text[:at]
}

// day is a date, with the hour behind it.
var day = expression.New(`(?i)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:,? \d{4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{4}-\d\d-\d\d)(?:,? (?:at )?\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?|o'clock|h)?(?:[^\d\pL]|$))?|(?:[0-9]{2,4}年)?[0-9]{1,2}月[0-9]{1,2}[日号](?:[（(][^（）()]{1,6}[）)])?(?:[上下中]午|早上|晚上|[0-9一二三四五六七八九十两]+[点时][半0-9一二三四五六七八九十]*分?|[0-9]{1,2}[:：][0-9]{2})*`)

// headed is the day in the first lines of notes, which have no label for it; these
// are lines that are no sentences.
func headed(text string) string {
	n := 0
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if n++; n > 4 || strings.ContainsAny(l[len(l)-1:], ".!?:") || strings.HasSuffix(l, "。") {
			return ""
		}
		if said := day.FindString(l); said != "" {
			return strings.TrimRight(said, " ,")
		}
	}
	return ""
}

// most is how many lines of a paper are looked at for labels.
const most = 20

// values are what the lines of a text say behind a label, each up to the next label.
func values(text string, keys, has expression.Lazy) (out []string) {
	n := 0
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if n++; n > most {
			break
		}
		found := line.FindAllStringSubmatchIndex(l, -1)
		for i, m := range found {
			end := len(l)
			if i+1 < len(found) {
				end = found[i+1][0]
			}
			value := strings.TrimRight(strings.TrimSpace(l[m[1]:end]), ".。;；")
			if keys.MatchString(strings.TrimSpace(l[m[2]:m[3]])) && value != "" && has.MatchString(value) {
				out = append(out, value)
			}
		}
	}
	return out
}
