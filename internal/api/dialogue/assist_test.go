package dialogue

import (
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
)

func TestAStepIsToldInTheLanguageOfItsRun(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"zh": "标题：完成\n", "en": "标题: done\n", "": "标题: done\n"} {
		if got := step(assistant.Node{Title: "标题", State: assistant.Done}, lang); got != want {
			t.Errorf("in %q: %q, want %q", lang, got, want)
		}
	}
}
