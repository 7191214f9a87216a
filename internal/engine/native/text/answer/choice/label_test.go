package choice

import "testing"

func TestWhatStandsBehindItsLabelIsSure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line, said, question string
		want                 bool
	}{
		{"Invoice number: GF-2025-0417", "GF-2025-0417", "the invoice number", true},
		{"Invoice number: GF-2025-0417", "GF-2025-0417", "What is the invoice number?", true},
		{"Invoice number: GF-2025-0417", "GF-2025-0417", "what is the number of the customer", false},
		{"Phone: 112 (nights: 113)", "113", "the phone", false},
		{"Total due: 12 EUR", "12 EUR", "who is the seller", false},
		{"发票号码：0417", "0417", "发票号码是多少？", true},
		{"发票号码：0417", "0417", "开票人的电话是多少？", false},
		{"电话：113", "113", "夜间电话是多少", false},
		{"no label", "label", "label", false},
	} {
		if got := isLabelled(c.line, c.said, c.question); got != c.want {
			t.Errorf("%q of %q, %q: %v", c.said, c.line, c.question, got)
		}
	}
}
