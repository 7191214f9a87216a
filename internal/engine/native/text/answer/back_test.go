package answer_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

// TestWhatComesBack: when something is returned is the time of that clause, not of the one
// that says when it is paid, and what a question asks about is carried to its second part.
func TestWhatComesBack(t *testing.T) {
	t.Parallel()
	const (
		shop  = "3. Deposit. Before moving in, the Tenant pays a deposit of £4,350, which the Landlord returns within 21 days of the end of the lease, less the cost of any damage."
		bikes = "Bike hire in the old mill. On arrival each rider leaves a bond of €50. We repay the bond when the bike is back in our shed. After the season, bikes are sold."
		cards = "A key card costs 8 dollars at the desk. The fee for the card is refunded within two weeks after it is handed in."
	)
	for _, c := range [][3]string{
		{shop, "how much is the deposit and when do I get it back?", "£4,350; within 21 days of the end of the lease"},
		{shop, "when is the deposit returned?", "within 21 days of the end of the lease"},
		{shop, "When will the landlord repay the deposit?", "within 21 days of the end of the lease"},
		{shop, "when is the deposit paid?", "Before moving in"},
		{bikes, "How much is the bond and when do we get it back?", "€50; when the bike is back in our shed"},
		{cards, "when is the fee paid back?", "within two weeks after it is handed in"},
		{cards, "When do I get the fee back?", "within two weeks after it is handed in"},
	} {
		if a, err := answer.Find(t.Context(), c[0], c[1]); err != nil || a.Text != c[2] {
			t.Errorf("%s: %q, %v, want %q", c[1], a.Text, err, c[2])
		}
	}
}

// TestAddressesSpeakOfNothing: a word inside an address is no word of the text.
func TestAddressesSpeakOfNothing(t *testing.T) {
	t.Parallel()
	const text = "The choir sings on Friday at the town hall. Write to boats@mill.example by 3 May. The sale at www.kayaks.example ends on 9 June."
	for _, question := range []string{"When are the boats sold?", "When do the kayaks arrive?"} {
		if a, err := answer.Find(t.Context(), text, question); err != nil || a.Text != "" {
			t.Errorf("%s: %q, %v", question, a.Text, err)
		}
	}
	if a, err := answer.Find(t.Context(), text, "What is the email address?"); err != nil || a.Text != "boats@mill.example" {
		t.Errorf("%q, %v", a.Text, err)
	}
}
