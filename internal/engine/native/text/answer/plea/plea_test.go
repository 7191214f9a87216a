package plea_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/plea"
)

const (
	oven  = "Dear Kitchens,\n\nThe oven arrived with a cracked door. I am extremely disappointed. I want a new oven delivered by 20 April or my money back. If I hear nothing I shall go to court.\n\nYours faithfully,\nGareth Llewellyn"
	noise = "Dear neighbours,\n\nThe drums have kept us awake for a week. We would like to thank you for last summer. We therefore ask you to play before 9 pm, and to shut the windows.\n\nMeg and Tom"
	hotel = "The room smelled of smoke, and nobody came. I expect a full refund of the deposit! I also demand that the receptionist apologises."
	news  = "The council wants a new bridge. The mayor asked for two million."
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	const wanted = "a new oven delivered by 20 April or my money back"
	for _, c := range [][3]string{
		{oven, "what does the customer want", wanted},
		{oven, "What does he want?", wanted},
		{oven, "tell me what the customer wants", wanted},
		{oven, "what is the writer asking for?", wanted},
		{oven, "What does the angry customer demand from us?", wanted},
		{oven, "What would Gareth Llewellyn like?", wanted},
		{oven, "What does the driver want?", ""},
		{oven, "what did the customer order?", ""},
		{noise, "What do they want us to do?", "play before 9 pm, and to shut the windows"},
		{noise, "what are Meg and Tom asking for?", "play before 9 pm, and to shut the windows"},
		{hotel, "What does the guest expect?", "a full refund of the deposit; the receptionist apologises"},
		{news, "what does the sender want", ""},
	} {
		if got := plea.Answer(c[0], c[1]); got != c[2] {
			t.Errorf("%s: %q, want %q", c[1], got, c[2])
		}
	}
}
