package ref_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/ref"
)

func TestParseOwner(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"admin", "Qwen", "deepseek-ai", "01-ai", "a.b_c", strings.Repeat("x", 64)} {
		if o, err := ref.ParseOwner(good); err != nil || string(o) != good {
			t.Errorf("%s: %v %v", good, o, err)
		}
	}
	for _, bad := range []string{
		"", "a", "..", "a..b", "-a", ".a", "a/b", "a b", "аdmin", "a\x00b", "a%2fb", "ab.git", "ab.LOCK", "ab.",
		"12345678901234567890", "api", "API", "Models", "lfs", "openapi", "datasets", "spaces", "studios", "v1", "dashscope", "docs", "login", strings.Repeat("x", 65),
	} {
		if o, err := ref.ParseOwner(bad); err == nil {
			t.Errorf("%q was read as %v", bad, o)
		}
	}
}

func TestNamesThatLookAlike(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"OpenAI", "OpenAl"}, {"o1-lab", "ol.lab"}, {"QWEN0", "QWENO"}, {"modern", "modem"}, {"a_b", "a-b"}, {"Qwen", "QVVEN"}} {
		if a, b := ref.Owner(pair[0]), ref.Owner(pair[1]); a.Key() == b.Key() || a.Look() != b.Look() {
			t.Errorf("%s and %s: keys %s %s, looks %s %s", a, b, a.Key(), b.Key(), a.Look(), b.Look())
		}
	}
	if a, b := ref.Owner("Admin"), ref.Owner("aDMIN"); a.Key() != b.Key() {
		t.Errorf("%s and %s are two", a, b)
	}
	if a, b := ref.Owner("ali"), ref.Owner("all"); a.Look() == b.Look() {
		t.Errorf("%s and %s look alike", a, b)
	}
}

func FuzzParseOwner(f *testing.F) {
	f.Add("deepseek-ai")
	f.Fuzz(func(t *testing.T, s string) {
		if o, err := ref.ParseOwner(s); err == nil && (string(o) != s || strings.ContainsAny(s, "/\\ %\x00") || strings.Contains(s, "..") || len(s) > 64) {
			t.Errorf("%q was read as %v", s, o)
		}
	})
}
