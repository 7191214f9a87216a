package reason_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reason"
)

const care = "羊毛衫护理说明\n请用冷水手洗，热水洗毛衣会缩水。晾晒时要平铺，挂起来容易变形。熨烫前必须垫一块布，以免烫出亮光。可以干洗。\n"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{care, "为什么不能用热水洗？", "热水洗毛衣会缩水"},
		{care, "晾晒为什么要平铺？", "挂起来容易变形"},
		{care, "为什么必须垫布", "以免烫出亮光"},
		{care, "为什么不能机洗？", ""},
		{"炖肉时不要加冷水，否则肉会变硬。", "为什么要加冷水？", ""},
		{"炖肉时不要加冷水，否则肉会变硬。", "为什么不要加冷水？", "否则肉会变硬"},
		{"炖肉时要加冷水，否则肉会变硬。", "为什么不要加冷水？", ""},
		{"不加冷水肉会变硬。", "为什么不能加冷水？", ""},
		{care, "可以干洗吗？", ""},
		{care, "为什么会缩水？", ""},
	} {
		if got := reason.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
