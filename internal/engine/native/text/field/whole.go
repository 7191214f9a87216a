package field

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	// whole is what is left of “turn this invoice into JSON” without the form that is wanted.
	whole = expression.New(`(?i)^(?:(?:please|can you|could you|i need|i want|turn|convert|transform|put|give|get|return|output|write|save|export|extract|show|list|pull|make|read|me|us|out|all|of|the|its|these|this|my|our|that|attached|key|main|important|from|in|on|here|into) ?)*(?:(?:fields?|data|facts|details|information|contents?|key[- ]values?(?: pairs)?|(?:bill|invoice|receipt|form|business card|card|order|delivery note|ticket|paper)(?:'s)?)(?: (?:of|from|in|on|the|this|that|my|our|all|fields?|data|details|information|here|it|and|bill|invoice|receipt|form|card|order|paper|document))*)$` +
		`|^(?:请|帮我|给我|把|将|用|以|按|提取|抽取|导出|输出|列出|整理|给出)*(?:这|那|该|本)?(?:张|份|个)?(?:(?:发票|账单|收据|小票|名片|单据|表单|订单|票据|请款单)(?:里|中|上)?(?:面)?的?(?:所有|全部|主要|关键)?(?:字段|信息|内容|数据)?|(?:所有|全部|主要|关键)?(?:字段|信息|数据))(?:提取|抽取|整理|转换|转|变|做|写|导|输出|都|全部)*(?:出来|下来|成|为)?$`)
	labelled = expression.New(`(?m)^[ \t]*(\pL[\pL\d .'’/()（）-]{0,40}?)[ \t]*[:：][ \t]*(\S.*?)[ \t]*$`)
)

// Whole reports whether a request wants all fields of a paper as JSON, and names none.
func Whole(request string) bool {
	request = strings.TrimSpace(request)
	rest := strings.Trim(asJSON.ReplaceAllString(request, " "), " ,，.。:：!！")
	return rest != request && whole.MatchString(rest)
}

// Labelled are the fields that a text names itself, a line each, with what it says
// of them; what stands several times is one field.
func Labelled(text string) (l []Field, values []string) {
	at := map[string]int{}
	for _, m := range labelled.Regexp().FindAllStringSubmatch(text, -1) {
		if i, again := at[m[1]]; again {
			values[i] += "; " + m[2]
			continue
		}
		at[m[1]] = len(l)
		l, values = append(l, Field{Name: m[1]}), append(values, m[2])
	}
	return l, values
}
