package app_test

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Whatever JSON comes, or none, every address answers: a handler that panics cuts the
// connection off.
func TestEveryAddressAnswersOddBodies(t *testing.T) {
	t.Parallel()
	h := openHub(t, working(t))
	places := regexp.MustCompile(`\{[^}]*\}`)
	as := strings.NewReplacer("{kind}", "models", "{owner}", "tenon", "{model}", "sentiment", "{name}", "sentiment", "{rev}", "main", "{task}", "sentiment-analysis", "{$}", "")
	bodies := []string{
		"", "null", "[]", `"x"`, "{}", `{"inputs":null,"messages":null,"parameters":null,"model":null}`,
		`{"model":"tenon/assistant","messages":[null],"input":[null],"inputs":[null],"prompt":[null],"tools":[null],"files":[null],"objects":[null],"operations":[null],"paths":[null],"requests":[null],"parameters":[null]}`,
	}
	asked, refused := 0, 0
	for _, p := range h.Table().Patterns() {
		method, path, ok := strings.Cut(p, " ")
		if !ok {
			method, path = http.MethodPost, p
		}
		if method == http.MethodGet || method == http.MethodHead {
			continue
		}
		path = places.ReplaceAllString(as.Replace(path), "x")
		for _, body := range bodies {
			status, err := h.ask(t.Context(), method, path, body)
			if err != nil || status == http.StatusInternalServerError {
				t.Errorf("%s %s with %s: %d, %v", method, path, body, status, err)
			}
			if asked++; status == http.StatusBadRequest {
				refused++
			}
		}
	}
	if refused < 100 {
		t.Errorf("of %d requests %d are refused", asked, refused)
	}
}

func (h *hubbed) ask(ctx context.Context, method, path, body string) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, "http://127.0.0.1"+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+h.Token())
	r.Header.Set("Content-Type", "application/json")
	res, err := h.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}
