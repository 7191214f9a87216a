package code_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/code"
)

const trip = "Invoice AB-7712 is overdue. Booking reference: ZK4RT9\nOrder number 55-1048. The ferry leaves from Pier 4, and flight LO 282 from Terminal B. " +
	"You sleep in Room 12 on Monday and in Room 14 on Tuesday. Policy no. 2024/889."

func TestEnglish(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"What is the invoice number?":           "AB-7712",
		"what's our booking reference":          "ZK4RT9",
		"What is the order number?":             "55-1048",
		"What is the policy number?":            "2024/889",
		"Which pier does the ferry leave from?": "Pier 4",
		"From which terminal does it fly?":      "Terminal B",
		"Which room do we sleep in?":            "",
		"What is the phone number?":             "",
		"What is the flight?":                   "",
		"What is the customer number?":          "",
	} {
		if got := code.Answer(trip, question); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
