package text_test

import (
	"os"
	"strings"
	"testing"
)

// TestLanguages measures on one sentence and one of a few words in each language.
func TestLanguages(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/languages.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var right [3]int
	all := 0
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		all++
		for i := 1; i <= 2; i++ {
			out, err := run(t, "tenon/language-id", f[i], nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := names(t, out); got[0] == f[0] {
				right[i]++
			} else {
				t.Logf("%v, want %s: %s", got, f[0], f[i])
			}
		}
	}
	t.Logf("sentences %d of %d right (%.1f %%), short ones %d (%.1f %%)", right[1], all,
		100*float64(right[1])/float64(all), right[2], 100*float64(right[2])/float64(all))
	if right[1]*10 < all*9 {
		t.Errorf("%d of %d sentences right, want 90 %%", right[1], all)
	}
}
