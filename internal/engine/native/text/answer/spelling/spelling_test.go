package spelling_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/spelling"
)

func TestRight(t *testing.T) {
	t.Parallel()
	const text = "The repair of the hull costs 2.4 million pounds. Mr Oyelaran of Kilbrannan pays. Tickets are refunded. Marita pays the rent."
	for question, want := range map[string]string{
		"how much will the repiar cost?":          "how much will the repair cost?",
		"who is Mr Oyelaran, and who refundes?":   "who is Mr Oyelaran, and who refundes?",
		"does Kilbrannen pay":                     "does Kilbrannen pay",
		"does kilbrannen pay":                     "does kilbrannen pay",
		"does Marika pay the rent?":               "does Marika pay the rent?",
		"what's the pasword":                      "what's the password",
		"is Zabrina on the list":                  "is Zabrina on the list",
		"修理要多少钱 repiar":                           "修理要多少钱 repair",
		"how do I get hold of the hull inspecter": "how do I get hold of the hull inspecter",
	} {
		if got := spelling.Right(text, question); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
