package ollama_test

import (
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/ollama"
)

func TestTextsMayBeOne(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{`{"input":"a"}`: 1, `{"input":["a","b"]}`: 2, `{"input":[]}`: 0, `{}`: 0} {
		var r ollama.EmbedRequest
		if err := json.Unmarshal([]byte(in), &r); err != nil || len(r.Input) != want {
			t.Errorf("%s: %d texts, %v", in, len(r.Input), err)
		}
	}
}

func FuzzChat(f *testing.F) {
	f.Add(`{"model":"m","messages":[{"role":"user","content":"x","images":["AA=="]}],"format":"json","think":true,"options":{"seed":1}}`)
	f.Fuzz(func(t *testing.T, s string) {
		var r ollama.ChatRequest
		if json.Unmarshal([]byte(s), &r) != nil {
			return
		}
		if _, err := json.Marshal(ollama.ChatResponse{Model: r.Model, Message: ollama.Message{Role: "assistant", Content: s}}); err != nil {
			t.Error(err)
		}
	})
}
