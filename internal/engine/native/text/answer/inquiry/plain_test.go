package inquiry_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"wheres the house":                                  "where's the house",
		"whos the tenant and whens the rent due":            "who's the tenant and when's the rent due",
		"what’s the fee":                                    "what's the fee",
		"dont dogs cost extra":                              "don't dogs cost extra",
		"What is the price in this contract?":               "What is the price?",
		"According to this contract, how long is the stay?": "how long is the stay?",
		"how high is the fee under the agreement":           "how high is the fee",
		"When does this bill have to be paid?":              "When does the bill have to be paid?",
		"What are the terms of the contract?":               "What are the terms of the contract?",
		"Who wrote this?":                                   "Who wrote this?",
		"这份劳动合同的试用期多久？":                                     "劳动合同的试用期多久？",
		"根据这份合同，年假有几天？":                                     "年假有几天？",
		"这张发票的金额是多少？":                                       "发票的金额是多少？",
		"会议纪要里的预算是多少":                                       "预算是多少",
		"这合同啥时候到期啊？":                                        "合同什么时候到期？",
		"押金咋退":                                              "押金怎么退",
		"违约金咋算，有啥条件":                                        "违约金怎么算，有什么条件",
		"从几点停到几点":                                           "从几点到几点停",
		"什么时候开到什么时候":                                        "什么时候开到什么时候",
		"合同什么时候到期？":                                         "合同什么时候到期？",
	} {
		if got := inquiry.Plain(question); got != want {
			t.Errorf("%q: %q, want %q", question, got, want)
		}
	}
}
