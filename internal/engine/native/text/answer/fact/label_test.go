package fact_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/fact"
)

func TestLabel(t *testing.T) {
	t.Parallel()
	const (
		minutes = "家长委员会会议记录\n时间：4月3日下午2:30—4:05\n出席：彭丽、何刚\n请假：尤敏（出差）\n班费由每学期60元调整到80元，何刚负责收取。\n"
		lesson  = "游泳课通知\n费用：每人460元，含门票。\n上课地点：体育中心。\n"
		drops   = "护眼滴剂用法\n成人一日3次，一次2滴；儿童一日2次。\n"
		syrup   = "止咳糖浆\n口服，每次10毫升，一天三次，饭后服用。\n"
	)
	for _, c := range []struct{ text, question, want string }{
		{minutes, "会议几点结束？", "4:05"},
		{minutes, "谁没参加？", "尤敏（出差）"},
		{minutes, "请假的是谁", "尤敏（出差）"},
		{minutes, "班费涨到多少？", "80元"},
		{"物业费不会涨到3元。", "物业费涨到多少？", ""},
		{minutes, "学费涨到多少？", ""},
		{minutes, "谁负责收班费？", ""},
		{lesson, "要交多少钱？", "每人460元"},
		{lesson, "泳衣多少钱？", ""},
		{lesson, "谁没参加？", ""},
		{syrup, "一次喝多少毫升？", "10毫升"},
		{syrup, "一天要喝几次？", "三次"},
		{drops, "一次滴几滴？", "2滴"},
		{drops, "一天几次？", ""},
	} {
		if got := fact.Label(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
