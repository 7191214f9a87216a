package answer_test

import "testing"

const (
	service = "SERVICE AGREEMENT\n\nThis Service Agreement (\"Agreement\") is made on 3 March 2025 between Brook Ltd (\"Client\"), 14 Harbour Road, Bristol, and Oak GmbH (\"Provider\"), Hamburg.\n\n" +
		"1. Fees and Payment\nThe Client shall pay a fixed fee of EUR 84,000. Late payments bear interest of 5% per year.\n\n2. Term\nIt starts on 1 April 2025 and runs for 24 months.\n\n" +
		"3. Governing Law\nThis Agreement is governed by the laws of England and Wales.\n\nSigned: Mary Ellis (Client), Jonas Weber (Provider)\n"
	zulin = "房屋租赁合同\n\n出租方（甲方）：王大山，电话13800138000\n承租方（乙方）：李小红，电话13912345678，邮箱li@example.cn\n\n第一条 租赁期限\n租赁期限自2025年3月1日起至2027年2月28日止，共24个月。\n\n" +
		"第二条 违约责任\n乙方逾期支付租金的，每逾期一日应按月租金的百分之一支付违约金。\n\n第三条 合同解除\n任何一方提前解除合同的，应提前30日书面通知对方，并支付相当于一个月租金的违约金。\n"
	screen = "各位同事 :\n本周五下午三点在第二会议室召开项目例会，\n请带好第三季度的销售报告。\n\n如不能参加，请提前联系张经理，电话 13612348888。\n行政部 2025 年 9 月 10 日\n"
)

// TestForm: what the form of a text answers is answered whole.
func TestForm(t *testing.T) {
	t.Parallel()
	const one, two = "每逾期一日应按月租金的百分之一支付违约金", "任何一方提前解除合同的，应提前30日书面通知对方，并支付相当于一个月租金的违约金。"
	check(t, []said{
		{service, "who signed it and which law governs this agreement", "Mary Ellis (Client), Jonas Weber (Provider); the laws of England and Wales"},
		{service, "Who are the parties?", "Brook Ltd and Oak GmbH"},
		{service, "What does clause 2 say?", "2. Term\nIt starts on 1 April 2025 and runs for 24 months."},
		{service, "list the payment terms", "1. Fees and Payment\nThe Client shall pay a fixed fee of EUR 84,000. Late payments bear interest of 5% per year."},
		{service, "How long is the term in each of the contracts?", "24 months"},
		{service, "How long is the contract?", "24 months"},
		{service, "Which of these two documents mentions interest on late payments?", "Yes. Late payments bear interest of 5% per year."},
		{service, "Which of these files mentions parking?", ""},
		{service, "Who is the seller, and what is the phone number of the seller?", ""},
		{invoice, "check if the sum of the lines adds up to the subtotal", "Yes. The lines, 185.00 + 250.00, come to 435.00, as the text says. With tax that is 522.00, as the text says."},
		{zulin, "合同里乙方的电话和邮箱是什么", "13912345678；li@example.cn"},
		{zulin, "乙方的手机号是多少", "13912345678"},
		{zulin, "逾期付租金要罚多少钱，提前退租要提前几天通知？", one + "；30日"},
		{zulin, "违约金怎么算", "乙方逾期支付租金的，" + one + "。 " + two},
		{zulin, "第三条写了什么？只要第三条", "第三条 合同解除\n" + two},
		{zulin, "甲方是谁？租期从什么时候到什么时候？", "王大山；2025年3月1日起至2027年2月28日"},
		{zulin, "哪份合同提到了违约金？", "提到了：乙方逾期支付租金的，" + one + "。"},
		{zulin, "合同什么时候到期？", "2027年2月28日"},
		{zulin, "合同什么时候开始？", "2025年3月1日"},
		{"甲方为张三。合同于2024年5月3日签订。本合同一式两份。双方各执一份。", "合同什么时候到期？", ""},
		{zulin, "乙方是谁？", "李小红"},
		{zulin, "甲方叫什么，乙方叫什么？", "王大山；李小红"},
		{zulin, "晚交房租怎么罚？", "乙方逾期支付租金的，" + one + "。"},
		{zulin, "逾期一天要付多少违约金？", one},
		{zulin, "提前解约要赔多少？", "并支付相当于一个月租金的违约金"},
		{"乙方应于签约当日支付押金100元。甲方在5月交房。", "押金什么时候付？", "签约当日"},
		{service, "When was the contract signed?", "3 March 2025"},
		{service, "when was it made?", "3 March 2025"},
		{service, "When was the fee signed?", ""},
		{service, "what is the duration of the agreement?", "24 months"},
		{service, "For how long is it valid?", "24 months"},
		{service, "who signed for the provider", "Jonas Weber"},
		{screen, "会议在哪个会议室？", "第二会议室"},
		{screen, "图里的会议什么时候开？", "本周五下午三点"},
		{screen, "会议几点开始", "下午三点"},
		{screen, "图里的会议在哪里？", "第二会议室"},
	})
}
