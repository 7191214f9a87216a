package how_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/how"
)

const kettle = "电热水壶说明书\n1. 打开壶盖，加水至刻度线以内。\n2. 按下底部开关开始烧水，水开后自动断电。\n除水垢：倒入白醋和水，煮沸后静置半小时，再用清水冲净。\n滤网取下后用软刷刷洗。"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{kettle, "水垢怎么除？", "除水垢：倒入白醋和水，煮沸后静置半小时，再用清水冲净"},
		{kettle, "怎么除水垢", "除水垢：倒入白醋和水，煮沸后静置半小时，再用清水冲净"},
		{kettle, "滤网该怎么刷洗？", "滤网取下后用软刷刷洗"},
		{kettle, "如何烧水？", "按下底部开关开始烧水，水开后自动断电"},
		{"本平台不支持退款，如有疑问请致电客服人员。", "怎么退款？", ""},
		{"退款方式：不支持退款", "怎么退款？", ""},
		{"滤网请勿用力刷洗，以免损坏表面。", "滤网怎么刷洗？", ""},
		{kettle, "杯子怎么刷洗？", ""},
		{kettle, "坏了怎么办？", ""},
		{kettle, "开关在哪里？", ""},
	} {
		if got := how.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
