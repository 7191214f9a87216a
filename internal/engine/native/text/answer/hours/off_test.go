package hours_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/hours"
)

// TestOff: the days on which a place is closed are those that a sentence names, excepts
// from all, or leaves over.
func TestOff(t *testing.T) {
	t.Parallel()
	const (
		library = "Riverside library reopens after two years of work\n\nThe library opened its doors again on Saturday. From now on it will be open every day except Monday, from nine in the morning until eight in the evening."
		shop    = "Our bike shop in Leeds has three rooms. We are closed on Sundays and Mondays. The job starts on 2 November."
		pool    = "The pool is open Tuesday to Sunday, in summer until ten at night. The gym is closed on Thursdays."
		cafe    = "The café has a terrace. It is open daily, but not on Wednesdays and Thursdays."
		baths   = "Closing day: Friday\nTickets at the desk."
	)
	for _, c := range []struct{ text, question, want string }{
		{library, "Which day is the library closed", "Monday"},
		{library, "On which day of the week is the library not open?", "Monday"},
		{library, "when is the library closed", "Monday"},
		{library, "When is the library open?", "every day except Monday, from nine in the morning until eight in the evening"},
		{library, "On which days is it open?", "every day except Monday, from nine in the morning until eight in the evening"},
		{library, "When did the library open?", ""},
		{library, "Which day is the library closed, and who paid?", ""},
		{shop, "Which days is the shop closed?", "Sundays and Mondays"},
		{pool, "what day is the pool closed?", "Monday"},
		{pool, "What day is the gym closed?", "Thursdays"},
		{cafe, "which days are you shut?", "Wednesdays and Thursdays"},
		{baths, "which day is it closed", "Friday"},
		{library, "is the library open on Mondays?", "No. From now on it will be open every day except Monday, from nine in the morning until eight in the evening."},
		{library, "Is the library open on Tuesdays", "Yes. From now on it will be open every day except Monday, from nine in the morning until eight in the evening."},
		{cafe, "Is the café closed on Thursday?", "Yes. It is open daily, but not on Wednesdays and Thursdays."},
		{pool, "is the pool open at weekends?", "Yes. The pool is open Tuesday to Sunday, in summer until ten at night."},
		{shop, "is the shop open on Mondays?", ""},
		{"The shop is never closed on Sunday.", "which day is the shop closed?", ""},
		{"The shop is not closed on Monday any more.", "which day is the shop closed?", ""},
		{"The shop opens every day except Monday.", "is the museum open on Monday?", ""},
		{"The shop opens every day except Monday.", "is the shop open on Monday?", "No. The shop opens every day except Monday."},
		{"The road was closed on Monday. The shop sells bread.", "when does it close?", ""},
	} {
		if got := hours.Off(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
