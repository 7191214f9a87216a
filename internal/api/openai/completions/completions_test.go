package completions_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/openai/completions"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Who lists what was kept reads many at once.
func TestWhatIsTooLargeIsNotKept(t *testing.T) {
	t.Parallel()
	body := `{"model":"lab/chat-1","store":true,"messages":[{"role":"user","content":"` + strings.Repeat("x", 4<<20) + `"}]}`
	_, err := completions.Desk{}.Talk(t.Context(), "", []byte(body))
	if e, ok := errors.AsType[*openai.Error](err); !ok || e.Param != "store" || !strings.Contains(e.Message, "4 MiB") {
		t.Errorf("%v", err)
	}
}
