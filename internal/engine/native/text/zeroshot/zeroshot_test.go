package zeroshot_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/zeroshot"
)

// measure reads lines "= class, class" and "class<tab>text" and returns the share put right.
func measure(t *testing.T, file string, verbose bool) float64 {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var classes []string
	right, all := 0, 0
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "= "); ok {
			classes = strings.Split(rest, ", ")
			continue
		}
		want, text, _ := strings.Cut(line, "\t")
		shares, err := zeroshot.Classify(t.Context(), text, classes)
		if err != nil {
			t.Fatal(err)
		}
		best := 0
		for i, s := range shares {
			if s > shares[best] {
				best = i
			}
		}
		all++
		if classes[best] == want {
			right++
		} else if verbose {
			t.Logf("%s, want %s: %s %.2f", classes[best], want, text, shares)
		}
	}
	t.Logf("%s: %d of %d right (%.1f %%)", file, right, all, 100*float64(right)/float64(all))
	return float64(right) / float64(all)
}

// TestQuality measures on texts that the classes were not described with.
func TestQuality(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"heldout.en.txt", "heldout.zh.txt"} {
		if share := measure(t, file, false); share < 0.75 {
			t.Errorf("%s: %.3f right, want 0.75", file, share)
		}
	}
}
