package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestWhatIsLackingIsNamed: a wish that nothing that came with the request is
// for is answered by what it needs.
func TestWhatIsLackingIsNamed(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"watercolour":         "That needs a picture",
		"blur the background": "That needs a picture",
		"变成水彩":                "这需要图片",
		"音量调大一点":              "这需要音频",
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "a.txt", Type: port.Text}}}, 3)
		if err != nil || len(plans) == 0 || !strings.HasPrefix(plans[0].Question, want) {
			t.Errorf("%s: %v %v, want %q", text, plans, err, want)
		}
	}
}
