package ollama

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/ollama"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

func (s server) chat(w http.ResponseWriter, r *http.Request) {
	var req ollama.ChatRequest
	if err := read(w, r, &req); err != nil {
		s.fail(w, r, err)
		return
	}
	out := answer{server: s, r: r, lines: lines{w: w, stream: req.Stream == nil || *req.Stream}, shape: func(m ollama.Message, l ollama.Logprobs, e ollama.End) any {
		return ollama.ChatResponse{Model: req.Model, Created: time.Now().UTC(), Message: m, Likely: l, End: e}
	}}
	if len(req.Messages) == 0 {
		out.load(r.Context(), req.Model, req.Keep)
		return
	}
	ask, more, err := asked(req.Model, req.Common)
	if err == nil {
		ask.Messages, err = messages(req.Messages)
	}
	if err == nil && len(req.Tools) > 0 && json.Unmarshal(req.Tools, &ask.Tools) != nil {
		err = fault.New(fault.Invalid, "tools is not a list of functions with a name and parameters")
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out.hold(r.Context(), ask, more)
}

// answer is a conversation's next message on its way to the client.
type answer struct {
	server
	lines
	r     *http.Request
	shape func(ollama.Message, ollama.Logprobs, ollama.End) any
}

// hold asks for the message and writes it. Calls of tools come whole, before the end.
func (a *answer) hold(ctx context.Context, ask openai.ChatRequest, more map[string]any) {
	start := time.Now()
	var first time.Time
	var all dialogue.Answer
	var logprobs ollama.Logprobs
	for chunk, err := range a.Talks.Say(ctx, api.Base(a.r), ask, more) {
		if err != nil {
			a.lines.fail(a.server, a.r, err)
			return
		}
		if first.IsZero() {
			first = time.Now()
		}
		all.Add(chunk)
		for _, c := range chunk.Choices {
			if c.Index == 0 {
				logprobs = append(logprobs, dialogue.Likely(c)...)
			}
			if c.Index > 0 || c.Delta == nil || !a.stream || c.Delta.Content.String()+c.Delta.Reasoning == "" {
				continue
			}
			m := ollama.Message{Role: openai.Assistant, Content: c.Delta.Content.String(), Thinking: c.Delta.Reasoning}
			if a.write(a.shape(m, dialogue.Likely(c), ollama.End{})) != nil {
				return // nobody listens any more
			}
		}
	}
	a.end(all, logprobs, start, first)
}

func (a *answer) end(all dialogue.Answer, logprobs ollama.Logprobs, start, first time.Time) {
	said := all.First()
	m := ollama.Message{Role: openai.Assistant, Calls: calls(said.Calls)}
	end := ollama.End{Done: true, Reason: "stop", Total: time.Since(start)}
	if u := all.Usage; u != nil {
		end.PromptTokens, end.Tokens = u.PromptTokens, u.CompletionTokens
	}
	if !first.IsZero() {
		end.PromptTime, end.Time = first.Sub(start), time.Since(first)
	}
	if said.Finish == "length" {
		end.Reason = "length"
	}
	if !a.stream {
		m.Content, m.Thinking = said.Content.String()+said.Refusal, said.Reasoning.String()
		api.WriteJSON(a.w, http.StatusOK, a.shape(m, logprobs, end))
		return
	}
	if len(m.Calls) > 0 && a.write(a.shape(m, nil, ollama.End{})) != nil {
		return
	}
	m.Calls = nil
	_ = a.write(a.shape(m, nil, end)) // the client may be gone
}

// calls are those of tools that are whole, with arguments that are objects: a model that
// wrote none gives an empty one.
func calls(l []openai.ToolCall) (out []ollama.ToolCall) {
	for _, c := range l {
		args := json.RawMessage(cmp.Or(c.Function.Arguments, "{}"))
		if !json.Valid(args) || !bytes.HasPrefix(bytes.TrimSpace(args), []byte("{")) {
			continue // it was cut off, and nobody is to make it
		}
		out = append(out, ollama.ToolCall{Function: ollama.Called{Name: c.Function.Name, Arguments: args}})
	}
	return out
}

// messages puts a conversation into OpenAI's form. Calls of tools have no names
// of their own here: results go with the calls before them, by the tool's name or in order.
func messages(l []ollama.Message) (out []openai.Message, err error) {
	var open []openai.ToolCall
	for i, m := range l {
		to := openai.Message{Role: m.Role, Content: openai.Text(m.Content)}
		for k, image := range m.Images {
			p, err := picture(image)
			if err != nil {
				return nil, fault.About(fmt.Sprintf("picture %d of message %d", k+1, i+1), fault.Invalid, "%v", err)
			}
			to.Content = append(to.Content, p)
		}
		for k, c := range m.Calls {
			call := openai.ToolCall{ID: fmt.Sprintf("call_%d_%d", i, k), Type: "function", Function: openai.Called{Name: c.Function.Name, Arguments: string(c.Function.Arguments)}}
			to.Calls = append(to.Calls, call)
		}
		if len(to.Calls) > 0 {
			open = append([]openai.ToolCall{}, to.Calls...)
		}
		if m.Role == openai.ToolRole && len(open) > 0 {
			at := 0
			for k, c := range open {
				if c.Function.Name == m.ToolName {
					at = k
					break
				}
			}
			to.CallID = open[at].ID
			open = append(open[:at], open[at+1:]...)
		}
		out = append(out, to)
	}
	return out, nil
}
