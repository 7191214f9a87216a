package remote

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// chat answers with a chat model.
func (c *call) chat(ctx context.Context, p prompt) error {
	messages, err := c.messages(p)
	if err != nil {
		return err
	}
	schema, err := c.schema(p)
	if err != nil {
		return err
	}
	text, usage, err := c.converse(ctx, messages, schema, p.Out == "text" && schema == nil)
	if err != nil {
		return err
	}
	def, err := task.Lookup(string(c.req.Task))
	if err != nil {
		return err
	}
	value := port.NewText(text)
	if p.Out != "text" {
		if value, err = c.labels(p, text); err != nil {
			return err
		}
	}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{def.Out[0].Name: {value}}, Usage: usage})
}

// converse returns the next message. A server that does not know what was
// asked for beyond the conversation itself is asked again without it.
func (c *call) converse(ctx context.Context, messages []openai.Message, schema json.RawMessage, show bool) (string, engine.Usage, error) {
	req := openai.ChatRequest{
		Model: c.model.ID, Messages: messages, Stream: true,
		StreamOptions: &openai.StreamOptions{IncludeUsage: true},
	}
	if schema != nil {
		req.ResponseFormat = openai.Strictly(strings.ReplaceAll(string(c.req.Task), "-", "_"), schema)
	}
	text, usage, err := c.stream(ctx, req, show)
	if r, ok := errors.AsType[*refusal](err); ok && r.unknown(schema != nil) {
		req.StreamOptions, req.ResponseFormat = nil, nil
		if schema != nil {
			req.Messages = withSchema(messages, schema)
		}
		text, usage, err = c.stream(ctx, req, show)
	}
	if err == nil && schema != nil {
		text, err = c.onlyJSON(text)
	}
	return text, usage, err
}

// unknown reports whether a server may have refused a request for a field
// that not every server knows.
func (r *refusal) unknown(schema bool) bool {
	if r.code != http.StatusBadRequest && r.code != http.StatusUnprocessableEntity && r.code != http.StatusNotImplemented {
		return false
	}
	low := strings.ToLower(r.told.Message + " " + r.told.Param + " " + r.told.Code)
	if strings.Contains(low, "context_length") || strings.Contains(low, "context length") || strings.Contains(low, "maximum context") {
		return false
	}
	for _, sign := range []string{"stream_options", "include_usage", "extra", "unrecognized", "unknown", "unsupported", "not supported", "not permitted"} {
		if strings.Contains(low, sign) {
			return true
		}
	}
	return schema
}

// withSchema asks for JSON in words.
func withSchema(messages []openai.Message, schema json.RawMessage) []openai.Message {
	ask := openai.Message{Role: openai.System, Content: openai.Text("Answer with JSON alone, without a fence around it, that fits this JSON schema: " + string(schema))}
	return append([]openai.Message{ask}, messages...)
}

// stream makes one request and reads its answer as it comes.
func (c *call) stream(ctx context.Context, req openai.ChatRequest, show bool) (string, engine.Usage, error) {
	p, err := jsonPayload(req)
	if err != nil {
		return "", engine.Usage{}, err
	}
	body, err := c.send(ctx, http.MethodPost, "/chat/completions", p)
	if err != nil {
		return "", engine.Usage{}, err
	}
	defer body.Close()
	var a assembly
	for chunk, err := range chunks(body) {
		if err != nil {
			if told, ok := errors.AsType[*openai.Error](err); ok {
				return "", a.usage, c.fail(fault.Unavailable, err, "it failed on the way: %s", c.quote(told.Message))
			}
			if ctx.Err() != nil {
				return "", a.usage, ctx.Err()
			}
			if a.text.Len() == 0 && !errors.Is(err, errStalled) {
				return "", a.usage, c.fail(fault.Unavailable, err, "what answers at %s does not speak the OpenAI API; check the address, which mostly ends in /v1", c.conn.BaseURL)
			}
			return "", a.usage, c.fail(fault.Unavailable, err, "its answer broke off after %d characters; try again", a.text.Len())
		}
		fresh := a.add(chunk)
		if a.text.Len() > maxText {
			return "", a.usage, c.fail(fault.TooLarge, nil, "its answer is over %d MiB", maxText>>20)
		}
		if show && fresh != "" {
			if err := c.emit(engine.Event{Text: fresh, Usage: a.usage}); err != nil {
				return "", a.usage, err
			}
		}
	}
	return c.finish(&a, show)
}

// finish looks why the answer ended.
func (c *call) finish(a *assembly, show bool) (string, engine.Usage, error) {
	rest := a.thought.end()
	a.text.WriteString(rest)
	if show && rest != "" {
		if err := c.emit(engine.Event{Text: rest, Usage: a.usage}); err != nil {
			return "", a.usage, err
		}
	}
	switch {
	case a.refusal != "":
		return "", a.usage, c.fail(fault.Invalid, nil, "%s declined: %s", c.model.ID, c.quote(a.refusal))
	case a.finish == "content_filter":
		return "", a.usage, c.fail(fault.Invalid, nil, "its content filter stopped the answer")
	case strings.TrimSpace(a.text.String()) == "" && a.finish == "length":
		return "", a.usage, c.fail(fault.TooLarge, nil, "%s came to no answer within its length; give it less", c.model.ID)
	}
	return strings.TrimSpace(a.text.String()), a.usage, nil
}

// chunks reads a stream, or the whole answer of a server that does not stream.
func chunks(r io.Reader) func(func(openai.ChatResponse, error) bool) {
	peek := newPeeker(r)
	if peek.next() != '{' {
		return openai.ReadStream(peek)
	}
	return func(yield func(openai.ChatResponse, error) bool) {
		var whole openai.ChatResponse
		err := json.NewDecoder(io.LimitReader(peek, maxAnswer)).Decode(&whole)
		switch {
		case err == nil && whole.Error != nil:
			err = whole.Error
		case err == nil && len(whole.Choices) == 0:
			err = errors.New("an answer without choices")
		}
		yield(whole, err)
	}
}

// assembly puts an answer together.
type assembly struct {
	text    strings.Builder
	thought thought
	refusal string
	finish  string
	usage   engine.Usage
}

// add returns the words that are new and meant for the reader.
func (a *assembly) add(chunk openai.ChatResponse) string {
	if u := chunk.Usage; u != nil {
		a.usage = engine.Usage{TokensIn: u.PromptTokens, TokensOut: u.CompletionTokens}
	}
	fresh := ""
	for _, ch := range chunk.Choices {
		if ch.Index > 0 {
			continue
		}
		for _, m := range []*openai.Message{ch.Delta, ch.Message} {
			if m != nil {
				fresh += a.thought.pass(m.Content.String())
				a.refusal += m.Refusal
			}
		}
		if ch.Finish != nil {
			a.finish = *ch.Finish
		}
	}
	a.text.WriteString(fresh)
	return fresh
}
