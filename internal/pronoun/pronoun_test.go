package pronoun_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/pronoun"
)

func TestMeant(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"Who is the band?", "how much do they cost?", "how much do the band cost?"},
		{"When does the jazz band play", "Where can I find them?", "Where can I find the jazz band?"},
		{"What is the name of the hall", "how much does it cost?", "how much does the hall cost?"},
		{"What is the total due", "by when must it be paid?", "by when must it be paid?"},
		{"Who is the chair", "how old is she?", "how old is she?"},
		{"Who plays at the party", "how much do they cost?", "how much do they cost?"},
		{"Who plays at the party", "when does it start?", "when does the party start?"},
		{"When do the guests go home again", "what do they leave?", "what do the guests leave?"},
		{"When does the old crew set off", "what do they carry?", "what do the old crew carry?"},
		{"how much is the deposit", "when do I get it back?", "when do I get the deposit back?"},
		{"How much is the parking permit?", "and where can I buy it?", "where can I buy the parking permit?"},
		{"What is the notice period", "who must give that?", "who must give that?"},
		{"When is the book due", "where do we have to return it?", "where do we have to return the book?"},
		{"Who signed?", "how much do they cost?", "how much do they cost?"},
		{"乐队叫什么？", "他们多少钱？", "乐队多少钱？"},
		{"押金是多少？", "什么时候退？", "押金什么时候退？"},
		{"违约金多少", "怎么算", "违约金怎么算"},
		{"请问物业费谁出？", "什么时候交？", "物业费什么时候交？"},
		{"合同期限多长？", "什么时候生效？", "合同期限什么时候生效？"},
		{"一共多少课时？", "怎么收？", "怎么收？"},
		{"押金是多少？", "什么时候停水？", "什么时候停水？"},
		{"几点集合？", "什么时候交？", "什么时候交？"},
		{"谁是主席？", "会议在哪里？", "会议在哪里？"},
		{"the price in $1?", "do they sell it?", "do they sell it?"},
	} {
		if got := pronoun.Meant([]string{c[0]}, c[1]); got != c[2] {
			t.Errorf("%q after %q: %q, want %q", c[1], c[0], got, c[2])
		}
	}
}
