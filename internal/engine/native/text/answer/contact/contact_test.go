package contact_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/contact"
)

const (
	invoice = "INVOICE\n\nHill Paper Ltd\nE-mail: billing@hill.example\nPhone: +44 113 496 0000\n\nBill to: Oak Dental, Attn. Amy Stone\namy@oak.example\n\nTotal: 10.00\n"
	lease   = "出租方（甲方）：王大山，身份证号码110101197003071234，电话13800138000\n承租方（乙方）：李小红，电话13912345678，邮箱li@example.cn\n\n第一条 甲方应按时交房。\n"
	deal    = "This is made between Reed Ltd (\"Client\"), phone +44 20 7946 0001, and Stone GmbH (\"Provider\"),\ne-mail hello@stone.example.\n"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{invoice, "whats the phone number and email of the seller", "+44 113 496 0000; billing@hill.example"},
		{invoice, "What is the seller's phone number and email?", "+44 113 496 0000; billing@hill.example"},
		{invoice, "What is the\nseller's phone number?", "+44 113 496 0000"},
		{invoice, "the supplier’s e-mail address", "billing@hill.example"},
		{invoice, "What is the customer's email?", "amy@oak.example"},
		{invoice, "What is the customer's email and phone number?", "amy@oak.example; no telephone number is given"},
		{invoice, "contact details of the seller", "+44 113 496 0000; billing@hill.example"},
		{invoice, "What are Amy Stone's phone number and e-mail address?", "no telephone number is given; amy@oak.example"},
		{invoice, "all phone numbers and emails", ""},
		{invoice, "卖方的电话和邮箱是什么？", "+44 113 496 0000；billing@hill.example"},
		{lease, "合同里乙方的电话和邮箱是什么", "13912345678；li@example.cn"},
		{lease, "乙方的手机号是多少", "13912345678"},
		{lease, "甲方的电话是多少？", "13800138000"},
		{lease, "甲方的身份证号和电话", "110101197003071234；13800138000"},
		{lease, "乙方的联系方式", "13912345678；li@example.cn"},
		{invoice, "How can I contact the seller?", "+44 113 496 0000; billing@hill.example"},
		{invoice, "phone of the seller please", "+44 113 496 0000"},
		{lease, "怎么联系乙方？", "13912345678；li@example.cn"},
		{lease, "出租方的身份证号和电话", "110101197003071234；13800138000"},
		{lease, "甲乙双方的电话分别是多少？", "13800138000、13912345678"},
		{lease, "李小红的邮箱是什么", "li@example.cn"},
		{lease, "甲方的邮箱是什么", ""},
		{deal, "What is the client's phone number?", "+44 20 7946 0001"},
		{deal, "What is the provider's email?", "hello@stone.example"},
		{deal, "What is the landlord's email?", ""},
		{invoice, "Who answers the phone and the email of the seller?", ""},
		{invoice, "When was the phone sold?", ""},
		{lease, "乙方的电话费谁付？", ""},
	} {
		got, err := contact.Answer(t.Context(), c.text, c.question)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}

func TestParty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{invoice, "Who is the customer?", "Oak Dental"},
		{invoice, "To whom is the invoice addressed?", "Oak Dental"},
		{invoice, "Who issued the invoice?", "Hill Paper Ltd"},
		{invoice, "who is the seller", "Hill Paper Ltd"},
		{invoice, "卖方是谁？", "Hill Paper Ltd"},
		{deal, "Who is the client?", ""},
		{invoice, "Who is Amy Stone?", ""},
	} {
		if got := contact.Party(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(invoice, "the seller's phone and email")
	f.Add(lease, "乙方的电话和\xff邮箱")
	f.Fuzz(func(t *testing.T, text, question string) {
		if _, err := contact.Answer(t.Context(), text, question); err != nil {
			t.Error(err)
		}
		contact.Party(text, question)
	})
}

// TestCall: the number that is called in a case, short ones of a house too.
func TestCall(t *testing.T) {
	t.Parallel()
	const house = "入住须知\n房间设备有故障，请拨打工程部内线6112。夜间需要送餐的，致电餐饮部8030。\n紧急情况：拨打110。\n"
	const shop = "洗衣机使用说明\n机器漏水时请关闭水龙头。售后服务热线：95118，押金300元。\n"
	for _, c := range []struct{ text, question, want string }{
		{house, "房间设备坏了打哪个电话？", "6112"},
		{house, "晚上想送餐打什么电话", "8030"},
		{house, "遇到紧急情况该打哪个号码？", "110"},
		{house, "想退房打哪个电话？", ""},
		{shop, "漏水了打哪个电话？", "95118"},
		{shop, "不会安装该打什么电话？", "售后服务热线：95118"},
		{shop, "押金是多少？", ""},
		{"噪音请勿拨打110。漏水请打010-62345678。", "有噪音打哪个电话？", ""},
		{"噪音请勿拨打110。漏水请打010-62345678。", "漏水了打哪个电话？", "010-62345678"},
		{"噪音请勿拨打110。", "有噪音打哪个电话？", ""},
		{"本店电话费300元，电话200元一部。", "坏了打哪个电话？", ""},
	} {
		if got, err := contact.Call(t.Context(), c.text, c.question); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}

func TestSole(t *testing.T) {
	t.Parallel()
	const rent = "房主直租。电话13800001234，刘女士。"
	for _, c := range []struct{ text, question, want string }{
		{rent, "房主贵姓？", "刘女士"},
		{rent, "房主怎么称呼", "刘女士"},
		{rent, "司机姓什么？", ""},
		{rent, "房主电话多少？", ""},
		{"房主刘女士，中介王先生。", "房主姓什么？", ""},
	} {
		if got, err := contact.Sole(t.Context(), c.text, c.question); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}

// TestWhom: whom to turn to with questions, by any of the words for that.
func TestWhom(t *testing.T) {
	t.Parallel()
	const advert = "Send your papers to jobs@mill.example. Our gardener, Nora Field, answers questions on 0117 555 0142."
	const notice = "The lift is out of order. If you have any problems, please contact the porter at porter@house.example."
	for _, c := range []struct{ text, question, want string }{
		{advert, "who can I call if I have questions?", "Nora Field, 0117 555 0142"},
		{advert, "Whom should we ask for more information?", "Nora Field, 0117 555 0142"},
		{notice, "where can I turn with questions", "porter@house.example"},
		{notice, "Who do I contact about the roof?", ""},
		{"The roof has problems.", "whom can I ask for help?", ""},
	} {
		if got, err := contact.Whom(t.Context(), c.text, c.question); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}
