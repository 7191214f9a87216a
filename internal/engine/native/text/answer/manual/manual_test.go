package manual_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/manual"
)

const printer = "QuickPrint 3 – instructions\n\nSwitching on\nPress the round key until it clicks. To connect the printer to your phone, hold the blue key for five seconds.\n\n" +
	"Changing the cartridge\nOpen the cover, wait until the carriage stops and lift the cartridge out. A new one costs 19 euros.\n\n" +
	"Lamps\nA yellow lamp that blinks means that the paper is used up. When the cover is open, the red lamp lights up. Code P7 says that the printer is too hot.\n"

// TestAnswer: a way and a sign are told with the sentence that has them, by other words too.
func TestAnswer(t *testing.T) {
	t.Parallel()
	const club = "The pool was built in 1990. Lockers can be booked online or at the desk. You can cancel your membership by letter or e-mail until the end of a month."
	for _, c := range []struct{ text, question, want string }{
		{printer, "How do I change the cartridge?", ""},
		{printer, "how can I lift out the cartridge", "Open the cover, wait until the carriage stops and lift the cartridge out."},
		{printer, "How do I connect it to my phone?", "To connect the printer to your phone, hold the blue key for five seconds."},
		{printer, "what does the yellow light mean?", "the paper is used up"},
		{printer, "What does the red light mean", "When the cover is open, the red lamp lights up."},
		{printer, "what is code P7?", "the printer is too hot"},
		{printer, "what does the green light mean?", ""},
		{"A red light does not mean that the battery is empty.", "what does the red light mean?", ""},
		{"A red light no longer means an error.", "what does a red light mean?", ""},
		{printer, "How much is a new cartridge?", ""},
		{club, "how do I cancel my membership?", "You can cancel your membership by letter or e-mail until the end of a month."},
		{club, "How can we book a locker?", "Lockers can be booked online or at the desk."},
		{club, "how do I contact the desk?", ""},
		{club, "how was the pool built?", ""},
	} {
		if got := manual.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
