package inquiry_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
)

func TestParts(t *testing.T) {
	t.Parallel()
	for question, want := range map[string][]string{
		"What is the total due and by when must it be paid?":       {"What is the total due", "by when must it be paid?"},
		"When and where is the meeting?":                           {"When is the meeting?", "where is the meeting?"},
		"Who wrote the letter, to whom, and on what day?":          {"Who wrote the letter", "to whom", "on what day?"},
		"Who is the chair? And how old is she?":                    {"Who is the chair", "how old is she?"},
		"How much is the firm, which moved, worth?":                {"How much is the firm, which moved, worth?"},
		"What happens when a party leaves?":                        {"What happens when a party leaves?"},
		"Do they say when and where?":                              {"Do they say when and where?"},
		"Was it built in 1903, and who built it?":                  {"Was it built in 1903", "who built it?"},
		"Was it built in 1903 and where the mill stood?":           {"Was it built in 1903 and where the mill stood?"},
		"Who is the band and how much do they cost?":               {"Who is the band", "how much do the band cost?"},
		"When does the jazz band play, and how much do they cost?": {"When does the jazz band play", "how much do the jazz band cost?"},
		"What is the name of the hall and how much does it cost?":  {"What is the name of the hall", "how much does the hall cost?"},
		"乐队叫什么？他们多少钱？":                                             {"乐队叫什么？", "乐队多少钱？"},
		"Tell me by when it must be paid":                          {"by when it must be paid"},
		"tell me who signed":                                       {"who signed"},
		"图书馆几点开门？周末开吗？":                                            {"图书馆几点开门？", "周末开吗？"},
		"总额是多少，什么时候付款？":                                            {"总额是多少", "什么时候付款？"},
		"周日开吗？老人要不要预约？":                                            {"周日开吗？", "老人要不要预约？"},
		"如果逾期不还，会怎么样？":                                             {"如果逾期不还，会怎么样？"},
		"告诉我什么时候停水":                                                {"什么时候停水"},
		"租金和押金分别是多少？":                                              {"租金是多少？", "押金是多少？"},
		"甲方的电话和邮箱分别是什么":                                            {"甲方的电话是什么", "甲方的邮箱是什么"},
		"告诉我": {"告诉我"},
		"":    {""},
	} {
		if got := inquiry.Parts(question); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", question, got, want)
		}
	}
}
