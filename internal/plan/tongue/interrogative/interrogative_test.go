package interrogative_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/interrogative"
)

func TestBare(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"then tell me who signed it":          "who signed it",
		"and also let me know when it starts": "when it starts",
		"see what happens if I pay late":      "what happens if I pay late",
		"so who pays the fees?":               "who pays the fees?",
		"并告诉我泳池什么时候停用":                        "泳池什么时候停用",
		"顺便告诉我租期多久":                           "租期多久",
		"帮我看看押金是多少":                           "押金是多少",
		"再说一下合同里违约金是多少":                       "违约金是多少",
		"tell me about the deposit":           "tell me about the deposit",
		"show me the clause":                  "show me the clause",
		"告诉我这个公司的情况":                          "告诉我这个公司的情况",
		"看看谁":                                 "看看谁",
		"also known as what?":                 "also known as what?",
		"把违约金是多少告诉我们":                         "违约金是多少",
		"请将谁签的字告知我一下":                         "谁签的字",
		"跟我说一下几点集合":                           "几点集合",
		"就告诉我要赔多少":                            "要赔多少",
		"请问几点开门":                              "几点开门",
		"讲讲为什么停水":                             "为什么停水",
		"I want to know who repairs the roof": "who repairs the roof",
		"把这事告诉我":                              "把这事告诉我",
		"最后一天是几号":                             "最后一天是几号",
		"知道密码的是谁":                             "知道密码的是谁",
		"再版了几次":                               "再版了几次",
		"also, what is the name of the dog":   "what is the name of the dog",
	} {
		if got := interrogative.Bare(said, false); got != want {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}
