package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/reply"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/shape"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// chatRequest asks for the next message of a conversation.
type chatRequest struct {
	ask
	Messages      []map[string]json.RawMessage `json:"messages"`
	Tools         []json.RawMessage            `json:"tools"`
	ToolChoice    json.RawMessage              `json:"tool_choice"`
	Effort        string                       `json:"reasoning_effort"` // none is not to think
	MaxCompletion *int                         `json:"max_completion_tokens"`
	Parallel      *bool                        `json:"parallel_tool_calls"` // false is one call at most
	Logprobs      bool                         `json:"logprobs"`
	TopLogprobs   int                          `json:"top_logprobs"`
	Format        *openai.ResponseFormat       `json:"response_format"`
	TemplateArgs  map[string]any               `json:"chat_template_kwargs"` // what the model's template knows, as enable_thinking
	Budget        *int                         `json:"thinking_budget"`      // tokens of reasoning at most
	Prediction    *struct {                    // what the answer may be, for the most part
		Type    string         `json:"type"`
		Content openai.Content `json:"content"`
	} `json:"prediction"`
}

func (s *server) chat(w http.ResponseWriter, r *http.Request, m *llama.Model, body []byte) error {
	var q chatRequest
	if err := read(body, &q); err != nil {
		return err
	}
	if q.MaxCompletion != nil {
		if q.MaxTokens = q.MaxCompletion; *q.MaxTokens < 1 {
			return wrong("max_completion_tokens", "integer_below_min_value", "max_completion_tokens is %d, it must be at least 1; leave it out for an answer as long as the model makes it", *q.MaxTokens)
		}
	}
	if err := q.check(); err != nil {
		return err
	}
	if err := q.within(); err != nil {
		return err
	}
	if err := q.allow(); err != nil {
		return err
	}
	form, err := q.form(m.Facts().Head.Template)
	if err != nil {
		return err
	}
	q.Grammar = form
	begun, err := q.begun()
	if err != nil {
		return err
	}
	shown := newAlbum(s.pictures)
	text, err := s.prompt(r.Context(), m, &q, shown)
	if err != nil {
		return err
	}
	actor := r.Header.Get(worker.Actor)
	thinks := strings.HasSuffix(strings.TrimSpace(text), "<think>")
	if thinks && (q.Grammar != "" || begun != "" || q.Budget != nil && *q.Budget == 0) { // which is the answer's: there is no place for thoughts before it
		text, thinks = text+"\n</think>\n\n", false
	}
	text += begun
	tokens, sights, err := shown.read(r.Context(), m, actor, text)
	if err != nil {
		return err
	}
	foretold, err := q.foretold(m)
	if err != nil {
		return err
	}
	d := &dialogue{ask: &q.ask, message: true, prompt: len(tokens), foretold: q.Prediction != nil, single: q.Parallel != nil && !*q.Parallel, options: reply.Options{
		Stops: q.Stop, Tools: q.offers(), Forced: q.forces(), Thinking: thinks,
	}}
	for i := range q.N {
		one, err := q.request(m, actor, i)
		if err != nil {
			return err
		}
		one.Prompt, one.Sights, one.Foretold = tokens, sights, foretold
		if q.Budget != nil && q.Grammar == "" {
			one.Steer = hush(m, d.options, *q.Budget)
		}
		if q.Logprobs {
			one.Top = q.TopLogprobs
		}
		d.requests = append(d.requests, one)
	}
	return s.say(w, r, m, d)
}

// within says which value of q is beyond its bounds.
func (q *chatRequest) within() error {
	switch {
	case !slices.Contains(efforts, q.Effort):
		return wrong("reasoning_effort", "invalid_value", "reasoning_effort is %.60q, it must be none, minimal, low, medium, high or xhigh", q.Effort)
	case q.TopLogprobs < 0 || q.TopLogprobs > maxLikely:
		return wrong("top_logprobs", "invalid_value", "top_logprobs is %d, it must be in [0, %d]", q.TopLogprobs, maxLikely)
	case q.Budget != nil && *q.Budget < 0:
		return wrong("thinking_budget", "integer_below_min_value", "thinking_budget is %d, it must be at least 0: with 0 nothing is thought", *q.Budget)
	}
	return nil
}

// begun takes the last message away if it is the beginning of the answer: the model then
// goes on with its words, which are not told again.
func (q *chatRequest) begun() (words string, err error) {
	n := len(q.Messages) - 1
	if n < 0 || string(q.Messages[n]["partial"]) != "true" {
		return "", nil
	}
	var last struct {
		Role    string         `json:"role"`
		Content openai.Content `json:"content"`
	}
	raw, err := json.Marshal(q.Messages[n])
	if err == nil {
		err = shape.Read(raw, &last)
	}
	if err != nil {
		return "", misread(shape.In(fmt.Sprintf("messages[%d]", n), err))
	}
	if last.Role != "assistant" || slices.ContainsFunc(last.Content, func(p openai.Part) bool { return p.Type != "text" }) {
		return "", wrong("messages", "", "messages[%d] is partial: it must be words of the assistant, with which the answer begins", n)
	}
	q.Messages = q.Messages[:n]
	return last.Content.String(), nil
}

// foretold are the tokens that the request predicts.
func (q *chatRequest) foretold(m *llama.Model) ([]int32, error) {
	if q.Prediction == nil {
		return nil, nil
	}
	if q.Prediction.Type != "content" {
		return nil, fault.New(fault.Invalid, "prediction has the type %q, it must be content, with the text that the answer may be", q.Prediction.Type)
	}
	for _, p := range q.Prediction.Content {
		if p.Type != "text" {
			return nil, fault.New(fault.Invalid, "prediction has a part of type %q, it must be text", p.Type)
		}
	}
	return m.Words(q.Prediction.Content.String())
}

var efforts = []string{"", "none", "minimal", "low", "medium", "high", "xhigh"}

// think tells a template how much the model is to think, in the names that templates have
// for that.
func (q *chatRequest) think(values map[string]any) {
	values["enable_thinking"] = q.Effort != "none" && q.Effort != "minimal"
	values["reasoning_effort"] = q.Effort
}

// offers says whether functions may be called.
func (q *chatRequest) offers() bool {
	return len(q.Tools) > 0 && string(q.ToolChoice) != `"none"`
}

// forces says whether a function must be called.
func (q *chatRequest) forces() bool {
	l, err := q.forced()
	return err == nil && len(l) > 0
}

// prompt puts the conversation into the model's form.
func (s *server) prompt(ctx context.Context, m *llama.Model, q *chatRequest, shown *album) (string, error) {
	f := m.Facts()
	if f.Head.Template == "" {
		return "", fault.New(fault.Invalid, "this model's file has no form for conversations (tokenizer.chat_template): ask it for completions")
	}
	if len(q.Messages) == 0 {
		return "", fault.New(fault.Invalid, "messages is empty")
	}
	list := s.lists(ctx)
	messages, bytes := make([]map[string]any, 0, len(q.Messages)), 0
	for i, raw := range q.Messages {
		one, err := plain(fmt.Sprintf("messages[%d]", i), raw, shown, f)
		if err != nil {
			return "", err
		}
		words, _ := one["content"].(string)
		bytes += len(words)
		if list {
			one["content"] = []map[string]string{{"type": "text", "text": words}}
		}
		messages = append(messages, one)
	}
	if err := m.Room(bytes); err != nil {
		return "", err
	}
	values := map[string]any{"messages": messages, "add_generation_prompt": true, "bos_token": f.BOS, "eos_token": f.EOS}
	if q.Effort != "" {
		q.think(values)
	}
	maps.Copy(values, q.TemplateArgs)
	if q.offers() {
		values["tools"] = q.Tools
	}
	text, err := s.form.Render(ctx, values)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(text, f.BOS), nil // taking it apart adds that
}

// plain makes a message, which stands at a path, what templates know: its content a
// text, the arguments of its calls objects.
func plain(at string, raw map[string]json.RawMessage, shown *album, f llama.Facts) (map[string]any, error) {
	out := map[string]any{}
	for key, value := range raw {
		out[key] = value
	}
	var role string
	if json.Unmarshal(raw["role"], &role) != nil || role == "" {
		return nil, wrong(at+".role", "", "%s has no role: system, user, assistant or tool", at)
	}
	if role == "developer" {
		out["role"] = "system"
	}
	var content openai.Content
	if c := raw["content"]; c != nil {
		if err := shape.Read(c, &content); err != nil {
			return nil, misread(shape.In(at+".content", err))
		}
	}
	words, err := shown.words(content, f)
	if err != nil {
		return nil, about(at+".content", err)
	}
	out["content"] = words
	if c := raw["tool_calls"]; c != nil {
		calls, err := plainCalls(c)
		if err != nil {
			return nil, err
		}
		out["tool_calls"] = calls
	}
	return out, nil
}

// lists reports whether the model's template wants the content of a message as a
// list of parts: of a text it then makes nothing.
func (s *server) lists(ctx context.Context) bool {
	s.learn.Do(func() {
		ctx := context.WithoutCancel(ctx) // what is learnt is for all
		const word = "Tenon"
		tried := func(content any) bool {
			text, err := s.form.Render(ctx, map[string]any{"messages": []map[string]any{{"role": "user", "content": content}}, "add_generation_prompt": true, "bos_token": "", "eos_token": ""})
			return err == nil && strings.Contains(text, word)
		}
		s.wants = !tried(word) && tried([]map[string]string{{"type": "text", "text": word}})
	})
	return s.wants
}

// plainCalls makes arguments objects, which the interface has as texts.
func plainCalls(raw json.RawMessage) (calls []map[string]any, err error) {
	var said []struct {
		ID       string `json:"id"`
		Function struct {
			Name      string          `json:"name"`
			Arguments json.RawMessage `json:"arguments"`
		} `json:"function"`
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the tool_calls of a message are not a list of calls")
	}
	for _, c := range said {
		args := c.Function.Arguments
		var text string
		if json.Unmarshal(args, &text) == nil && json.Valid([]byte(text)) {
			args = json.RawMessage(text)
		}
		calls = append(calls, map[string]any{
			"id": c.ID, "type": "function", "function": map[string]any{"name": c.Function.Name, "arguments": args},
		})
	}
	return calls, nil
}
