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
Please book a table at the Greek place for Friday
can you order a pizza for me?
Please call me a taxi
can you buy two tickets for Saturday's match?
please call my landlord about the broken heating
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
Please order the rows from lowest to highest
can you order the products from cheapest to dearest
Please order these alphabetically
can you order the tickets by price?
Please order the train times from earliest to latest
Please order the columns
Please email me a summary of this contract
Could you text me the total?
please write an email to my landlord about the broken heating
Please write a letter to the tenant about the rent
Can you send an email to my boss saying I am ill?
can you transfer the 3 rows to a new sheet
please order the images to a pdf
please call the column "total"
can you call the company Acme in the text
Please call him Peter in the story
can you book-keep these entries
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
