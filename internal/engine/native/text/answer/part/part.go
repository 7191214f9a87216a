// Package part answers questions for a part of a text as it stands: what a clause
// says that is named by its number or heading, or which terms there are for something.
package part

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/excerpt"
	"github.com/tenonhub/tenon/internal/expression"
)

const unit = `(?:clause|section|article|paragraph|point|item|chapter|part|provision|sentence|§)`

var (
	numbered = expression.New(`(?i)^(?:(?:and|please|can you|could you|tell me|give me|show me|read me|show|quote|read|cite|print|repeat|just|only)\s+)*(?:what(?:'s|’s)? (?:(?:does|do|did|is|are) )?(?:it say |written |stated |said )?(?:in |under |about )?)?(?:only |just )?(?:the )?(?:text |wording |content |contents )?(?:of )?(?:the )?(` + unit + `s?\s*(?:no\.?|number|#)?\s*(?:\d+(?:\.\d+)*|one|two|three|four|five|six|seven|eight|nine|ten)|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\s+` + unit + `)(?: of (?:the |this )?\pL+)?(?: (?:say|says|state|states|stipulate|contain|contains|about|regulate|provide|mean|deal with|cover|read))*\s*[?.!]*$`)
	titled   = expression.New(`(?i)^(?:(?:and|please|can you|could you|tell me|show me|give me|show|quote|read)\s+)*(?:what (?:does|do) )?the ((?:\pL[\pL-]*\s+){1,3}(?:clause|section|article|provision|paragraph|chapter)s?)(?: of (?:the |this )?\pL+)?(?: (?:say|says|state|states|contain|stipulate|about|read))*\s*[?.!]*$`)
	terms    = expression.New(`(?i)^(?:(?:and|please|can you|could you|tell me|then|just)\s+)*(?:list|show(?: me)?|give(?: me)?|what are|what're|which are|extract|quote|find|summari[sz]e)\s+(?:all )?(?:the |its )?((?:\pL[\pL-]*\s+){1,2})(?:terms?|conditions?|terms and conditions|provisions?|rules|arrangements|obligations)(?: (?:of|in|from) (?:the |this )?\pL+)?\s*[?.!]*$`)

	termsOf = expression.New(`(?i)^(?:(?:and|please|can you|could you|tell me|then|just)\s+)*(?:list|show(?: me)?|give(?: me)?|what are|what're|which are|extract|quote|find)\s+(?:all )?(?:the |its )?(?:terms?|conditions?|terms and conditions|provisions?|rules)\s+(?:of|for|on|about)\s+(?:the )?(\pL[\pL-]*)\s*[?.!]*$`)

	numberedZh = expression.New(`^(?:请|请问|帮我|告诉我|给我|只要|只看|看看?|列出|读一?下?|引用|显示|摘录)*(?:这份|本|该)?(?:合同|协议|文件|文章|文中|原文)?(?:里|中|的|上)*((?:最后一|第\s*[一二两三四五六七八九十百\d]+\s*)(?:条款|条|款|章|节|段|项|部分|句话?))(?:里|中|上|都|具体|到底|面)*(?:的|是|所)?(?:内容|原文|规定|约定|条文)?(?:都)?(?:写|说|讲|规定|约定|是|有|为|提到|指|讲述)*(?:了|的|着)*(?:是)?(?:什么|啥|哪些|内容|怎么写的|怎么说的|怎么规定的)*(?:内容|东西|规定)?(?:呢|吗)?[？?。！ ]*(?:[，,]?只要(?:第[一二三四五六七八九十\d]+[条章节段])[。]?)?$`)
	termsZh    = expression.New(`^(?:请|帮我|告诉我|给我)*(?:列出|列一?下|找出|摘录|给出|有哪些|说说|看看)?(?:这份|本|该)?(?:合同|协议)?(?:里|中)?(?:关于|有关|的)*([\p{Han}]{2,6}?)(?:的)?(?:条款|条件|约定|规定)(?:有哪些|有什么|是什么|列出来|写了什么|怎么写的|怎么规定的|是怎样的)?[？?。]*$`)
	asksZh     = expression.New(`列|找出|摘录|给出|哪些|什么|怎|说说|看看`)
	idle       = expression.New(`(?i)\b(?:main|key|important|all|any|following|general|exact|other|special|legal|contract|agreement|contractual|search|same|in|what|which)\b`)
)

// Answer is the part that question names, with its heading; it is empty when
// the question asks for something else, or there is no such part.
func Answer(text, question string) string {
	q := strings.TrimSpace(question)
	for _, form := range []expression.Lazy{numbered, numberedZh} {
		if m := form.FindStringSubmatch(q); m != nil {
			return excerpt.Find(text, m[1])
		}
	}
	if m := titled.FindStringSubmatch(q); m != nil && !idle.MatchString(m[1]) {
		return under(text, strings.ToLower(m[1]))
	}
	if m := termsOf.FindStringSubmatch(q); m != nil && !idle.MatchString(m[1]) {
		return under(text, strings.ToLower(m[1]))
	}
	if m := terms.FindStringSubmatch(q); m != nil && !idle.MatchString(m[1]) {
		return under(text, strings.ToLower(m[1]))
	}
	if m := termsZh.FindStringSubmatch(q); m != nil && asksZh.MatchString(q) {
		for _, w := range append([]string{m[1]}, same[m[1]]...) {
			if said := under(text, w); said != "" {
				return said
			}
		}
	}
	return ""
}

// same are words that headings have for what people say.
var same = map[string][]string{
	"付款": {"支付"}, "支付": {"付款"}, "解约": {"解除", "终止"}, "终止": {"解除", "解约"}, "解除": {"终止", "解约"}, "违约": {"违约责任"}, "保密": {"机密"}, "期限": {"租赁期限", "合同期限"},
}

// under is the part whose heading has a word.
func under(text, words string) string {
	said := excerpt.Find(text, "the section about "+words)
	head, _, _ := strings.Cut(said, "\n")
	for w := range strings.FieldsSeq(words) {
		if strings.Contains(strings.ToLower(head), strings.TrimSuffix(w, "s")) {
			return said
		}
	}
	return ""
}
