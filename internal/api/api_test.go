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

// What clients send is read, also with fields and spaces that nobody here knows; what is
// none of it is said to be wrong, and where.
func TestReadJSON(t *testing.T) {
	t.Parallel()
	type asked struct {
		Name  string `json:"name"`
		Count int    `json:"count"`
	}
	for body, want := range map[string]asked{
		"": {}, " \r\n": {}, "null": {}, "{}\n": {}, `{"name": "a", "resourceGroupId": null, "new": {"deep": [1]}}`: {Name: "a"}, `{"name": null, "count": 2}`: {Count: 2},
	} {
		var got asked
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		if err := api.ReadJSON(httptest.NewRecorder(), r, 1<<20, &got); err != nil || got != want {
			t.Errorf("%q is %+v, %v", body, got, err)
		}
	}
	for body, want := range map[string]string{`{"name": 5}`: "name must be a string", `{"name"`: "not the JSON", `{} {}`: "not the JSON", `{"name": "` + strings.Repeat("a", 1<<20) + `"}`: "more than 1 MiB"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		if err := api.ReadJSON(httptest.NewRecorder(), r, 1<<20, new(asked)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", body, err)
		}
	}
}
