package api_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tenonhub/tenon/internal/api"
)

func TestBaseIsWhatTheClientSees(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Host = "models.example"
	if got := api.Base(r); got != "http://models.example" {
		t.Errorf("without TLS: %s", got)
	}
	r.Header.Set("X-Forwarded-Proto", "https")
	if got := api.Base(r); got != "https://models.example" {
		t.Errorf("behind a proxy with TLS: %s", got)
	}
}
