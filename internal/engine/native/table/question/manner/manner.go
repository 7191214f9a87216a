// Package manner reads how an answer is to look: how exact, as a cross table. It
// takes these words out of a question, so that they are not looked for in the table.
package manner

import (
	"regexp"
	"strings"
)

// Manner is how an answer is to look.
type Manner struct {
	Decimals int  // places that figures are rounded to; -1 is as they are
	Cross    bool // the second groups stand side by side
	Never    bool // who never did something is asked
}

var (
	places = regexp.MustCompile(`(?i)[,，、]?\s*(?:and\s+)?\b(?:rounded|round|show|give|keep|with|to|using|in)\b[^,.;?，。]{0,30}?\b(no|zero|0|one|a single|two|three|four|[1-6])\s+(?:decimals?|digits? after the (?:decimal )?point)(?:\s+(?:places?|points?|digits?))?\b` +
		`|(?:^|[,，、])\s*(one|two|three|four|[1-6]) decimals?(?: places?| points?| digits?)?\b` +
		`|[,，、]?\s*(?:并|再|结果)?(?:四舍五入)?[,，]?(?:后|并)?(?:都|均)?(?:保留|精确到|取|到)(?:小数点?)?后?([零一二两三四\d])位(?:小数)?`)
	whole = regexp.MustCompile(`(?i)[,，、]?\s*(?:and\s+)?\bround(?:ed)?\b[^,.;?，。]{0,30}?\b(?:whole|full) (?:numbers?|units?|euros?|dollars?|pounds?|yuan)\b|[,，、]?\s*(?:and\s+)?\bround(?:ed)?\b[^,.;?，。]{0,30}?\b(?:integers?|nearest (?:one|integer|whole number|unit|euro|dollar|pound|yuan))\b` +
		`|[,，、]?\s*(?:and\s+)?\b(?:as|in|to|using) (?:whole numbers|integers)\b|[,，、]?\s*(?:并|再|结果)?(?:都|均)?(?:四舍五入)?(?:到|取|保留(?:到)?|精确到)(?:整数|个位数?)位?|[,，、]?\s*(?:并|再|结果)?(?:都|均)?(?:四舍五入(?:取整数?)?|取整数?)` +
		`|[,，、]?\s*(?:and\s+)?\b(?:please )?(?:round(?: (?:it|them|all|off|the (?:figures?|numbers?|results?|values?|averages?|amounts?|totals?)))?|rounded(?: off)?)\s*($|[,.;?，。])`)
	cross = regexp.MustCompile(`(?i)[,，、]?\s*(?:(?:as|in|into|make|give me|build|create|show|draw|me|it|with)\s+)*(?:(?:a|an|the)\s+)?\b(?:cross[ -]?tab(?:le|ulation)?s?|pivot(?: ?table)?|two[ -]way table|contingency table)\b(?:\s+(?:of|for|with|showing))?:?` +
		`|[,，、]?\s*(?:请|并|再)?(?:做成|做|制作|生成|用|以|给我|列成|弄成|弄|整理成|汇总成|出)?(?:一个|一张|一份|个|张|份|成)?的?(?:数据透视表|交叉统计表|交叉表|透视表|二维表|列联表)(?:的形式)?`)
	saved = regexp.MustCompile(`(?i)[,，、]?\s*(?:and\s+)?\b(?:save|export|store|write|output|return|download|convert|turn)(?: it| this| them| that| these| those| (?:the|this) (?:result|results|rows|table|file|list|csv))?(?: as| to| in| into)? (?:(?:a|an|the|my|another) )?(?:(?:new|separate|single|fresh) )?(?:csv|excel|xlsx|json|markdown|spreadsheet)(?: file| table| sheet| workbook)?\b|[,，]?\s*\bas (?:(?:a|an) )?(?:csv|excel|xlsx|json|markdown|spreadsheet)(?: file| table| sheet| workbook)?\b|[,，]?\s*\b(?:in|to|into) (?:csv|excel|xlsx|json|markdown)(?: format)?[\s.!?]*$|[,，]?(?:用|以|按)?(?:csv|excel|xlsx|json|markdown)(?:文件|格式)(?:的)?$|[,，、]?\s*(?:并|再|然后)?(?:把?结果)?(?:另存|保存|存|导出|输出|生成)(?:成|为|到|一个|一份|个|份|新的?)*\s*(?:csv|excel|xlsx|json|markdown)(?:文件|格式|表格?)?|[,，、]?\s*(?:整理|做|列|弄|汇总|导出|导|输出|另存|保存|存)(?:成|出|为)?(?:一个|一张|一份|个|张|份)?新?(?:表格?|名单|清单|文件)(?:给我)?|[,，、]\s*(?:我)?要(?:一份|一个|个|份)?(?:csv|excel|xlsx|json|markdown)(?:文件|格式|表格?)?(?:的)?`)
)

var never = regexp.MustCompile(`(?i)\bnever\b|\bnot (?:even )?once\b|从来?(?:都|也)?没|从不|从未|一次(?:也|都)?没|没有?[\p{Han}]{1,6}过`)

var spelt = map[string]int{"no": 0, "zero": 0, "零": 0, "one": 1, "a single": 1, "一": 1, "two": 2, "二": 2, "两": 2, "three": 3, "三": 3, "four": 4, "四": 4}

// Read returns a question without the words that say how its answer is to look.
// That the rows are to be saved as CSV says nothing: they always are.
func Read(question string) (rest string, m Manner) {
	m.Decimals, m.Never = -1, never.MatchString(question)
	rest = saved.ReplaceAllString(question, "")
	if g := places.FindStringSubmatch(rest); g != nil {
		said := strings.ToLower(g[1] + g[2] + g[3])
		n, ok := spelt[said]
		if !ok {
			n = int(said[0] - '0')
		}
		m.Decimals, rest = n, strings.Replace(rest, g[0], " ", 1)
	} else if g := whole.FindStringSubmatch(rest); g != nil {
		m.Decimals, rest = 0, strings.Replace(rest, g[0], " "+g[1], 1)
	}
	if at := cross.FindStringIndex(rest); at != nil {
		m.Cross, rest = true, rest[:at[0]]+", "+rest[at[1]:]
	}
	return strings.Trim(rest, " ,，、:："), m
}

var (
	listed = regexp.MustCompile(`(?i)^(.*\b(?:list|show|display|print|give me)\b.+?)[,;.?]?\s+(?:and\s+(?:then\s+)?|then,?\s+)(?:also\s+)?(?:please\s+)?` +
		`(?:add (?:them|it|those|these|everything|all of (?:them|it)) (?:all )?up|add up(?: (?:the|their|all the|all)\b)?(?: ([\pL ]{2,30}?))?|(?:sum|total)(?: up)? (?:them|it|those|these|everything|(?:the|their) ([\pL ]{2,30}?))(?: up)?` +
		`|(?:calculate|compute|work out|find) (?:the|their|its) (?:sum|total)(?: of (?:them|it|those|these|all|(?:the|their) ([\pL ]{2,30}?)))?)(?: (?:all|together|too|as well))*[\s.!?]*$`)
	listedZh = regexp.MustCompile(`^(.*?(?:列出|列一下|显示|找出|查出|列在|列).+?)(?:[，,；;。？?]\s*|并且?|然后|再)(?:并且?|然后|再|同时|顺便|最后|也|请|帮我)*` +
		`(?:(?:算|计算|求|给出|得出|统计)(?:一下|一算|出来?)*(?:它们|他们|她们|其|这些)?的?([\pL]{0,8}?)的?(?:总和|合计|总计|之和)(?:来|是多少)?|(?:加起来|求和|加总|合计)(?:一下)?)[\s。！？?!]*$`)
)

var (
	owed = regexp.MustCompile(`(?i)^([^?]+?)(?:,?\s+and\s+|\?\s*(?:and\s+)?)(?:how much|what)\s+(?:do|does|did|have|has|are|is|was|were)\s+(?:they|these|those|he|she)\b([\pL ]*?)(?:\s+(?:in total|altogether|all together|together|in all|overall|combined|all told))?[\s.!?]*$`)
	// together asks for the sum alone: and what is their total, and how much are they together.
	together = regexp.MustCompile(`(?i)^([^?]+?)(?:,?\s+and\s+|\?\s*(?:and\s+)?)(?:how much|what)(?:'s| is| are| was| were| do| does| did)? (?:(?:their|the) (?:total|combined|overall|joint|summed)((?: \pL+)?)|(?:they|these|those|it)(?: all)?(?: come to| add up to| make| cost)? ?()(?:in total|altogether|all together|together|in all|overall|combined|all told)|(?:they|these|those|it)(?: all)? (?:come to|add up to|amount to))[\s.!?]*$`)
	owedZh   = regexp.MustCompile(`^([^？?]*?(?:谁|哪些|哪几|多少|几|列出|找出)[^？?]*?)[，,；;。]\s*(?:他们|她们|它们|这些人?)?(?:一共|总共|共|合计)((?:欠|花|卖|带来|进账|值|价值|要|收|赚|付|交|是)[\pL]{0,6}?)多少(?:钱|元|块)?[\s。！？?!]*$`)
)

// Summed parts a question for a list from the wish for a sum beside it, which is
// of a column that is named or, without one, of what is listed: “list the sales
// in the East and add up the amount”.
func Summed(question string) (list, column string, ok bool) {
	g := listed.FindStringSubmatch(question)
	if g == nil {
		g = listedZh.FindStringSubmatch(question)
	}
	if m := together.FindStringSubmatch(question); g == nil && m != nil {
		return m[1], strings.TrimSpace(m[2]), true
	}
	for _, r := range []*regexp.Regexp{owed, owedZh} {
		if m := r.FindStringSubmatch(question); g == nil && m != nil && strings.TrimSpace(m[2]) != "" {
			return m[1], strings.TrimSpace(m[2]), true
		}
	}
	if g == nil {
		return "", "", false
	}
	column = strings.TrimSpace(strings.Join(g[2:], ""))
	switch strings.ToLower(column) {
	case "":
		return g[1], "", true
	case "them", "it", "everything", "those", "these", "all":
		return g[1], "", true
	}
	return g[1] + ", " + column, column, true
}
