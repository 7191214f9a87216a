package sentiment_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
)

// TestQuality measures on sentences that neither the lexicons nor the model were made with.
func TestQuality(t *testing.T) {
	t.Parallel()
	const least = 0.7
	for _, lang := range []string{"en", "zh"} {
		b, err := os.ReadFile("testdata/heldout." + lang + ".tsv")
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
			}
		}
		share := float64(right) / float64(all)
		t.Logf("%s: %d of %d right (%.1f %%)", lang, right, all, 100*share)
		if share < least {
			t.Errorf("%s: %.3f right, want %.2f", lang, share, least)
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
