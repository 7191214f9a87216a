package liability_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/liability"
)

const (
	moving = "4. Damage. The Company is liable for damage up to £25,000. Damage must be reported in writing within seven days of delivery. The Company is not liable for plants, cash or jewellery."
	hire   = "The hirer is responsible for loss of the key. The club compensates visitors for injuries up to 500 euros. Damage to the floor is to be made good by the hirer at once. The tent is insured against theft."
)

// TestAnswer: who answers for damage, loss and injury is found by other words for them, and
// what the asker's own side answers for is told from what others do.
func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{moving, "Who pays if the movers break my lamp", "The Company is liable for damage up to £25,000."},
		{moving, "who is responsible if they scratch the piano?", "The Company is liable for damage up to £25,000."},
		{moving, "Who pays when my plants are damaged?", "The Company is not liable for plants, cash or jewellery."},
		{moving, "who pays if I break the ramp?", ""},
		{moving, "who pays if my lamp goes missing?", ""},
		{moving, "Who pays the deposit?", ""},
		{moving, "Who is responsible for repairs to the boiler?", ""},
		{hire, "Who is liable if we lose the key?", "The hirer is responsible for loss of the key."},
		{hire, "who pays if somebody gets hurt?", "The club compensates visitors for injuries up to 500 euros."},
		{hire, "who pays if the tent gets stolen", "The tent is insured against theft."},
	} {
		if got := liability.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
