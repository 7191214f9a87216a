package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const mostPrompts = 128 // of one request

// several are the prompts of a list of texts, or of lists of tokens; none of what is
// one prompt.
func several(raw json.RawMessage) []json.RawMessage {
	var l []json.RawMessage
	if json.Unmarshal(raw, &l) != nil || len(l) == 0 || l[0][0] != '"' && l[0][0] != '[' {
		return nil
	}
	return l
}

// completion is a request to go on with texts.
type completion struct {
	Model  string          `json:"model"`
	Prompt json.RawMessage `json:"prompt"`
	N      int             `json:"n"`
	Stream bool            `json:"stream"`
	Told   struct {
		Usage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// many goes on with several texts, one after the other, each of which has n answers.
type many struct {
	server
	w    http.ResponseWriter
	r    *http.Request
	m    ref.Model
	ask  completion
	all  map[string]json.RawMessage
	used openai.Usage
	sent bool
}

func (s server) completeAll(w http.ResponseWriter, r *http.Request, b []byte, ask completion, prompts []json.RawMessage) error {
	if len(prompts) > mostPrompts {
		return dialogue.Wrong("prompt", "there are %d prompts; give at most %d", len(prompts), mostPrompts)
	}
	m, err := s.Find(r.Context(), ask.Model, catalog.Need{Task: callee.Chats})
	if err != nil {
		return err
	}
	ask.N = max(ask.N, 1)
	k := &many{server: s, w: w, r: r, m: m.Ref, ask: ask}
	if err := json.Unmarshal(b, &k.all); err != nil {
		return fault.New(fault.Invalid, "the body is not the JSON of a completion request: %v", err)
	}
	if ask.Stream {
		return k.stream(r.Context(), prompts)
	}
	return k.whole(r.Context(), prompts)
}

// open asks for what comes after one of the texts.
func (k *many) open(ctx context.Context, prompt json.RawMessage) (engine.Reply, error) {
	k.all["prompt"] = prompt
	b, err := json.Marshal(k.all)
	if err != nil {
		return engine.Reply{}, fmt.Errorf("write a completion request: %w", err)
	}
	return k.Gateway.Complete(ctx, engine.Talk{Model: k.m, Body: b})
}

func (k *many) count(u *openai.Usage) {
	if u == nil {
		return
	}
	k.used.PromptTokens += u.PromptTokens
	k.used.CompletionTokens += u.CompletionTokens
	k.used.TotalTokens += u.TotalTokens
}

func (k *many) whole(ctx context.Context, prompts []json.RawMessage) error {
	var choices []map[string]any
	var last map[string]any
	for i, p := range prompts {
		reply, err := k.open(ctx, p)
		if err != nil {
			return err
		}
		b, err := io.ReadAll(io.LimitReader(reply, callee.MaxWords))
		_ = reply.Close() // it was read
		var told openai.ChatResponse
		var res struct {
			Choices []map[string]any `json:"choices"`
		}
		if err != nil || json.Unmarshal(b, &told) != nil || json.Unmarshal(b, &last) != nil || json.Unmarshal(b, &res) != nil {
			return fault.Wrap(err, fault.Unavailable, "%s gave no text", k.m)
		}
		k.count(told.Usage)
		for _, c := range res.Choices {
			at, _ := c["index"].(float64)
			c["index"] = i*k.ask.N + int(at)
			choices = append(choices, c)
		}
	}
	last["choices"], last["usage"] = choices, k.used
	api.WriteJSON(k.w, http.StatusOK, last)
	return nil
}

func (k *many) stream(ctx context.Context, prompts []json.RawMessage) error {
	for i, p := range prompts {
		if err := k.pass(ctx, i, p); err != nil {
			if k.sent {
				k.brokeOff(k.w, k.r, true, err)
				return nil
			}
			return err
		}
	}
	if k.ask.Told.Usage {
		_ = openai.WriteEvent(k.w, openai.ChatResponse{Object: "text_completion", Model: k.m.String(), Choices: []openai.Choice{}, Usage: &k.used}) // the client may be gone
	}
	_, _ = io.WriteString(k.w, "data: [DONE]\n\n") // as above
	return nil
}

// pass writes what comes after one of the texts, while it is made.
func (k *many) pass(ctx context.Context, i int, prompt json.RawMessage) error {
	reply, err := k.open(ctx, prompt)
	if err != nil {
		return err
	}
	defer reply.Close()
	for chunk, err := range openai.ReadStream(reply) {
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "%s failed on the way", k.m)
		}
		if k.count(chunk.Usage); len(chunk.Choices) == 0 {
			continue
		}
		chunk.Usage = nil
		for at := range chunk.Choices {
			chunk.Choices[at].Index += i * k.ask.N
		}
		if !k.sent {
			k.sent = true
			k.w.Header().Set("Content-Type", stream)
		}
		if openai.WriteEvent(k.w, chunk) != nil || http.NewResponseController(k.w).Flush() != nil {
			return nil // nobody listens any more
		}
	}
	return nil
}
