package responses

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"path"
	"slices"

	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// The most that responses may go on from.
const (
	maxChain      = 1000     // responses, one from another
	maxChainBytes = 64 << 20 // of them and what went in, as they are kept
)

// conversation is what a request asks of a chat model. It gives the items that
// went in their ids.
func (d Desk) conversation(ctx context.Context, req *openai.ResponseRequest) (chat openai.ChatRequest, err error) {
	if err := offered(*req); err != nil {
		return chat, err
	}
	for i := range req.Input {
		if it := &req.Input[i]; it.ID == "" {
			it.ID = deposit.ID("msg_")
		}
		if req.Input[i].Type == "" {
			req.Input[i].Type = "message"
		}
	}
	chat = openai.ChatRequest{
		Model: req.Model, Temperature: req.Temperature, TopP: req.TopP, MaxCompletion: req.MaxTokens, User: req.User,
	}
	if req.Reasoning != nil {
		chat.Effort = req.Reasoning.Effort
	}
	if slices.Contains(req.Include, logprobs) {
		chat.LogProbs, chat.TopLogProbs = true, req.TopLogProbs
	}
	if err := tools(*req, &chat); err != nil {
		return chat, err
	}
	if err := form(*req, &chat); err != nil {
		return chat, err
	}
	if req.Instructions != "" {
		chat.Messages = append(chat.Messages, openai.Message{Role: openai.System, Content: openai.Text(req.Instructions)})
	}
	before, err := d.before(ctx, req.Previous)
	if err != nil {
		return chat, err
	}
	for _, it := range append(before, req.Input...) {
		if err := d.add(ctx, &chat, it); err != nil {
			return chat, err
		}
	}
	return chat, nil
}

// logprobs is what is included where how likely tokens were is to be told.
const logprobs = "message.output_text.logprobs"

// offered says what of a request cannot be done.
func offered(req openai.ResponseRequest) error {
	switch {
	case len(req.Input) == 0:
		return dialogue.Wrong("input", "there is no input; give a text, or a list of messages")
	case req.MaxTokens != nil && *req.MaxTokens < 1:
		return dialogue.Wrong("max_output_tokens", "max_output_tokens is %d, it must be at least 1; leave it out for an answer as long as the model makes it", *req.MaxTokens)
	case req.Background && req.Store != nil && !*req.Store:
		return dialogue.Wrong("store", "a response in the background is kept until it is retrieved: leave store out")
	case said(req.Conversation):
		return dialogue.Unoffered("conversation", "conversation is not offered: go on from a response with previous_response_id")
	case said(req.Prompt):
		return dialogue.Unoffered("prompt", "prompt is not offered: no prompts are kept here; give instructions and input")
	case said(req.Moderation):
		return dialogue.Unoffered("moderation", "moderation is not offered: ask /v1/moderations about what is said")
	case said(req.Compaction):
		return dialogue.Unoffered("context_management", "context_management is not offered: begin anew with a summary where a conversation becomes too long")
	case req.TopLogProbs != 0 && !slices.Contains(req.Include, logprobs):
		return dialogue.Wrong("top_logprobs", "top_logprobs needs %q in include", logprobs)
	}
	return nil
}

func said(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// before is what was said up to a response, and by it.
func (d Desk) before(ctx context.Context, id string) (items []openai.Item, err error) {
	var back [][]openai.Item
	size := 0
	for id != "" {
		if len(back) == maxChain {
			return nil, fault.New(fault.TooLarge, "over %d responses go on from one another; begin anew with a summary", maxChain)
		}
		var body json.RawMessage
		if err := d.Deposits.Load(ctx, deposit.OfResponse, id, &body); err != nil {
			return nil, err
		}
		if size += len(body); size > maxChainBytes {
			return nil, fault.New(fault.TooLarge, "what was said up to response %.60q is over %d MiB; begin anew with a summary", id, maxChainBytes>>20)
		}
		var k kept
		if err := json.Unmarshal(body, &k); err != nil {
			return nil, fmt.Errorf("read response %s: %w", id, err)
		}
		if k.Asked != nil {
			return nil, fault.New(fault.Conflict, "response %.60q has not been made: retrieve it until its status is completed", id)
		}
		back = append(back, append(k.Input, k.Response.Output...))
		if id = ""; k.Response.Previous != nil {
			id = *k.Response.Previous
		}
	}
	slices.Reverse(back)
	return slices.Concat(back...), nil
}

func tools(req openai.ResponseRequest, chat *openai.ChatRequest) error {
	for _, t := range req.Tools {
		if t.Type != "function" {
			return dialogue.Unoffered("tools", "the tool %q is OpenAI's own and not here; give functions, which your program calls", t.Type)
		}
		chat.Tools = append(chat.Tools, openai.Tool{Type: t.Type, Function: openai.Function{Name: t.Name, Description: t.Description, Parameters: t.Parameters, Strict: t.Strict}})
	}
	if len(req.Tools) == 0 {
		return nil
	}
	chat.Parallel = req.Parallel
	var err error
	chat.ToolChoice, err = choice(req.ToolChoice)
	return err
}

// choice is how a tool is to be chosen, as conversations say it.
func choice(raw json.RawMessage) (json.RawMessage, error) {
	type function struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	var said struct {
		function
		Mode  string     `json:"mode"`
		Tools []function `json:"tools"`
	}
	if json.Unmarshal(raw, &said) != nil || said.Type == "" {
		return raw, nil //nolint:nilerr // it is a word
	}
	named := func(f function) any {
		return map[string]any{"type": "function", "function": map[string]string{"name": f.Name}}
	}
	switch said.Type {
	case "function":
		return json.Marshal(named(said.function))
	case "allowed_tools":
		all := []any{}
		for _, f := range said.Tools {
			all = append(all, named(f))
		}
		return json.Marshal(map[string]any{"type": said.Type, said.Type: map[string]any{"mode": said.Mode, "tools": all}})
	}
	return nil, dialogue.Unoffered("tool_choice", "tool_choice wants %q, which is OpenAI's own and not here; name a function", said.Type)
}

// form asks for text of a form.
func form(req openai.ResponseRequest, chat *openai.ChatRequest) error {
	if req.Text == nil || req.Text.Format == nil {
		return nil
	}
	switch f := req.Text.Format; f.Type {
	case "text", "":
	case "json_object":
		chat.ResponseFormat = &openai.ResponseFormat{Type: f.Type}
	case "json_schema":
		s := &openai.JSONSchema{Name: f.Name, Schema: f.Schema, Strict: f.Strict != nil && *f.Strict}
		chat.ResponseFormat = &openai.ResponseFormat{Type: f.Type, Schema: s}
	default:
		return dialogue.Wrong("text.format", "text.format is %q; it can be text, json_object or json_schema", f.Type)
	}
	return nil
}

// add adds an item to a conversation. Calls go with the message before them,
// as they were made in one turn; reasoning is not said again.
func (d Desk) add(ctx context.Context, chat *openai.ChatRequest, it openai.Item) error {
	switch it.Type {
	case "message", "":
		content, err := d.content(ctx, it.Content)
		if it.Role == "developer" {
			it.Role = openai.System
		}
		chat.Messages = append(chat.Messages, openai.Message{Role: it.Role, Content: content})
		return err
	case "function_call":
		call := openai.ToolCall{ID: it.CallID, Type: "function", Function: openai.Called{Name: it.Name}}
		if it.Arguments != nil {
			call.Function.Arguments = *it.Arguments
		}
		if n := len(chat.Messages); n > 0 && chat.Messages[n-1].Role == openai.Assistant {
			chat.Messages[n-1].Calls = append(chat.Messages[n-1].Calls, call)
			return nil
		}
		chat.Messages = append(chat.Messages, openai.Message{Role: openai.Assistant, Calls: []openai.ToolCall{call}})
	case "function_call_output":
		content, err := d.content(ctx, it.Output)
		chat.Messages = append(chat.Messages, openai.Message{Role: openai.ToolRole, CallID: it.CallID, Content: content})
		return err
	case "reasoning":
	default:
		return dialogue.Wrong("input", "an input of type %q is not known here; give message, function_call and function_call_output", it.Type)
	}
	return nil
}

func (d Desk) content(ctx context.Context, parts openai.Parts) (c openai.Content, err error) {
	for _, p := range parts {
		switch p.Type {
		case "input_text", "output_text", "text":
			c = append(c, openai.Part{Type: "text", Text: p.Text})
		case "refusal":
			c = append(c, openai.Part{Type: "text", Text: p.Refusal})
		case "input_image":
			if p.FileID != "" {
				if p.ImageURL, err = d.held(ctx, p.FileID); err != nil {
					return nil, err
				}
			}
			part := openai.Picture(p.ImageURL)
			part.ImageURL.Detail = p.Detail
			c = append(c, part)
		case "input_audio":
			c = append(c, openai.Part{Type: "input_audio", InputAudio: p.InputAudio})
		case "input_file":
			switch {
			case p.FileURL != "":
				p.FileData = p.FileURL
			case p.FileID != "":
				if p.FileData, err = d.held(ctx, p.FileID); err != nil {
					return nil, err
				}
			}
			c = append(c, openai.Part{Type: "file", File: &openai.File{FileData: p.FileData, Filename: p.Filename}})
		default:
			return nil, dialogue.Wrong("input", "content of type %q is not known here", p.Type)
		}
	}
	return c, nil
}

// held is a file that was left here, as an address that holds it.
func (d Desk) held(ctx context.Context, id string) (string, error) {
	f, r, err := d.Deposits.Open(ctx, id)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return "", fmt.Errorf("read file %s: %w", id, err)
	}
	if len(b) > maxJSON {
		return "", fault.New(fault.TooLarge, "file %s is over %d MiB: too large for a conversation", id, maxJSON>>20)
	}
	media := mime.TypeByExtension(path.Ext(f.Name))
	return "data:" + media + ";base64," + base64.StdEncoding.EncodeToString(b), nil
}
