package answer_test

import "testing"

// TestDaysAndHours: what says together when something is stands together in the answer.
func TestDaysAndHours(t *testing.T) {
	t.Parallel()
	const hall = "The lift will be out of service on weekdays between 7:00 and 11:30. The choir practises every Wednesday at 19:00 in\nthe hall. A seat costs 9 euros; pupils sit for free. Gates open at 17:30 and the match\n\nstarts at 18:15."
	check(t, []said{
		{hall, "When will the lift be out of service?", "on weekdays between 7:00 and 11:30"},
		{hall, "When does the choir practise?", "every Wednesday at 19:00"},
		{hall, "When does the match start?", "18:15"},
		{hall, "What does a seat cost for adults?", "9 euros"},
		{hall, "What does the roof cost?", ""},
		{"The grant is paid on Friday, 9 October\n2026. The fee is 40 pounds.", "When is the grant paid?", "Friday, 9 October 2026"},
		{"I want my £30 and the fee of £5 back, £35 in total. Please answer by 8 May.", "how much money does he want and by when must we respond?", "£35; 8 May"},
	})
}

// TestEverydayQuestions: what people ask of their papers, in words that these have not.
func TestEverydayQuestions(t *testing.T) {
	t.Parallel()
	const club = "You have 24 days of leave a year. At least two references are enclosed. The pay is €28,000 to €31,000 a year. The journey costs 310 euros. The sum of 75 euros was due on 3 June 2026. " +
		"A flashing lamp shows that the filter is full. If the pump stops, close the valve. The manager will be back on 9 July. Ring us at +45 22 10 33 47."
	check(t, []said{
		{club, "How many days of leave do I get?", "24 days"},
		{club, "How many references are required?", "two references"},
		{club, "How much is the pay?", "€28,000 to €31,000"},
		{club, "How much does the entire trip cost?", "310 euros"},
		{club, "When was the sum due?", "3 June 2026"},
		{club, "What does a flashing lamp mean?", "the filter is full"},
		{club, "What should I do if the pump stops?", "close the valve"},
		{club, "When will the manager be back?", "9 July"},
		{club, "What is the phone number?", "+45 22 10 33 47"},
		{club, "How many dogs do I get?", ""},
		{"Please write to office@oakhill.example for a form.\n\nYours sincerely,\nIda Brandt\n", "Where do I have to write to?", "office@oakhill.example"},
		{"Please pay now.\n\nYours sincerely,\nIda Brandt\n", "Who sent the invoice?", "Ida Brandt"},
	})
}
