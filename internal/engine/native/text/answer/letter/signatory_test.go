package letter_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/letter"
)

func TestSignatories(t *testing.T) {
	t.Parallel()
	const deal = "1. Fee\nThe fee is 10 euros.\n\nSigned: Amy Stone (Client), Ben Hart (Provider)\n"
	const sides = "Signature of the parties\n\nSigned by: Amy Stone   Date: 3 May 2025\nSigned by: Ben Hart   Date: 4 May 2025\nWitness signature: ______\n"
	const zh = "甲方（签字）：王大山\n乙方（签字）：李小红\n见证人签字：______\n"
	for _, c := range []struct{ text, question, want string }{
		{deal, "who signed it", "Amy Stone (Client), Ben Hart (Provider)"},
		{deal, "Who signed the contract?", "Amy Stone (Client), Ben Hart (Provider)"},
		{deal, "who are the signatories?", "Amy Stone (Client), Ben Hart (Provider)"},
		{deal, "By whom was the agreement signed?", "Amy Stone (Client), Ben Hart (Provider)"},
		{deal, "合同是谁签的？", "Amy Stone (Client), Ben Hart (Provider)"},
		{deal, "Who signed for the Client?", "Amy Stone"},
		{deal, "who signed it on behalf of the provider?", "Ben Hart"},
		{deal, "Who signed for the landlord?", ""},
		{deal, "list everyone who signed", "Amy Stone (Client), Ben Hart (Provider)"},
		{zh, "谁代表乙方签字？", "李小红"},
		{deal, "Who signs the invoices?", ""},
		{sides, "Who has signed this agreement?", "Amy Stone, Ben Hart"},
		{zh, "谁签的字？", "王大山（甲方）、李小红（乙方）"},
		{zh, "签字人是谁", "王大山（甲方）、李小红（乙方）"},
		{zh, "谁签收快递？", ""},
	} {
		if got := letter.Signatories(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
