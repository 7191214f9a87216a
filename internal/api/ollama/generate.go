package ollama

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
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
	if m, err := s.Named(r.Context(), name(req.Model)); err == nil && m.Task == callee.Paints {
		s.paint(w, r, req, m)
		return
	}
	told := recalled{}
	out := answer{server: s, r: r, lines: lines{w: w, stream: req.Stream == nil || *req.Stream}, shape: func(m ollama.Message, l ollama.Logprobs, e ollama.End) any {
		res := ollama.GenerateResponse{Model: req.Model, Created: time.Now().UTC(), Response: m.Content, Thinking: m.Thinking, Likely: l, End: e}
		if told.answer.WriteString(m.Content); e.Done {
			res.Context = told.all()
		}
		return res
	}}
	if req.Prompt == "" && len(req.Images) == 0 {
		out.load(r.Context(), req.Model, req.Keep)
		return
	}
	ask, more, err := asked(req.Model, req.Common)
	if err == nil {
		err = fits(req)
	}
	if err == nil && (req.Raw || req.Suffix != "") {
		err = out.goOn(r.Context(), req, ask, more)
		if err != nil {
			out.lines.fail(s, r, err)
		}
		return
	}
	var turns []ollama.Message
	if err == nil {
		turns, err = recall(req.Context)
	}
	if err == nil {
		told.turns = said(turns, req)
		ask.Messages, err = messages(told.turns)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out.hold(r.Context(), ask, more)
}

// fits says what of a request does not go together, or is not of models that write.
func fits(req ollama.GenerateRequest) error {
	bare := req.Raw || req.Suffix != ""
	switch {
	case req.Template != "":
		return fault.New(fault.Invalid, "template is not taken: the model has its own; with raw it gets the prompt alone")
	case bare && (req.System != "" || len(req.Context) > 0):
		return fault.New(fault.Invalid, "a bare text takes no system and no context: put them into the prompt, or leave raw and suffix out")
	case req.Width != 0 || req.Height != 0 || req.Steps != 0:
		return fault.New(fault.Invalid, "width, height and steps are of models that paint, and %s writes", req.Model)
	}
	return nil
}

// said is a conversation with what a request says; its system message stands for one before.
func said(turns []ollama.Message, req ollama.GenerateRequest) []ollama.Message {
	if req.System != "" {
		if len(turns) > 0 && turns[0].Role == openai.System {
			turns = turns[1:]
		}
		turns = append([]ollama.Message{{Role: openai.System, Content: req.System}}, turns...)
	}
	return append(turns, ollama.Message{Role: openai.User, Content: req.Prompt, Images: req.Images})
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
	if req.Logprobs {
		more["logprobs"] = req.TopLogprobs // as completions have it
	}
	delete(more, "top_logprobs")
	said, start := "", time.Now()
	var first time.Time
	var likely ollama.Logprobs
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
		some := logprobs(c.Tokens)
		likely = append(likely, some...)
		if a.stream && c.Text != "" && a.write(a.shape(ollama.Message{Content: c.Text}, some, ollama.End{})) != nil {
			return nil // nobody listens any more
		}
	}
	end.Total, end.PromptTime, end.Time = time.Since(start), first.Sub(start), time.Since(first)
	if a.stream {
		_ = a.write(a.shape(ollama.Message{}, nil, end)) // the client may be gone
		return nil
	}
	api.WriteJSON(a.w, http.StatusOK, a.shape(ollama.Message{Content: said}, likely, end))
	return nil
}

// logprobs tells of tokens.
func logprobs(l []dialogue.Token) (out ollama.Logprobs) {
	for _, t := range l {
		b, err := json.Marshal(t)
		if err != nil {
			return nil // no number is infinite: a worker sees to that
		}
		out = append(out, b)
	}
	return out
}

// endless is more tokens than any model's context has.
const endless = 1 << 30
