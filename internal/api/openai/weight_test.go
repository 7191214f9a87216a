package openai

import (
	"testing"

	"github.com/tenonhub/tenon/internal/api/callee"
)

func TestOnlyWhatRunsAModelIsCounted(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]callee.Weight{
		"/": callee.Looks, "GET /models": callee.Looks, "GET /files/{id}/content": callee.Looks, "GET /responses/{id}": callee.Looks,
		"POST /files": callee.Keeps, "DELETE /files/{id}": callee.Keeps, "DELETE /responses/{id}": callee.Keeps, "POST /batches": callee.Keeps,
		"POST /batches/{id}/cancel": callee.Keeps, "POST /responses/{id}/cancel": callee.Keeps, "GET /realtime": callee.Keeps,
		"POST /uploads": callee.Keeps, "POST /uploads/{id}/parts": callee.Keeps, "POST /chat/completions/{id}": callee.Keeps, "GET /chat/completions": callee.Looks,
		"POST /chat/completions": callee.Runs, "POST /responses": callee.Runs, "POST /audio/speech": callee.Runs, "POST /embeddings": callee.Runs,
	} {
		if got := weight(pattern); got != want {
			t.Errorf("%s is %d, want %d", pattern, got, want)
		}
	}
}
