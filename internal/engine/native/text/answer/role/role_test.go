package role_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/role"
)

const (
	lease = "Lease Agreement\n\nThis Lease is made on 1 March 2025 between Harriet Stone (\"Landlord\") and Marco Vitale, of 2 Low Street, York (the \"Tenant\").\nThe monthly rent is EUR 950.\n"
	let   = "RESIDENTIAL TENANCY\nLandlord: Grace Okafor, 12 Hill Road\nTenant: Tom Lindqvist\nThe tenant may keep one cat.\n"
	sale  = "This agreement is made by and between:\nNorthfield Motors Ltd (hereinafter referred to as the “Seller”), and\nBrown and Sons Ltd (the Buyer).\nThe Seller sells a van.\n"
	zulin = "房屋租赁合同\n甲方（出租方）：李建国\n乙方（承租方）：王晓梅\n一、甲方将房屋出租给乙方使用。\n甲方（签字）：________\n"
	xieyi = "租房协议\n出租人（以下简称甲方）：周敏 　电话：123\n承租人（以下简称乙方）：刘洋\n租金每月3200元。\n"
	fuwu  = "服务合同\n甲方：明远科技有限公司　　乙方：张伟\n甲方委托乙方开发网站，费用为人民币三万元。\n"
	fang  = "甲方：孙丽\n乙方：何强\n甲方将位于学府路3号的房屋租给乙方居住。\n"
	mai   = "本合同由宏达机械厂（以下简称“卖方”）与东海贸易有限公司（以下简称“买方”）签订。"
)

func TestWhoAPartyIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{lease, "who is the landlord?", "Harriet Stone"},
		{lease, "Who's my tenant", "Marco Vitale"},
		{lease, "who is the lessee?", "Marco Vitale"},
		{lease, "what is the name of the lessor?", "Harriet Stone"},
		{let, "name of the landlord", "Grace Okafor"},
		{let, "What's the renter's name?", "Tom Lindqvist"},
		{sale, "who is the vendor?", "Northfield Motors Ltd"},
		{sale, "and who is the purchaser in this contract?", "Brown and Sons Ltd"},
		{sale, "tell me the buyer's name", "Brown and Sons Ltd"},
		{zulin, "房东是谁？", "李建国"},
		{zulin, "租客叫什么名字", "王晓梅"},
		{zulin, "谁是出租人", "李建国"},
		{zulin, "请问承租人的姓名是什么？", "王晓梅"},
		{xieyi, "房东是谁", "周敏"},
		{xieyi, "谁是租户？", "刘洋"},
		{xieyi, "甲方是谁？", "周敏"},
		{xieyi, "承租方是谁", "刘洋"},
		{fuwu, "委托方是谁", "明远科技有限公司"},
		{fuwu, "乙方是哪位", "张伟"},
		{fang, "谁是房东", "孙丽"},
		{fang, "租客是谁", "何强"},
		{mai, "卖家是谁？", "宏达机械厂"},
		{mai, "买方是哪家公司", "东海贸易有限公司"},
		// what asks for something else, or what the text does not say
		{lease, "who pays the tenant?", ""},
		{lease, "who is the buyer?", ""},
		{lease, "How much does the tenant pay?", ""},
		{zulin, "甲方要做什么", ""},
		{zulin, "卖方是谁", ""},
	} {
		if got := role.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
