package demand_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/demand"
)

const (
	letter = "The radio cost £60. I ask you to refund the price and the postage of £9, which makes £69 in all.\nPlease let me know in writing before\n4 June. Your shop opened on 2 May."
	call   = "Papers of at most 5 pages may be submitted until 1 March 2027. Registration closes on 20 May. The meeting begins on 3 June."
	fine   = "We request a payment of 250 euros within 14 days of this letter. You can object no later than 9 July."
)

func TestUntil(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{letter, "Until when do we have to answer?", "4 June"},
		{letter, "by when should I reply", "4 June"},
		{letter, "What is the deadline?", "4 June"},
		{letter, "Until when must we apply?", ""},
		{letter, "what does he want and until when do we have to reply?", ""},
		{"The rent was due on 2 May. Please transfer it by 30 May at the latest.", "Until when can we still pay?", "30 May"},
		{letter, "When did the shop open?", ""},
		{call, "What is the deadline for submissions?", "1 March 2027"},
		{call, "Until when can I register?", "20 May"},
		{call, "What is the closing date?", ""},
		{fine, "By when do I have to pay?", "within 14 days of this letter"},
		{fine, "How long do I have to object?", "9 July"},
	} {
		if got, err := demand.Until(t.Context(), c.text, c.question); got != c.want || err != nil {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{letter, "How much money does the customer want back?", "£69"},
		{letter, "what does he ask us to pay", "£69"},
		{letter, "How much is it in all?", "£69"},
		{letter, "What does he want?", ""},
		{letter, "How much is the radio?", ""},
		{fine, "How much do they demand from me?", "250 euros"},
		{"The hall is 80 euros and the band 200 euros, altogether 280 euros.", "What does it cost altogether?", "280 euros"},
	} {
		if got, err := demand.Sum(t.Context(), c.text, c.question, bill.Money); got != c.want || err != nil {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}
