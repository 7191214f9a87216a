package moment_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/moment"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string][]string{
		"The pool is shut on weekdays between 9:00 and 15:30.":           {"on weekdays between 9:00 and 15:30"},
		"Tea is served from 7:30 to 10:30.":                              {"from 7:30 to 10:30"},
		"We are open from Monday to Friday, 8:00 to 18:00, by telephone": {"from Monday to Friday, 8:00 to 18:00"},
		"The choir sings every Tuesday at 20:00 in the hall.":            {"every Tuesday at 20:00"},
		"We meet on 3 May 2026 at 9:30 and leave at 11:00.":              {"3 May 2026 at 9:30", "11:00"},
		"We expect to be back at about 16:45.":                           {"about 16:45"},
		"Sundays and Mondays are free.":                                  {"Sundays and Mondays"},
		"It is free.":                                                    nil,
	} {
		found, err := entity.Find(t.Context(), sentence)
		if err != nil {
			t.Fatal(err)
		}
		var named []moment.Span
		for _, e := range found {
			if e.Kind == entity.Date || e.Kind == entity.Time {
				named = append(named, moment.Span{Start: e.Start, End: e.End, Hour: e.Kind == entity.Time})
			}
		}
		var got []string
		for _, s := range moment.Find(sentence, named) {
			got = append(got, sentence[s.Start:s.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", sentence, got, want)
		}
	}
}
