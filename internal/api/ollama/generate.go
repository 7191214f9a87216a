package ollama

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/ollama"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

func (s server) generate(w http.ResponseWriter, r *http.Request) {
	var req ollama.GenerateRequest
	if err := read(w, r, &req); err != nil {
		s.fail(w, r, err)
		return
	}
	out := answer{server: s, r: r, lines: lines{w: w, stream: req.Stream == nil || *req.Stream}, shape: func(m ollama.Message, e ollama.End) any {
		return ollama.GenerateResponse{Model: req.Model, Created: time.Now().UTC(), Response: m.Content, Thinking: m.Thinking, End: e}
	}}
	if req.Prompt == "" && len(req.Images) == 0 {
		out.load(r.Context(), req.Model)
		return
	}
	ask, more, err := asked(req.Model, req.Common)
	if err == nil && (req.Raw || req.Suffix != "") {
		err = out.goOn(r.Context(), req, ask, more)
		if err != nil {
			out.lines.fail(s, r, err)
		}
		return
	}
	if req.System != "" {
		ask.Messages = append(ask.Messages, openai.Message{Role: openai.System, Content: openai.Text(req.System)})
	}
	var said []openai.Message
	if err == nil {
		said, err = messages([]ollama.Message{{Role: openai.User, Content: req.Prompt, Images: req.Images}})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ask.Messages = append(ask.Messages, said...)
	out.hold(r.Context(), ask, more)
}

// goOn lets a model go on with a bare text: no template stands around it.
func (a *answer) goOn(ctx context.Context, req ollama.GenerateRequest, ask openai.ChatRequest, more map[string]any) error {
	m, err := a.Find(ctx, ask.Model, catalog.Need{Task: callee.Chats})
	if err != nil {
		return err
	}
	if len(req.Images) > 0 || ask.ResponseFormat != nil {
		return fault.New(fault.Invalid, "a bare text takes no pictures and no format; leave raw and suffix out")
	}
	more["model"], more["prompt"] = ask.Model, req.Prompt
	if req.Suffix != "" {
		more["suffix"] = req.Suffix
	}
	body, err := json.Marshal(more)
	if err != nil {
		return fault.New(fault.Invalid, "the options cannot be passed on: %v", err)
	}
	start := time.Now()
	reply, err := a.Gateway.Complete(ctx, engine.Talk{Model: m.Ref, Body: body})
	if err != nil {
		return err
	}
	defer reply.Close()
	var res openai.ChatResponse
	if err := json.NewDecoder(io.LimitReader(reply, callee.MaxWords)).Decode(&res); err != nil || len(res.Choices) == 0 {
		return fault.Wrap(err, fault.Unavailable, "%s gave no text", m.Ref)
	}
	end := ollama.End{Done: true, Reason: "stop", Total: time.Since(start)}
	if res.Usage != nil {
		end.PromptTokens, end.Tokens = res.Usage.PromptTokens, res.Usage.CompletionTokens
	}
	if f := res.Choices[0].Finish; f != nil && *f == "length" {
		end.Reason = "length"
	}
	said := ollama.Message{Content: res.Choices[0].Text}
	if a.stream {
		return a.write(a.shape(said, end))
	}
	api.WriteJSON(a.w, http.StatusOK, a.shape(said, end))
	return nil
}
