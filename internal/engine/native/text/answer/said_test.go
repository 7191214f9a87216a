package answer_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

const (
	balance = "Invoice no. 77\n2 x Paper 10.00\nNet total: 100.00 EUR\nVAT 19%: 19.00 EUR\nTotal: 119.00 EUR\nDeposit paid: 50.00 EUR\nBalance due: 69.00 EUR\nDue date: 1 June 2025\n"
	invoice = "Harbour Print Ltd\nInvoice No. 2024-117\nDate: 3 June 2024\n\nTo: Mill Lane Bakery\n\n" +
		"500 flyers, colour        £185.00\n50 posters A2             £250.00\n\n" +
		"Subtotal                  £435.00\nVAT 20 %                  £87.00\nTotal due                 £522.00\n\n" +
		"Please pay by 3 July 2024 to account 1234 5678.\nQuestions: billing@harbourprint.example, 0117 496 0123\n"
	prose  = "The subtotal is £435.00. VAT at 20 % comes to £87.00. The total due is £522.00, and it must be paid by 3 July 2024."
	fapiao = "发票编号：2024-117\n宣传单 500 张    185.00元\n海报 50 张    250.00元\n小计：435.00元\n增值税（13%）：56.55元\n应付总额：491.55元\n请于7月3日前付款。\n"
	refund = "14 May 2024\n\nDear Ms Patel,\n\nThank you for writing to us about your coffee machine. We are sorry that the pump failed after three weeks. " +
		"Our driver will collect the machine on Thursday 16 May between 9 am and noon. A new one will reach you within five working days. " +
		"If you prefer a refund of £189.00, please ring Daniel Brooks on 0161 496 0456 before Wednesday.\n\nYours sincerely,\n\nHelen Ward\nCustomer Care\n"
	minutes = "Notes of the meeting on Wednesday 12 June, 10:00, room 4\n\nPresent: Anna Keller, Tom Baker, Li Wei. Absent: Maria Gomez.\n\n" +
		"1. The budget for the summer fair is £3,200. Tom has spent £1,150 on tents.\n" +
		"2. Music: the band Brass Five plays from 3 pm to 5 pm for £400. Li Wei will sign the contract.\n" +
		"3. Helpers: we still need twelve. Anna will write to the sports club by Friday.\n\nNext meeting: Wednesday 26 June, same room.\n"
	breach = "4. Termination\nEither party may terminate this Agreement by giving 60 days’ written notice to the other party. If a\n" +
		"party commits a serious breach, the other party may terminate the Agreement at once.\n\n5. Liability\nThe Contractor’s liability is limited to £25,000 for each event.\n"
	huiyi = "会议纪要\n时间：2024年6月12日\n出席：王芳、李强、赵敏。陈刚请假。\n一、秋季运动会的预算是八千元，李强已经买了器材，花了两千三百元。\n" +
		"二、服装费一千二百元，由赵敏负责签合同，6月20日前完成。\n三、志愿者：目前有十八人报名，还差七人，王芳周五前发通知。\n下次会议：6月19日下午三点。\n"
	tushuguan = "图书馆自七月十日起实行暑期开放时间，周一至周五上午八点半至下午五点开放，周末闭馆。九月一日起恢复正常开放。"
	tingshui  = "停水通知\n\n各位住户：\n\n因管道检修，本小区将于六月十八日\n上午九点至下午五点停水。请提前储水，\n并关好家中水龙头。\n\n联系电话：6655 0132\n\n青松小区物业服务中心\n"
)

type said struct{ text, question, want string }

func check(t *testing.T, list []said) {
	t.Helper()
	for _, c := range list {
		if a, err := answer.Find(t.Context(), c.text, c.question); err != nil || a.Text != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, a.Text, err, c.want)
		}
	}
}

// TestWhatAllComesTo: the total is the line that says so, and not what comes before tax.
func TestWhatAllComesTo(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{invoice, "What is the total due and by when must it be paid?", "£522.00; 3 July 2024"},
		{invoice, "What is the total due?", "£522.00"},
		{invoice, "What is the total?", "£522.00"},
		{invoice, "What is the total amount due?", "£522.00"},
		{invoice, "How much is due in total?", "£522.00"},
		{invoice, "How much do we have to pay?", "£522.00"},
		{invoice, "How much do I owe?", "£522.00"},
		{invoice, "What is the amount due?", "£522.00"},
		{invoice, "What is the balance?", "£522.00"},
		{invoice, "What is the subtotal?", "£435.00"},
		{invoice, "How much is it before VAT?", "£435.00"},
		{invoice, "How much VAT?", "£87.00"},
		{invoice, "how much VAT do we pay", "£87.00"},
		{invoice, "How much is the VAT?", "£87.00"},
		{invoice, "What is the VAT?", "£87.00"},
		{invoice, "What is the VAT rate?", "20 %"},
		{invoice, "By when must it be paid?", "3 July 2024"},
		{balance, "What is the total?", "119.00 EUR"},
		{balance, "What is the balance?", "69.00 EUR"},
		{balance, "How much is still to pay?", "69.00 EUR"},
		{balance, "What is the net amount?", "100.00 EUR"},
		{balance, "When is it due?", "1 June 2025"},
		{balance, "What is the due date?", "1 June 2025"},
		{"Total: £522.00\nDue by 3 July\n", "What is the total and by when must it be paid?", "£522.00; 3 July"},
		{"The lease begins on 1 May. The rent is £900.", "When is it due?", ""},
		{prose, "What is the total?", "£522.00"},
		{prose, "What is the total due and by when must it be paid?", "£522.00; 3 July 2024"},
		{prose, "How much VAT?", "£87.00"},
		{fapiao, "总共多少钱？", "491.55元"},
		{fapiao, "应付多少钱？", "491.55元"},
		{fapiao, "小计是多少？", "435.00元"},
		{fapiao, "增值税是多少？", "56.55元"},
		{fapiao, "总额是多少，什么时候付款？", "491.55元；7月3日"},
	})
}

// TestWhoIsWrittenTo: a letter says at its head whom it is for.
func TestWhoIsWrittenTo(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{refund, "to whom", "Ms Patel"},
		{refund, "Who is the letter addressed to?", "Ms Patel"},
		{refund, "Who is it to?", "Ms Patel"},
		{refund, "To whom is the letter written?", "Ms Patel"},
		{refund, "Who received the letter?", "Ms Patel"},
		{refund, "Who wrote this?", "Helen Ward"},
		{refund, "Who wrote the letter and to whom?", "Helen Ward; Ms Patel"},
		{refund, "Who do I call if I would rather have my money back?", "Daniel Brooks"},
		{refund, "Whom should I ring for a refund?", "Daniel Brooks"},
		{refund, "on what day will they collect the machine?", "Thursday 16 May"},
		{"王经理：\n您好！货物已发出。\n此致\n敬礼！\n陈晓燕\n", "这封信是写给谁的？", "王经理"},
		{"王经理：\n您好！货物已发出。\n此致\n敬礼！\n陈晓燕\n", "收信人是谁？", "王经理"},
		{minutes, "Who is it to?", ""},
	})
}
