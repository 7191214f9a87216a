package terminal

import "testing"

func TestColumns(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "合同": 4, "a合": 3, "e\u0301": 1, "，": 2, "✓ n1": 4, "カ": 2, "ﾊ": 1} {
		if got := columns(s); got != want {
			t.Errorf("%q takes %d columns, want %d", s, got, want)
		}
	}
	for _, c := range []struct {
		s    string
		most int
		want string
	}{{"合同合同", 8, "合同合同"}, {"合同合同", 7, "合同合…"}, {"合同合同", 6, "合同…"}, {"words", 4, "wor…"}} {
		if got := Clip(c.s, c.most); got != c.want {
			t.Errorf("%q in %d columns is %q, want %q", c.s, c.most, got, c.want)
		}
	}
}
