package scope_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/scope"
)

const camp = "夏令营报名须知\n费用包含：住宿、每日三餐、门票、意外保险。\n费用不包括：往返车费，个人零花钱。\n以下物品禁止带入营地：\n1. 手机和平板电脑；\n2. 零食、饮料。\n出现下列情况，主办方不承担赔偿责任：\n（1）学员私自离营；\n（2）贵重物品丢失。\n"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{camp, "费用包不包门票？", "是。费用包含：门票"},
		{camp, "车费包括在内吗？", "否。费用不包括：往返车费"},
		{camp, "可以带手机吗", "否。以下物品禁止带入营地：手机和平板电脑"},
		{camp, "贵重物品丢了赔不赔？", "否。主办方不承担赔偿责任：贵重物品丢失"},
		{camp, "包含泳具吗？", ""},
		{"门诊套餐价格380元，包括血常规、心电图和午餐，不包含核磁。", "套餐包午饭吗？", "是。门诊套餐价格380元，包括血常规、心电图和午餐，不包含核磁。"},
		{"止痛膏：\n1. 孕妇禁用。\n2. 皮肤破损者忌用。", "孕妇可以用吗？", "否。孕妇禁用"},
		{"止痛膏：\n1. 孕妇禁用。\n2. 皮肤破损者忌用。", "老人可以用吗？", ""},
		{camp, "门票多少钱？", ""},
	} {
		if got := scope.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
