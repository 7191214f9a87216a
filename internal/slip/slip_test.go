package slip_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/slip"
)

func TestCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"repair", "repair", 0},
		{"repiar", "repair", 1},
		{"repar", "repair", 1},
		{"repairr", "repair", 1},
		{"rebair", "repair", 1},
		{"rpeiar", "repair", 2},
		{"repair", "rapid", 3},
		{"", "ab", 2},
	} {
		if got := slip.Count(c.a, c.b, 3); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
	if got := slip.Count("repair", "warehouse", 1); got != 2 {
		t.Errorf("more than most is %d", got)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"", "password", "repair", "insurance", "房租", "late", "rate", "form"}
	for word, want := range map[string]string{
		"pasword": "password", "repiar": "repair", "insurrance": "insurance", "insuranec": "insurance", "isnuranec": "insurance",
		"bate": "", "forms": "form", "zebra": "", "warehouse": "",
	} {
		if got := slip.Nearest(word, slices.Values(known)); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

func FuzzNearest(f *testing.F) {
	f.Add("repiar", "repair")
	f.Fuzz(func(t *testing.T, word, known string) {
		if word == "" {
			return
		}
		got := slip.Nearest(word, slices.Values([]string{known}))
		switch most := map[bool]int{false: 1, true: 2}[len(word) >= 9]; {
		case got != "" && got != known:
			t.Errorf("%q is made of %q and is not known", got, word)
		case got != "" && slip.Count(word, got, 3) > most:
			t.Errorf("%q is more than %d slips from %q", got, most, word)
		case slip.Count(word, known, 30) != slip.Count(known, word, 30):
			t.Errorf("%q and %q are not as far from each other both ways", word, known)
		}
	})
}
