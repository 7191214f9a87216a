package thesaurus_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

func TestWordsThatSayTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"boss", "director", true},
		{"repaired", "fixing", true},
		{"charges", "price", true},
		{"charges", "batteries", true}, // in another sense
		{"price", "battery", false},
		{"开门", "营业", true},
		{"续航", "里程", true},
		{"押金", "电话", false},
		{"zebra", "zebra", false}, // in no group: it is for the caller to compare words
	} {
		if got := thesaurus.Meet(thesaurus.Senses(words.Stem(c.a)), thesaurus.Senses(words.Stem(c.b))); got != c.same {
			t.Errorf("%s and %s: %t", c.a, c.b, got)
		}
	}
}
