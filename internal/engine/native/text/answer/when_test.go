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
