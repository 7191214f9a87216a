package worker_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/worker"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/port"
)

// endless answers with a value that does not end.
type endless struct{ read int64 }

func (e *endless) Send(context.Context, fleet.Load, fleet.Call) (*http.Response, error) {
	body := io.MultiReader(strings.NewReader(`{"out":{"image":[{"type":"image","data":"`), e)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body)}, nil
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'A'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestAValueThatDoesNotEndIsGivenUp(t *testing.T) {
	t.Parallel()
	f := &endless{}
	_, _, err := out(t, worker.New(shelf{}, f, nil), request("text-to-image", port.Values{"prompt": {port.NewText("x")}}))
	if !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "over 96 MiB") || f.read > 130<<20 {
		t.Errorf("after %d bytes: %v", f.read, err)
	}
}
