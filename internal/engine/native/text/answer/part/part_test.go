package part_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/part"
)

const (
	deal = "AGREEMENT\n\n1. Services\nThe Provider builds it.\n\n2. Fees and Payment\nThe fee is 10 euros, payable within 30 days.\n\n3. Term\nIt runs for 24 months.\n"
	he   = "租赁合同\n\n第一条 房屋\n房屋位于湖边路三号。\n\n第二条 租金及支付方式\n租金每月三千元。\n\n第三条 违约责任\n逾期每日百分之一。\n"
	fees = "2. Fees and Payment\nThe fee is 10 euros, payable within 30 days."
	two  = "第二条 租金及支付方式\n租金每月三千元。"
	last = "第三条 违约责任\n逾期每日百分之一。"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{deal, "What does clause 2 say?", fees},
		{deal, "what does clause no. 2 say", fees},
		{deal, "Show me section 2 of the contract", fees},
		{deal, "what is in article 2?", fees},
		{deal, "What does the second clause say?", fees},
		{deal, "Quote clause two.", fees},
		{deal, "clause 2", fees},
		{deal, "What does the payment clause say?", fees},
		{deal, "list the payment terms", fees},
		{deal, "What are the payment terms of the contract?", fees},
		{deal, "what's in clause 2", fees},
		{deal, "what are the terms of payment?", fees},
		{deal, "give me the payment conditions", fees},
		{deal, "What are the terms of the contract?", ""},
		{deal, "what does clause 9 say", ""},
		{deal, "list the delivery terms", ""},
		{deal, "list the main terms", ""},
		{deal, "Does clause 2 apply to the Client?", ""},
		{deal, "Which fee does clause 2 set?", ""},
		{he, "第二条写了什么？", two},
		{he, "第二条写了什么？只要第二条", two},
		{he, "第二条的内容是什么", two},
		{he, "合同第二条规定了什么", two},
		{he, "请告诉我第2条说的是什么", two},
		{he, "最后一条讲了什么", last},
		{he, "列出付款条款", two},
		{he, "付款条件有哪些", two},
		{he, "违约的规定是什么", last},
		{he, "第二条的租金是多少", ""},
		{he, "租金多少", ""},
	} {
		if got := part.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
