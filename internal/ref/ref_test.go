package ref_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/ref"
)

func TestParseModel(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"tenon/sentiment", "Qwen/Qwen2.5-0.5B@main", "a/b_c.d"} {
		if m, err := ref.ParseModel(good); err != nil || m.String() != good {
			t.Errorf("%s: %v %v", good, m, err)
		}
	}
	for _, bad := range []string{"", "a", "a/", "/b", "a/b/c", "../b", "a/..", "a/b@", "a/b@../x", "a/b c", "á/b", "a/" + strings.Repeat("b", 97), "-a/b"} {
		if m, err := ref.ParseModel(bad); err == nil {
			t.Errorf("%q was read as %v", bad, m)
		}
	}
}

func FuzzParseModel(f *testing.F) {
	f.Add("tenon/sentiment@main")
	f.Fuzz(func(t *testing.T, s string) {
		if m, err := ref.ParseModel(s); err == nil && (m.String() != s || strings.Contains(s, "..") || strings.Count(s, "/") != 1) {
			t.Errorf("%q was read as %v", s, m)
		}
	})
}
