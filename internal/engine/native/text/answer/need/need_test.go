package need_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/need"
)

const visa = "签证办理须知\n申请人须提交护照原件、近期照片两张和在职证明。未成年人还需提供出生证明。面签当天请携带预约单，迟到十五分钟以上的不予受理。请勿携带打火机。\n"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{visa, "未成年人要提供哪些材料？", "出生证明"},
		{visa, "面签当天需要带什么？", "预约单"},
		{visa, "申请人要交什么材料", "护照原件、近期照片两张和在职证明"},
		{visa, "要准备哪些材料？", "护照原件、近期照片两张和在职证明；出生证明；预约单"},
		{"游泳课不用自备泳帽。", "游泳课要自备什么？", ""},
		{"报名无须携带身份证原件。", "报名需要携带什么？", ""},
		{"老学员免提交成绩单。", "老学员要提交什么材料？", ""},
		{"老学员提交成绩单不是必须的。", "老学员要提交什么材料？", ""},
		{visa, "退签要什么材料？", ""},
		{visa, "迟到了会怎么样？", ""},
	} {
		if got := need.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
