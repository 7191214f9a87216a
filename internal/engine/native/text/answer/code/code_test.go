package code_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/code"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	const text = "尊敬的顾客：您的订单号为88-1402，快递单号：SF1029384756。会员卡号（6225-8801）已激活，车牌京B·77K21。房间号是3012，电话 62233445。共买了1400元的书。"
	for question, want := range map[string]string{
		"订单号是多少？":  "88-1402",
		"快递单号多少":   "SF1029384756",
		"车牌号是什么":   "京B·77K21",
		"房间号码是多少？": "3012",
		"会员卡号是多少":  "6225-8801",
		"电话号码是多少":  "",
		"护照号是多少":   "",
		"多少号？":     "",
		"书买了多少元？":  "",
	} {
		if got := code.Answer(text, question); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("订单号为88-1402", "订单号是多少？")
	f.Fuzz(func(t *testing.T, text, question string) { _ = code.Answer(text, question) })
}
