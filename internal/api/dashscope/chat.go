package dashscope

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// chat answers a conversation, of which the parts are written as parts: whole, or
// as events. Speech and pictures are asked for at the same address.
func (s server) chat(parts bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := s.read(w, r)
		var in dashscope.ChatInput
		if err == nil {
			err = c.ReadInput(&in)
		}
		if err == nil && parts && in.Text != "" && len(in.Messages) == 0 {
			s.service(s.speak)(w, again(r, c))
			return
		}
		if pictures := s.painting(); err == nil && parts && pictures.Draws(r, c.Model) {
			s.service(pictures.Draw)(w, again(r, c))
			return
		}
		if err == nil && parts && s.listens(r, c.Model) {
			s.service(s.listen)(w, again(r, c))
			return
		}
		t := talk{server: s, Call: c, w: w, parts: parts}
		if err == nil {
			err = t.ReadParameters(&t.params)
		}
		if err == nil && t.params.Translation != nil {
			s.service(s.translate(parts))(w, again(r, c)) //nolint:contextcheck // a call has that of its request
			return
		}
		var ask openai.ChatRequest
		var more map[string]any
		if err == nil {
			ask, more, err = t.asked(in)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if streams(r) {
			t.stream(r.Context(), ask, more)
			return
		}
		t.whole(r.Context(), ask, more)
	}
}

func streams(r *http.Request) bool {
	return r.Header.Get("X-DashScope-SSE") == "enable" || strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// talk is a conversation's next message on its way to the client.
type talk struct {
	server
	asked.Call
	w      http.ResponseWriter
	parts  bool // whether content is a list
	params dashscope.ChatParameters
}

// asked puts a request into OpenAI's form.
func (t *talk) asked(in dashscope.ChatInput) (req openai.ChatRequest, more map[string]any, err error) {
	if req, more, err = t.options(); err == nil {
		req.Messages, err = t.messages(in)
	}
	return req, more, err
}

// options puts the parameters into OpenAI's form.
func (t *talk) options() (req openai.ChatRequest, more map[string]any, err error) {
	p := t.params
	if err := t.Without(asked.OfChats); err != nil {
		return req, nil, err
	}
	if p.Logprobs && !t.inMessages() {
		return req, nil, fault.New(fault.Invalid, "logprobs come with messages: ask for them with result_format message")
	}
	req = openai.ChatRequest{
		Model: t.Model, Temperature: p.Temperature, TopP: p.TopP, MaxTokens: p.MaxTokens, Seed: p.Seed, Presence: p.Presence, N: p.N, ToolChoice: p.ToolChoice, Parallel: p.Parallel,
	}
	more = map[string]any{}
	if p.TopK != nil {
		more["top_k"] = *p.TopK
	}
	if p.Repetition != nil {
		more["repetition_penalty"], more["repeat_penalty"] = *p.Repetition, *p.Repetition // as vLLM has it, and llama.cpp
	}
	if p.Budget != nil {
		more["thinking_budget"] = *p.Budget
	}
	if p.Logprobs {
		req.LogProbs = true
		if p.TopLogprobs != nil {
			req.TopLogProbs = *p.TopLogprobs
		}
	}
	if p.Thinking != nil {
		more["chat_template_kwargs"] = map[string]bool{"enable_thinking": *p.Thinking}
	}
	for name, part := range map[string]struct {
		raw  json.RawMessage
		into any
	}{"stop": {p.Stop, &req.Stop}, "tools": {p.Tools, &req.Tools}, "response_format": {p.ResponseFormat, &req.ResponseFormat}} {
		if len(part.raw) > 0 && json.Unmarshal(part.raw, part.into) != nil {
			return req, nil, fault.New(fault.Invalid, "the parameter %s is not of its form (stop: a text or a list of texts; tokens have no meaning here)", name)
		}
	}
	return req, more, nil
}

func (t *talk) messages(in dashscope.ChatInput) (l []openai.Message, err error) {
	for _, h := range in.History {
		l = append(l, openai.Message{Role: openai.User, Content: openai.Text(h.User)}, openai.Message{Role: openai.Assistant, Content: openai.Text(h.Bot)})
	}
	for _, m := range in.Messages {
		to := openai.Message{Role: m.Role, CallID: m.CallID, Name: m.Name, Partial: m.Partial}
		if len(m.Calls) > 0 && json.Unmarshal(m.Calls, &to.Calls) != nil {
			return nil, fault.New(fault.Invalid, "tool_calls is not a list of calls of functions")
		}
		for _, p := range m.Content.Parts {
			switch {
			case p.Image != "":
				address, err := t.held(t.R, p.Image)
				if err != nil {
					return nil, err
				}
				picture := openai.Picture(address)
				picture.MinPixels, picture.MaxPixels = p.MinPixels, p.MaxPixels
				to.Content = append(to.Content, picture)
			case p.Audio != "":
				sound, err := t.sound(p.Audio)
				if err != nil {
					return nil, err
				}
				to.Content = append(to.Content, openai.Part{Type: "input_audio", InputAudio: sound})
			case len(p.Video) > 0:
				return nil, fault.New(fault.Invalid, "a conversation takes no video here; give pictures of it")
			default:
				to.Content = append(to.Content, openai.Part{Type: "text", Text: p.Text})
			}
		}
		l = append(l, to)
	}
	if in.Prompt != "" {
		l = append(l, openai.Message{Role: openai.User, Content: openai.Text(in.Prompt)})
	}
	if len(l) == 0 {
		return nil, fault.New(fault.Invalid, "there are neither messages nor a prompt")
	}
	return l, nil
}

// tokenize tells the tokens of what a conversation says, without the words that a
// model's template puts around it.
func (s server) tokenize(c asked.Call) (output, usage any, err error) {
	var in dashscope.ChatInput
	if err := c.ReadInput(&in); err != nil {
		return nil, nil, err
	}
	m, err := s.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Chats})
	if err != nil {
		return nil, nil, err
	}
	t := talk{server: s, Call: c}
	said, err := t.messages(in)
	if err != nil {
		return nil, nil, err
	}
	ids, pieces := []int32{}, []string{}
	for _, one := range said {
		l, err := s.Gateway.Tokenize(c.R.Context(), m.Ref, one.Content.String())
		if err != nil {
			return nil, nil, err
		}
		for _, token := range l {
			ids, pieces = append(ids, token.ID), append(pieces, token.Piece)
		}
	}
	return map[string]any{"token_ids": ids, "tokens": pieces}, map[string]int{"input_tokens": len(ids)}, nil
}

// inMessages reports whether the answer is one of messages.
func (t *talk) inMessages() bool { return t.parts || t.params.ResultFormat == "message" }

func (t *talk) whole(ctx context.Context, ask openai.ChatRequest, more map[string]any) {
	var all dialogue.Answer
	for chunk, err := range t.Talks.Say(ctx, t.Base, ask, more) {
		if err != nil {
			t.fail(t.w, t.R, err)
			return
		}
		all.Add(chunk)
	}
	var out dashscope.ChatOutput
	for i := range all.Said {
		said := &all.Said[i]
		t.add(&out, i, said.Content.String()+said.Refusal, said.Reasoning.String(), said.Calls, said.Finish)
		t.likely(&out, said.Likely)
	}
	t.answer(t.w, dashscope.Answer{Output: out, Usage: usage(all.Usage)})
}

// usage is none where the model does not tell it.
func usage(u *openai.Usage) any {
	if u == nil {
		return nil
	}
	out := dashscope.ChatUsage{Input: u.PromptTokens, Output: u.CompletionTokens, Total: u.TotalTokens}
	if u.PromptDetails != nil {
		out.PromptDetails = &dashscope.TokenDetails{Cached: u.PromptDetails.Cached}
	}
	if u.CompletionDetails != nil {
		out.OutputDetails = &dashscope.TokenDetails{Reasoning: u.CompletionDetails.Reasoning}
	}
	return out
}

// likely tells how likely the tokens of the message were that was added last.
func (t *talk) likely(out *dashscope.ChatOutput, l []json.RawMessage) {
	if n := len(out.Choices); n > 0 && len(l) > 0 {
		out.Choices[n-1].Logprobs = &dashscope.Logprobs{Content: l}
	}
}

// add adds a message, or a piece of one, to an output.
func (t *talk) add(out *dashscope.ChatOutput, i int, text, thought string, calls []openai.ToolCall, finish string) {
	if finish == "" {
		finish = "null"
	}
	if !t.inMessages() {
		out.Text, out.Finish = &text, finish
		return
	}
	m := dashscope.Message{Role: openai.Assistant, Reasoning: thought, Content: dashscope.Content{Plain: !t.parts}}
	if text != "" {
		m.Content.Parts = []dashscope.Part{{Text: text}}
	}
	for k := range calls {
		if calls[k].Index == nil {
			calls[k].Index = &k
		}
	}
	if len(calls) > 0 {
		m.Calls, _ = json.Marshal(calls) // it is of texts
	}
	out.Choices = append(out.Choices, dashscope.Choice{Index: i, Finish: finish, Message: m})
}
