package answer_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

const (
	lease  = "5. Notice\nThe Tenant may end the lease by giving the Landlord two months' written notice. The Landlord may end the lease by giving the Tenant four months' written notice.\n"
	jiechu = "第五条 解除\n乙方解除合同，应当提前三十日书面通知甲方。\n甲方解除合同，应当提前六十日书面通知乙方。\n"
)

// What a party must do is what the text says of that party, and not of the other.
func TestThePartyThatIsAskedAbout(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{lease, "how much notice must the tenant give?", "two months"},
		{lease, "how much notice must the landlord give?", "four months"},
		{lease, "How much notice does the tenant have to give the landlord?", "two months"},
		{lease, "how much notice do i have to give my landlord if i want to move out", "two months"},
		{jiechu, "乙方解除合同要提前多久通知？", "三十日"},
		{jiechu, "甲方解除合同要提前多久通知？", "六十日"},
	})
}

// A question that ends with “by when” leaves its verb to the one before.
func TestByWhen(t *testing.T) {
	t.Parallel()
	const bill = "Invoice number: HP-2026-0417\nInvoice date: 12 October 2026\nDue date: 11 November 2026\n\nSubtotal 772.50\nVAT 20% 154.50\nTotal due GBP 927.00\n"
	check(t, []said{
		{bill, "whats the total i have to pay and by when?", "GBP 927.00; 11 November 2026"},
		{bill, "how much do I have to pay, and by when?", "GBP 927.00; 11 November 2026"},
		{bill, "What is the amount we must pay and by when?", "GBP 927.00; 11 November 2026"},
	})
	check(t, []said{{"Due date: 11 November 2026\nVAT 20%\nTotal due\n\n154.50\nGBP 927.00\n", "whats the total i have to pay and by when?", "GBP 927.00; 11 November 2026"}})
	const apart = "VAT 20%\nTotal due\n\n154.50\nGBP 927.00\n"
	got, _, err := answer.Nearest(t.Context(), apart, "is the total due refundable?")
	if err != nil || strings.Contains(got, "154.50") {
		t.Errorf("%q %v", got, err)
	}
}
