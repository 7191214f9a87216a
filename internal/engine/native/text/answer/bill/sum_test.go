package bill_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
)

const sheet = "Invoice number: 77\nDescription   Qty   Unit price   Amount\nDesk chair      4       129.00   516.00\nStanding desk   2       349.50   699.00\n\nSubtotal:  1,215.00\nVAT 20%:     243.00\nTotal:     GBP 1,458.00\n\nPlease pay to account 12345678.\n"

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		chinese bool
		want    string
	}{
		{sheet, false, "Yes. The lines, 516.00 + 699.00, come to 1,215.00, as the text says. With tax that is 1,458.00, as the text says."},
		{sheet, true, "对。明细 516.00 + 699.00 合计 1,215.00，与文中一致。加上税为 1,458.00，与文中一致。"},
		{"Tea 3.50\nCake 4.20\nTotal 7.80\n", false, "No. The lines, 3.50 + 4.20, come to 7.70, but the text says 7.80."},
		{"Tea 2 3.50 7.50\nTotal 7.50\n", false, "No. Of the line “Tea 2 3.50 7.50” number times price is another amount. The lines, 7.50, come to 7.50, as the text says."},
		{"咖啡 3.50元\n蛋糕 4.20元\n合计：7.70元\n", true, "对。明细 3.50 + 4.20 合计 7.70，与文中一致。"},
		{"The rent is 400 euros.", false, "That was not checked: no lines with amounts and their sum could be read in this text."},
	} {
		if got := bill.Check(c.text, c.chinese); got != c.want {
			t.Errorf("%.20s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAsksSum(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{
		"check if the sum of the lines adds up to the subtotal": true, "Is the total correct?": true, "Do the lines add up?": true, "Verify the total.": true, "verify the invoice total": true,
		"Does the sum of the items match the total?": true, "总额算得对吗？": true, "核对一下合计": true, "金额加起来对不对": true,
		"What is the total?": false, "总额是多少": false, "Is the total due in May?": false, "Who checks the figures?": false,
	} {
		if got := bill.AsksSum(question); got != want {
			t.Errorf("%s: %v", question, got)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(sheet)
	f.Fuzz(func(t *testing.T, text string) {
		if bill.Check(text, false) == "" {
			t.Error("nothing is said")
		}
	})
}
