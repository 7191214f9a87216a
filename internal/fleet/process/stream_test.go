package process_test

import (
	"encoding/json"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/fleet/process"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// closing counts how often a stream is closed.
type closing struct {
	io.Reader
	closed *atomic.Int64
}

func (c closing) Close() error { c.closed.Add(1); return nil }

// TestWhatIsStreamedIsSentAgain: the first worker dies of it, and the next gets it
// from its beginning.
func TestWhatIsStreamedIsSentAgain(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	var opened, closed atomic.Int64
	c := fleet.Call{Path: worker.ChatPath, Actor: "ada", Stream: func() (io.ReadCloser, error) {
		words := "crash"
		if opened.Add(1) > 1 {
			words = "hello"
		}
		return closing{strings.NewReader(`{"messages":[{"role":"user","content":"` + words + `"}]}`), &closed}, nil
	}}
	resp, err := p.Send(t.Context(), load(t, "m", "fine", 1<<20), c)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var r openai.ChatResponse
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil || len(r.Choices) != 1 || r.Choices[0].Message.Content.String() != "hello" {
		t.Errorf("it says %+v, %v", r, err)
	}
	if opened.Load() != 2 || closed.Load() != 2 {
		t.Errorf("it was opened %d times, and closed %d", opened.Load(), closed.Load())
	}
}
