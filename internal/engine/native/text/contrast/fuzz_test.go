package contrast_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/contrast"
)

func FuzzFind(f *testing.F) {
	f.Add("within 60 days", "within 90 days")
	f.Add("六十天内", "九十天内不")
	f.Add("\xff a\u00a0b", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		pairs, err := contrast.Find(t.Context(), a, b)
		if err != nil || a == b && len(pairs) > 0 {
			t.Errorf("%q, %v", pairs, err)
		}
	})
}
