package sentiment_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
)

// TestDevelopment prints what the rules get wrong on the sentences they were
// developed with.
func TestDevelopment(t *testing.T) {
	t.Parallel()
	measure(t, "dev", 0.85)
}

func measure(t *testing.T, set string, least float64) {
	t.Helper()
	for _, lang := range []string{"en", "zh"} {
		b, err := os.ReadFile("testdata/" + set + "." + lang + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		right, all := 0, 0
		for line := range strings.Lines(string(b)) {
			want, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
			s, err := sentiment.Judge(t.Context(), text)
			if err != nil {
				t.Fatal(err)
			}
			all++
			if got := top(s); got == want {
				right++
			} else if set == "dev" {
				t.Logf("%s, want %s: %s %.2f", got, want, text, sentiment.Valence(text))
			}
		}
		share := float64(right) / float64(all)
		t.Logf("%s, %s: %d of %d right (%.1f %%)", set, lang, right, all, 100*share)
		if share < least {
			t.Errorf("%s, %s: %.3f right, want %.2f", set, lang, share, least)
		}
	}
}

func top(s sentiment.Scores) string {
	switch {
	case s.Neutral >= s.Positive && s.Neutral >= s.Negative:
		return "neutral"
	case s.Positive >= s.Negative:
		return "positive"
	}
	return "negative"
}
