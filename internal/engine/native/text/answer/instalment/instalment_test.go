package instalment_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/instalment"
)

const (
	decor = "装修合同\n第三条 工程款\n工程总价为88000元。开工前三日付40%，水电验收后付30%，木工完成后付25%，其余5%一年后无质量问题付清。\n" +
		"第六条 违约\n甲方逾期付款的，每日按未付金额的千分之一支付违约金，逾期超过十日的，乙方可以停工。\n"
	rent    = "租赁协议\n1. 月租金2600元，押一付三，每季度第一个月10日前支付。\n2. 押金2600元，签约当日交付。\n3. 承租方拖欠租金超过十日的，出租方可以解除协议。\n"
	course  = "培训协议\n学费12000元，报名时缴纳3000元，开课前缴纳6000元，余款于考试前付清。\n教材费自理。\n"
	listed  = "采购协议\n付款方式：\n1. 合同签订后七日内支付总价的20%作为预付款；\n2. 货到验收合格后支付70%；\n3. 剩余10%作为质保金，一年后付清。\n违约责任另行约定。\n"
	silence = "通知：请各位按时参加会议，会议地点在三楼。\n"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	const decorPaid = "开工前三日付40%，水电验收后付30%，木工完成后付25%，其余5%一年后无质量问题付清。"
	const listedPaid = "1. 合同签订后七日内支付总价的20%作为预付款； 2. 货到验收合格后支付70%； 3. 剩余10%作为质保金，一年后付清。"
	for _, c := range []struct{ text, question, want string }{
		{decor, "工程款分几期付？", decorPaid},
		{decor, "怎么付款？", decorPaid},
		{decor, "每期付多少？", decorPaid},
		{decor, "付款方式是什么", decorPaid},
		{decor, "违约金怎么付？", ""},
		{decor, "设计费怎么付？", ""},
		{rent, "房租怎么交？", "月租金2600元，押一付三，每季度第一个月10日前支付。"},
		{rent, "租金多久付一次", ""},
		{course, "学费分几次交？", "学费12000元，报名时缴纳3000元，开课前缴纳6000元，余款于考试前付清。"},
		{course, "教材费怎么付？", ""},
		{listed, "分几次付款？", listedPaid},
		{listed, "每次付多少？", listedPaid},
		{silence, "怎么付款？", ""},
		{decor, "工程总价是多少？", ""},
	} {
		if got := instalment.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
