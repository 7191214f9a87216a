package card_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/card"
)

func TestParse(t *testing.T) {
	t.Parallel()
	facts, err := card.Parse("\r\n---\r\nlicense: mit\r\ntags: [a, b]\r\n---\r\n# Words\r\n")
	if err != nil || facts["license"] != "mit" || len(facts["tags"].([]any)) != 2 {
		t.Errorf("%v, %v", facts, err)
	}
	for _, text := range []string{"", "# Words", "---\n---\n", "--- x", "---\nlicense: mit\n"} {
		if facts, err := card.Parse(text); err != nil || len(facts) != 0 {
			t.Errorf("%q: %v, %v", text, facts, err)
		}
	}
	_, err = card.Parse("---\nlicense: mit\ntags: [a\n---\n")
	if err == nil || !strings.HasPrefix(err.Error(), "line 3 of the card: ") {
		t.Errorf("got %v", err)
	}
	if _, err := card.Parse("---\n- a list\n---\n"); err == nil {
		t.Error("a list was taken for facts")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("---\na: &x [1, *x]\n---\n")
	f.Add("---\n? {\n: !!binary x\n---")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = card.Parse(text) })
}
