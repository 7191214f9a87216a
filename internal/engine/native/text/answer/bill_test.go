package answer_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

// TestBills: an amount is asked for, and the number of a paper is none.
func TestBills(t *testing.T) {
	t.Parallel()
	const receipt = "RECEIPT 1042\nCoffee 3.50 Cake 4.20\nTotal 7.70 EUR\n"
	const zh = "收据 1042\n咖啡 3.50\n蛋糕 4.20\n合计：7.70元\n"
	const letter = "Invoice no. 1042 was sent in May. The total comes to 88 euros and is due in June."
	for _, c := range []struct{ text, question, want string }{
		{receipt, "How much was the cake?", "4.20"},
		{receipt, "What did the coffee cost?", "3.50"},
		{receipt, "How much was the coffee?", "3.50"},
		{receipt, "What was the total on the receipt?", "7.70 EUR"},
		{receipt, "What was the total?", "7.70 EUR"},
		{receipt, "How much was it in total?", "7.70 EUR"},
		{receipt, "How much was the sandwich?", ""},
		{receipt, "总共多少钱？", "7.70 EUR"},
		{zh, "蛋糕多少钱？", "4.20"},
		{zh, "总共多少钱？", "7.70元"},
		{letter, "What is the total on the invoice?", "88 euros"},
	} {
		if a, err := answer.Find(t.Context(), c.text, c.question); err != nil || a.Text != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, a.Text, err, c.want)
		}
	}
}
