package answer_test

import "testing"

// TestOtherWordsForTheSame: what a text has in another word is found by that which is asked.
func TestOtherWordsForTheSame(t *testing.T) {
	t.Parallel()
	const tour = "A deposit of £80 is payable when you book. The balance is due three weeks before departure. The guarantee covers two years. There is no lift in the house."
	const help = "The kitchen of our school needs help on weekdays. The hourly rate is £13.40, paid at the end of each month. Your probation lasts six weeks."
	const mail = "From: Paul Verne\nSubject: My order 4471\n\nHello,\n\nI ordered two desk lamps from your shop on 2 March. They arrived on 9 March.\n\nPaul Verne\n"
	check(t, []said{
		{tour, "when do I have to pay the rest?", "three weeks before departure"},
		{tour, "When is the remainder payable?", "three weeks before departure"},
		{tour, "how long is the warranty", "two years"},
		{tour, "Is there an elevator?", "No. There is no lift in the house."},
		{help, "what's the pay?", "£13.40"},
		{help, "What is the hourly rate?", "£13.40"},
		{help, "how much would I earn", "£13.40"},
		{help, "How much do I get per hour?", "£13.40"},
		{help, "how long is the trial period?", "six weeks"},
		{mail, "what did he order", "two desk lamps from your shop"},
		{mail, "when were the lamps delivered?", "9 March"},
	})
}
