package inquiry

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksMention    = expression.New(`(?i)^(?:in )?(?:which|what)(?: one)?(?: of)?(?: (?:the|these|those|them|my|both|two|three|four|five|\d+|attached))*(?: (?:documents?|files?|contracts?|texts?|letters?|papers?|agreements?|articles?|reports?|ones?|invoices?))?(?: (?:actually|also|ever|it))? (?:mentions?|speaks? (?:of|about)|talks? (?:of|about)|refers? to|contains?|covers?|deals? with|names?|discuss(?:es)?|says? (?:something|anything) about|has (?:something|anything) about|includes?|is about|are about) (.+?)[?.! ]*$`)
	asksMentionZh  = expression.New(`^(?:请问)?(?:这|那)?(?:两|几|三|些)?(?:个|份|篇)?(?:文件|合同|文档|文章)?(?:里|中)?(?:，)?(?:哪(?:一|几|些)?(?:个|份|篇|封|本)?|哪些)(?:文件|合同|文档|文章|文本|材料|信|报告|协议)?(?:里|中|里面|当中)*(?:有)?(?:都)?(?:提到|提及|谈到|涉及|包含|说到|讲到|写到|写了|提了|含有)(?:了|过)?(.+?)(?:的内容|的条款|的事)?[？?。 ]*$`)
	asksReckonedZh = expression.New(`^(?:请问)?(.{2,8}?)(?:要|应该|应|是)?(?:怎么|如何|怎样)(?:算|计算|罚|赔|收|收取|支付|付|规定|约定)(?:的)?[？?。 ]*$`)
)

// Mentioned is what a question asks the mention of: “late payments” of “Which of
// these documents mentions late payments?”; all is set where everything that is
// said of it is asked for: 违约金怎么算.
func Mentioned(question string) (what string, all bool) {
	for _, form := range []expression.Lazy{asksMention, asksMentionZh} {
		if m := form.FindStringSubmatch(strings.TrimSpace(question)); m != nil {
			return m[1], false
		}
	}
	if m := asksReckonedZh.FindStringSubmatch(strings.TrimSpace(question)); m != nil {
		return m[1], true
	}
	return "", false
}
