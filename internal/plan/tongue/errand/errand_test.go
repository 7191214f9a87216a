package errand_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/errand"
)

func TestIs(t *testing.T) {
	t.Parallel()
	for _, said := range strings.Split(`Could you please order a new filter for it?
Would you call the vet for me?
can you remind me to pay the rent on Friday?
I need you to pay this invoice.
Please make an appointment with the dentist
能不能帮我买两张周六的票？
可以替我给房东打个电话吗
麻烦帮我取消这个订单
你能帮我付一下这张账单吗`, "\n") {
		if !errand.Is(said) {
			t.Errorf("%s: no errand", said)
		}
	}
	for _, said := range strings.Split(`can you tell me how to book a ferry ticket?
could you send me a summary?
can you order the rows by price?
Can you order a list of names by date?
Please call out the names
could you book a table and tell me the price?
remind me what clause 4 says
who do I call about a blocked drain?
帮我查一下订票电话
帮我看看几号交房租
帮我买票的是谁
给我翻译这封邮件
能帮我打印成表格吗`, "\n") {
		if errand.Is(said) {
			t.Errorf("%s: an errand", said)
		}
	}
}
