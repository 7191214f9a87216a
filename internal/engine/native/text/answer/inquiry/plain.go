package inquiry

import (
	"github.com/tenonhub/tenon/internal/contest"
	"github.com/tenonhub/tenon/internal/expression"
)

// Plain is a question with the apostrophes that people leave out, the words of writing for
// those of talk (啥时候), and without what only says which paper it is about: “in this lease”, 这份合同里. One that compares
// papers is what each of them is asked.
func Plain(s string) string {
	if c, ok := contest.Asked(s); ok {
		return c.Plain
	}
	for _, w := range plain {
		s = w.said.ReplaceAllString(s, w.word)
	}
	return s
}

const (
	paper   = `(?:tenancy |rental |lease |service |sales |employment |purchase |attached |given |enclosed )?(?:leases?|contracts?|agreements?|documents?|texts?|files?|letters?|invoices?|bills?|receipts?|e-?mails?|messages?|articles?|reports?|notices?|minutes|memos?|papers?|pdfs?|statements?|polic(?:y|ies)|quotes?|offers?|announcements?|essays?|stor(?:y|ies))`
	paperZh = `(?:租房|租赁|房屋租赁|劳动|购销|采购|服务|买卖|销售|会议|增值税|电子|体检|年度|工作|调查)?(?:合同|协议书?|合约|发票|账单|收据|小票|通知|公告|信件?|邮件|报告|文件|文档|文章|会议纪要|纪要|记录|材料|资料|简历|说明书?|保单|报价单|订单|新闻|故事|文本)`
)

var plain = []struct {
	said expression.Lazy
	word string
}{
	{expression.New(`’`), "'"},
	{expression.New(`(?i)\b(what|who|where|when|how|why|that|there)s\b`), "${1}'s"},
	{expression.New(`(?i)\b(what|who|where|when|how)re\b`), "${1} are"},
	{expression.New(`(?i)\b(do|does|did|is|are|was|were|has|have|had|could|should|would|must)nt\b`), "${1}n't"},
	{expression.New(`(?i)\b(ca|wo)nt\b`), "${1}n't"},
	{expression.New(`(\p{Han})[啊呀]+(\s*[？?，,。！!]|\s*$)`), "${1}${2}"},
	{expression.New(`啥`), "什么"},
	{expression.New(`(要|该|得|负责|会|去)(?:干什么|干嘛|干吗)`), "${1}做什么"},
	{expression.New(`从(几点钟?|什么时候|何时|几号|哪天)(?:开始)?([^\s，。？?到至]{1,3})(?:到|至)(几点钟?|什么时候|何时|几号|哪天)`), "从${1}到${3}${2}"},
	{expression.New(`咋([^呼舌]|$)`), "怎么${1}"},
	{expression.New(`(?i)^(?:(?:according to|in|under|from|per|as per|for|of) (?:this|that|the|my|our|these|those|their) ` + paper + `[,:]? )(\S+ \S+)`), "${1}"},
	{expression.New(`(?i),? (?:according to|as per|in|under|from|within|inside) (?:this|that|my|our|these|those|the) ` + paper + `(\s*[?.!]*$|,? and )`), "${1}"},
	{expression.New(`(?i)\b(?:this|that) (` + paper + `)\b`), "the ${1}"},
	{expression.New(`(?:这|那|该|此)(?:一)?(?:份|张|封|篇|个|则|条|部|本|次|项)(?:的)?(` + paperZh + `)`), "${1}"},
	{expression.New(`^[这那](` + paperZh + `)`), "${1}"},
	{expression.New(`^(?:请问)?(?:根据|按照?|依照?)(?:这|那|该|本|此)?(?:份|张|封|篇)?` + paperZh + `(?:的规定)?[，,]?`), ""},
	{expression.New(`(?:^|([，,；;？?]))(?:请问|根据|按照?|依照?|看看?)?(?:这|那|该|本|此|上述|附件的?|以上)?(?:份|张|封|篇|个)?` + paperZh + `(?:里面?|中|内|上面?|当中)(?:的|，|所|，?规定的?|，?写的?|，?约定的?|，?说的?)?(.{2})`), "${1}${2}"},
}
