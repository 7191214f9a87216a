package answer_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

const (
	stay = "HOLIDAY HOME RENTAL\n\n1. Stay\nThe stay begins on 4 July 2026 and lasts two weeks.\n\n2. Price\nThe price of the stay is €1,240, of which €240 is paid on booking.\n\n" +
		"3. Cancellation\nThe guest may cancel up to 21 days before arrival without charge.\n\n4. Cleaning\nA fee of €85 is charged for the final cleaning.\n\n5. Pets\nTwo dogs are welcome.\n"
	rewire  = "North Quay Electrics\nInvoice number: NQ-882\nInvoice date: 3 May 2026\nPayment due: 2 June 2026\nCustomer: Larch House Hotel\n\nRewiring of kitchen        £640.00\nVAT 20%                    £128.00\nAmount due                 £768.00\n"
	laodong = "劳动合同\n\n甲方（用人单位）：海川软件有限公司\n乙方（劳动者）：郭晓明\n\n一、期限\n合同期限三年，自2026年3月1日起至2029年2月28日止，其中试用期三个月。\n\n" +
		"二、工资\n乙方月工资为9800元，每月10日发放。\n\n四、年假\n乙方每年享受带薪年假八天。\n\n五、解除\n乙方解除合同，应当提前三十日以书面形式通知甲方。\n"
	yinshua = "电子发票（普通发票）\n开票日期：2026年2月11日\n购买方名称：南京青禾书店\n销售方名称：上海远帆印务有限公司\n印刷费 2000 2,000.00\n合计 ¥2,000.00\n税额 ¥120.00\n价税合计（小写）¥2,120.00\n开票人：刘芳\n"
	closed  = "The meeting closed at 8.40 pm. The next meeting is on 14 April 2026.\n"
)

// TestAsPeopleAsk: apostrophes that are left out and words for the paper itself spoil no answer.
func TestAsPeopleAsk(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{stay, "whats the cleaning fee", "€85"},
		{stay, "Whens the beginning of the stay", "4 July 2026"},
		{stay, "how much is the cleaning fee in this agreement?", "€85"},
		{stay, "According to this contract, how long is the stay?", "two weeks"},
		{stay, "How long is the cancellation period?", "21 days"},
		{breach, "How long is the notice period for termination?", "60 days"},
		{"4. Ending\nEither side may leave the club by giving 45 days' notice.\n", "How long is the notice period for ending?", "45 days"},
		{"The club shall pay a fee of £310 per term. If the fee is late, interest of 1.5 per cent per month is charged.", "What is the fee?", "£310"},
		{"The club shall pay a fee of £310 per term. If the fee is late, interest of 1.5 per cent per month is charged.", "what is the interest", "1.5 per cent"},
		{rewire, "when is this bill due", "2 June 2026"},
		{rewire, "by when is this invoice payable?", "2 June 2026"},
		{rewire, "when does this bill have to be paid?", "2 June 2026"},
		{rewire, "how much is this invoice and when is it due?", "£768.00; 2 June 2026"},
		{closed, "when is the next meeting", "14 April 2026"},
		{laodong, "这份劳动合同的试用期多久？", "三个月"},
		{laodong, "这份合同里月工资是多少", "9800元"},
		{laodong, "根据这份合同，年假有几天？", "八天"},
		{laodong, "通知期多长", "三十日"},
		{laodong, "要提前多久通知甲方？", "三十日"},
		{laodong, "这合同啥时候到期啊？年假几天？", "2029年2月28日；八天"},
		{laodong, "加班费是多少？", ""},
		{yinshua, "这张发票的金额是多少？", "¥2,120.00"},
		{yinshua, "这张发票多少钱？", "¥2,120.00"},
		{yinshua, "不含税金额是多少", "¥2,000.00"},
		{yinshua, "哪家公司开的这张发票？", "上海远帆印务有限公司"},
		{yinshua, "发票是谁开的？", "上海远帆印务有限公司"},
		{yinshua, "谁开的？", "上海远帆印务有限公司"},
	})
}

// TestNearest: where there is no answer, the sentence that comes nearest, or what the text does not speak of.
func TestNearest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, question, want string
		lacking              []string
	}{
		{stay, "what's the deadline for cancelling?", "The guest may cancel up to 21 days before arrival without charge.", []string{"deadline"}},
		{stay, "are pets allowed", "5. Pets Two dogs are welcome.", nil},
		{stay, "how many dogs can I bring?", "Two dogs are welcome.", nil},
		{stay, "when do I get my luggage back?", "", []string{"luggage"}},
		{stay, "how soon must the guest be happy to move?", "The guest may cancel up to 21 days before arrival without charge.", nil},
		{stay, "is the guest angry?", "The guest may cancel up to 21 days before arrival without charge.", nil},
		{stay, "when does the writer get angry?", "", nil},
		{stay, "how much is the boat?", "", []string{"boat"}},
		{"Bring cakes.\n\nWrite to boats@mill.example by 3 May.", "how much is the boat?", "", []string{"boat"}},
		{stay, "is there parking?", "", []string{"parking"}},
		{stay, "What is the penalty for smoking?", "", []string{"penalty", "smoking"}},
		{laodong, "年假怎么申请？", "乙方每年享受带薪年假八天。", []string{"申请"}},
		{laodong, "社保谁交？", "", []string{"社保", "交"}},
		{laodong, "解除合同要赔钱吗？", "乙方解除合同，应当提前三十日以书面形式通知甲方。", []string{"赔钱"}},
	} {
		got, lacking, err := answer.Nearest(t.Context(), c.text, c.question)
		if err != nil || got != c.want || !slices.Equal(lacking, c.lacking) {
			t.Errorf("%s: %q, %q, %v, want %q, %q", c.question, got, lacking, err, c.want, c.lacking)
		}
	}
}
