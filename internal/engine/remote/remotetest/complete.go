package remotetest

import (
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

// complete goes on with a text: it says the prompt again, louder.
func (s *Server) complete(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Model       string         `json:"model"`
		Prompt      openai.Strings `json:"prompt"`
		Suffix      string         `json:"suffix"`
		MaxTokens   int            `json:"max_tokens"`
		Temperature *float64       `json:"temperature"`
		Stop        openai.Strings `json:"stop"`
		Stream      bool           `json:"stream"`
	}
	if !s.read(w, r, Chat, &req) {
		return
	}
	if len(req.Prompt) == 0 {
		refuse(w, "prompt", "you must provide a prompt")
		return
	}
	stop := "stop"
	res := openai.ChatResponse{ID: "cmpl-1", Object: "text_completion", Created: 1_700_000_000, Model: Chat, Usage: &openai.Usage{}}
	for i, p := range req.Prompt {
		text := strings.ToUpper(p) + req.Suffix
		res.Choices = append(res.Choices, openai.Choice{Index: i, Text: text, Finish: &stop})
		res.Usage.PromptTokens += words(p)
		res.Usage.CompletionTokens += words(text)
	}
	res.Usage.TotalTokens = res.Usage.PromptTokens + res.Usage.CompletionTokens
	if !req.Stream {
		send(w, http.StatusOK, res)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	_ = openai.WriteEvent(w, res)
	_, _ = w.Write([]byte(openai.Done))
}
