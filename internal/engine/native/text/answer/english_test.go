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

// TestAnythingButTheAsked: prices, heads and ranges are those that are asked about.
func TestAnythingButTheAsked(t *testing.T) {
	t.Parallel()
	const wine = "The soup costs £4. A light red wine goes well with the stew. You earn between £21,000 and £24,500 a year. Rent: £1,250 per month, heating included."
	const room = "To let from 1 May: a furnished room on the third floor. The roof was replaced in 2019. The deposit is six weeks' rent. No pets, please. The boiler is to be serviced by the landlord. Smoke was caused by the old stove."
	const printer = "Tom, please bring the old printer to the cellar. A cartridge costs £30. The machine makes a noise of 50 dB. Heat the room to 21 °C. The work is full-time."
	check(t, []said{
		{wine, "what drink goes with the stew?", "A light red wine"},
		{wine, "which cheese goes with the stew", ""},
		{wine, "How much does the job pay?", "between £21,000 and £24,500"},
		{wine, "how much is the rent", "£1,250 per month"},
		{room, "When can I move in?", "1 May"},
		{room, "what floor is it on", "third floor"},
		{room, "Can I bring my pets?", "No. No pets."},
		{room, "What caused the smoke?", "the old stove"},
		{printer, "what is Tom supposed to do?", "bring the old printer to the cellar"},
		{printer, "How much did the printer cost?", ""},
		{printer, "How loud is the machine?", "50 dB"},
		{printer, "what temperature should the room be", "21 °C"},
		{printer, "Is the work part-time?", "No. The work is full-time."},
	})
}

// TestLinesOfAReport: a line's key that says by whom is known by its verb, what is free costs no fee.
func TestLinesOfAReport(t *testing.T) {
	t.Parallel()
	const report = "Fault report 88: the pump stops at night\n\nFiled by: Nora Field on 3 June\nAssigned to: Tom Reed\nPump: P4 (worked in May)\n\nThe cause is the new fuse that Tom fitted. Admission to the plant is free. The lift ran in 2019."
	check(t, []said{
		{report, "Who filed the fault report?", "Nora Field on 3 June"},
		{report, "What causes the problem?", "the new fuse that Tom fitted"},
		{report, "Is there an admission fee?", "No. Admission to the plant is free."},
	})
}

// TestNoAnswerByForm: an hour, a place or a name that only stands near says nothing of ways and owners.
func TestNoAnswerByForm(t *testing.T) {
	t.Parallel()
	const trip = "Train 45 from Leeds, departure 07:10. Arrival at York Central 18:45. Our inspector, Nora Field, saw the kitchen on 5 May. The boat belongs to Tom Reed."
	check(t, []said{
		{trip, "how do we get to the station in York?", ""},
		{trip, "How can I go to York?", ""},
		{trip, "whose kitchen is on fire?", ""},
		{trip, "Whose boat is it?", "Tom Reed"},
	})
}
