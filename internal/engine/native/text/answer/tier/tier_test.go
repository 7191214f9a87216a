package tier_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/tier"
)

const hotel = "订房取消：入住前15天以上取消的，全额退款；入住前7至14天取消的，退还一半；入住前不足7天取消的，不予退款。\n儿童：3岁以下免费；3至12岁每晚60元；超过12岁按成人收费。早餐每份30元。\n"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{hotel, "提前十天取消能退多少？", "入住前7至14天取消的，退还一半"},
		{hotel, "提前20天取消退多少钱", "入住前15天以上取消的，全额退款"},
		{hotel, "提前三天取消还能退吗？", "入住前不足7天取消的，不予退款"},
		{hotel, "住三天多少钱？", ""},
		{hotel, "提前通知要几天？", ""},
		{"运费：包裹2.5公斤以下10元；包裹6公斤以上20元。", "包裹4公斤多少钱？", ""},
		{"运费：包裹2公斤以下10元；包裹5公斤以上20元。", "包裹2.5公斤多少钱？", ""},
		{"订单满1,500元减100；订单满2000元减300。", "订单600元减多少？", ""},
		{"3月5日至10日取消的，退一半；15天以前取消的，全退。", "提前6天取消退多少？", ""},
		{"会议室每小时50元，提前三天预订。", "提前五天取消退多少？", ""},
	} {
		if got := tier.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
