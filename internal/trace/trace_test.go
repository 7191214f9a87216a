package trace_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/trace"
)

func TestIDs(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a-1_B.c:d", "01a2284b-e50d-7a8f-b110-37860b19f698"} {
		if got := trace.Taken(good); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
	for _, bad := range []string{"", "a b", "a\nb", "é", strings.Repeat("a", 129)} {
		if got := trace.Taken(bad); got == bad || !strings.HasPrefix(got, "req_") {
			t.Errorf("%q became %q", bad, got)
		}
	}
	one, two := trace.New(), trace.New()
	if ctx := trace.With(t.Context(), "x"); trace.ID(ctx) != "x" || trace.ID(t.Context()) != "" || one == two {
		t.Error("ids get lost")
	}
}
