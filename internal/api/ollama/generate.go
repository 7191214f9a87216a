package ollama

import (
	"context"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
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
	out := answer{server: s, r: r, lines: lines{w: w, stream: req.Stream == nil || *req.Stream}, shape: func(m ollama.Message, l ollama.Logprobs, e ollama.End) any {
		return ollama.GenerateResponse{Model: req.Model, Created: time.Now().UTC(), Response: m.Content, Thinking: m.Thinking, Likely: l, End: e}
	}}
	if req.Prompt == "" && len(req.Images) == 0 {
		out.load(r.Context(), req.Model, req.Keep)
		return
	}
	ask, more, err := asked(req.Model, req.Common)
	if err == nil && req.Template != "" {
		err = fault.New(fault.Invalid, "template is not taken: the model has its own; with raw it gets the prompt alone")
	}
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
	more["prompt"] = req.Prompt
	if req.Suffix != "" {
		more["suffix"] = req.Suffix
	}
	if _, said := more["max_tokens"]; !said && m.Runtime != "" {
		more["max_tokens"] = endless // as it is without a limit here; others may refuse it
	}
	delete(more, "logprobs") // those of completions are of another form
	delete(more, "top_logprobs")
	said, start := "", time.Now()
	var first time.Time
	end := ollama.End{Done: true, Reason: "stop"}
	for c, err := range a.Talks.GoOn(ctx, m, more, a.stream) {
		if err != nil {
			return err
		}
		if first.IsZero() {
			first = time.Now()
		}
		said += c.Text
		if c.Finish == "length" {
			end.Reason = "length"
		}
		if c.Usage != nil {
			end.PromptTokens, end.Tokens = c.Usage.PromptTokens, c.Usage.CompletionTokens
		}
		if a.stream && c.Text != "" && a.write(a.shape(ollama.Message{Content: c.Text}, nil, ollama.End{})) != nil {
			return nil // nobody listens any more
		}
	}
	end.Total, end.PromptTime, end.Time = time.Since(start), first.Sub(start), time.Since(first)
	if a.stream {
		_ = a.write(a.shape(ollama.Message{}, nil, end)) // the client may be gone
		return nil
	}
	api.WriteJSON(a.w, http.StatusOK, a.shape(ollama.Message{Content: said}, nil, end))
	return nil
}

// endless is more tokens than any model's context has.
const endless = 1 << 30
