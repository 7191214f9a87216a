package api_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestFailShowsFaultsAndHidesTheRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		want   string
	}{
		{fault.About("a.wav", fault.Invalid, "it is cut off"), 400, "a.wav: it is cut off"},
		{fault.New(fault.Exhausted, "no space"), 429, "no space"},
		{io.ErrUnexpectedEOF, 500, "internal error"},
	} {
		w := httptest.NewRecorder()
		api.Fail(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), slog.New(slog.DiscardHandler), c.err)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || strings.Contains(w.Body.String(), "EOF") {
			t.Errorf("%v: %d %s", c.err, w.Code, w.Body)
		}
	}
}
