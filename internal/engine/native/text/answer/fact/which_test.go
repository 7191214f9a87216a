package fact_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/fact"
)

func TestWhich(t *testing.T) {
	t.Parallel()
	const (
		lost   = "寻物启事：本人在三楼5号教室丢失深蓝色雨伞一把。雨伞的伞柄为木头。\n报名在行政楼2号窗口，缴费在行政楼4号窗口。\n"
		jacket = "工作服分黑色和灰色两种。帽子为黄色。\n"
	)
	for _, c := range []struct{ text, question, want string }{
		{lost, "雨伞是什么颜色的？", "深蓝色"},
		{lost, "雨伞丢在哪个教室？", "三楼5号教室"},
		{lost, "在哪个窗口缴费？", ""},
		{lost, "钱包是什么颜色？", ""},
		{jacket, "帽子什么颜色？", "黄色"},
		{jacket, "工作服是什么颜色？", ""},
		{"参加活动请勿穿红色上衣。", "参加活动穿什么颜色的上衣？", ""},
		{"参加活动请勿穿红色上衣，请穿白色上衣。", "参加活动穿什么颜色的上衣？", "白色"},
		{jacket, "帽子多少钱？", ""},
	} {
		if got := fact.Which(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
