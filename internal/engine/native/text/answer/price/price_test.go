package price_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/price"
)

const (
	trip   = "Oak School\n\nDear parents,\n\nYear 5 will visit the Gorge Museum on Thursday 19 June. The children have been learning about steam all through this term.\n\nThe coach leaves at 8:15 am. The cost is £18.50 per child, which covers the coach and the entrance fee. Write to trips@oak.example."
	course = "Pottery course for beginners\n\nLearn to throw and glaze in six evenings with a potter who has taught for years. Total price: 240 euros. Clay costs extra."
	two    = "Our boat tour shows you the whole harbour in one hour and a half. The price is €12 for adults. The price is €6 for children."
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{trip, "how much does the trip cost per child?", "£18.50"},
		{trip, "How much is the excursion?", "£18.50 per child"},
		{trip, "what does the visit cost for each child?", "£18.50"},
		{trip, "what's the price of the outing", "£18.50 per child"},
		{trip, "How much does the coach cost?", ""},
		{trip, "How much does the guitar cost?", ""},
		{trip, "how much does the trip cost per teacher?", ""},
		{trip, "What is the visit?", ""},
		{course, "How much does the pottery course cost?", "240 euros"},
		{course, "how much is the clay?", ""},
		{two, "How much is the boat tour?", ""},
	} {
		if got := price.Answer(c[0], c[1]); got != c[2] {
			t.Errorf("%s: %q, want %q", c[1], got, c[2])
		}
	}
}
