package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

const (
	maxText   = 16 << 20 // bytes of one input
	maxAnswer = 64 << 20 // bytes of one answer
)

// errStopped says that the consumer has left.
var errStopped = errors.New("stopped")

// call is one request on its way.
type call struct {
	*Engine
	req  engine.Request
	emit func(engine.Event) error // errStopped when the consumer has left
}

// Run implements engine.Engine.
func (e *Engine) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		c := &call{e, req, func(ev engine.Event) error {
			if !yield(ev, nil) {
				return errStopped
			}
			return nil
		}}
		err := c.run(ctx)
		switch {
		case err == nil || errors.Is(err, errStopped):
		case ctx.Err() != nil:
			yield(engine.Event{}, fault.Wrap(ctx.Err(), fault.Canceled, "canceled"))
		default:
			yield(engine.Event{}, err)
		}
	}
}

func (c *call) run(ctx context.Context) error {
	switch c.req.Task {
	case "text-generation":
		return c.write(ctx)
	case "feature-extraction":
		return c.embed(ctx)
	case "sentence-similarity":
		return c.rank(ctx)
	case "image-to-text", "visual-question-answering":
		return c.see(ctx)
	}
	return c.typed(ctx)
}

// write answers a prompt, after its context.
func (c *call) write(ctx context.Context) error {
	messages, err := c.messages()
	if err != nil {
		return err
	}
	ask := openai.ChatRequest{
		Model: c.req.Model.String(), Messages: messages, Stream: true, StreamOptions: &openai.StreamOptions{IncludeUsage: true},
	}
	if schema := c.req.Params.Text("schema"); schema != "" {
		if !json.Valid([]byte(schema)) {
			return fault.New(fault.Invalid, "the schema is not JSON")
		}
		ask.ResponseFormat = openai.Strictly("answer", json.RawMessage(schema))
	}
	return c.chat(ctx, ask, "text")
}

// chat asks for the next message of a conversation, whose text goes to a port.
func (c *call) chat(ctx context.Context, ask openai.ChatRequest, out string) error {
	resp, err := c.send(ctx, c.req.Model, worker.ChatPath, ask, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return c.read(resp.Body, out)
}

// read passes an answer on as it comes.
func (c *call) read(r io.Reader, out string) error {
	var text strings.Builder
	var usage engine.Usage
	for chunk, err := range openai.ReadStream(r) {
		if err != nil {
			if told, ok := errors.AsType[*openai.Error](err); ok {
				return fault.About(c.req.Model.String(), fault.Unavailable, "it failed on the way: %s", told.Message)
			}
			return err
		}
		if u := chunk.Usage; u != nil {
			usage = engine.Usage{TokensIn: u.PromptTokens, TokensOut: u.CompletionTokens}
		}
		for _, ch := range chunk.Choices {
			if ch.Delta == nil {
				continue
			}
			words := ch.Delta.Content.String()
			if text.WriteString(words); text.Len() > maxAnswer {
				return fault.About(c.req.Model.String(), fault.TooLarge, "its answer is over %d MiB", maxAnswer>>20)
			}
			if words == "" {
				continue
			}
			if err := c.emit(engine.Event{Text: words, Usage: usage}); err != nil {
				return err
			}
		}
	}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{out: {port.NewText(strings.TrimSpace(text.String()))}}, Usage: usage})
}

// messages is the conversation of a request: one that it brings as a whole, or
// the texts of its context and then what is asked for.
func (c *call) messages() ([]openai.Message, error) {
	if v, ok := c.req.In.First("prompt"); ok && v.Type == port.Chat {
		b, err := v.Read(maxText)
		if err != nil {
			return nil, unreadable("prompt", err)
		}
		var l []openai.Message
		if err := json.Unmarshal(b, &l); err != nil || len(l) == 0 {
			return nil, fault.New(fault.Invalid, "the conversation is not a JSON list of turns with role and content")
		}
		return l, nil
	}
	texts, err := c.texts("context")
	if err != nil {
		return nil, err
	}
	prompt, err := c.text("prompt")
	if err != nil {
		return nil, err
	}
	return []openai.Message{{Role: openai.User, Content: openai.Text(strings.Join(append(texts, prompt), "\n\n"))}}, nil
}

func (c *call) texts(name string) (l []string, err error) {
	for _, v := range c.req.In[name] {
		b, err := v.Read(maxText)
		if err != nil {
			return nil, unreadable(name, err)
		}
		l = append(l, strings.ToValidUTF8(string(b), "\ufffd"))
	}
	return l, nil
}

// text reads an input that must not be empty.
func (c *call) text(name string) (string, error) {
	l, err := c.texts(name)
	if err != nil {
		return "", err
	}
	if len(l) == 0 || strings.TrimSpace(l[0]) == "" {
		return "", fault.New(fault.Invalid, "the %s is empty; give %s something to work on", name, c.req.Task)
	}
	return l[0], nil
}

func unreadable(what string, err error) error {
	if strings.Contains(err.Error(), "is over") {
		return fault.Wrap(err, fault.TooLarge, "%s is too large for a model; at most %d MiB", what, maxText>>20)
	}
	return fmt.Errorf("read %s: %w", what, err)
}

func (c *call) embed(ctx context.Context) error {
	text, err := c.text("text")
	if err != nil {
		return err
	}
	var res openai.EmbeddingResponse
	ask := struct {
		openai.EmbeddingRequest
		worker.Prompt
	}{openai.EmbeddingRequest{Model: c.req.Model.String(), Input: openai.Strings{text}, EncodingFormat: "float"}, prompts.Asked(c.req.Params)}
	if err := c.ask(ctx, worker.EmbeddingPath, ask, &res); err != nil {
		return err
	}
	if len(res.Data) != 1 || len(res.Data[0].Vector) == 0 {
		return fault.About(c.req.Model.String(), fault.Unavailable, "it gave no vector; is it a model for embeddings?")
	}
	usage := engine.Usage{}
	if res.Usage != nil {
		usage.TokensIn = res.Usage.PromptTokens
	}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{"embedding": {port.NewEmbedding(res.Data[0].Vector)}}, Usage: usage})
}

// rank scores how well other texts answer a text, in the order in which they came.
func (c *call) rank(ctx context.Context) error {
	text, err := c.text("text")
	if err != nil {
		return err
	}
	others, err := c.texts("others")
	if err != nil {
		return err
	}
	var res worker.RerankResponse
	ask := worker.RerankRequest{Model: c.req.Model.String(), Query: text, Documents: others}
	if err := c.ask(ctx, worker.RerankPath, ask, &res); err != nil {
		return err
	}
	labels := make([]port.Label, len(others))
	for i, other := range others {
		labels[i].Name = other
	}
	for _, r := range res.Results {
		if r.Index >= 0 && r.Index < len(labels) {
			labels[r.Index].Score = r.Score
			if !res.Shares {
				labels[r.Index].Score = 1 / (1 + math.Exp(-r.Score))
			}
		}
	}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{"labels": {port.NewLabels(labels)}}, Usage: engine.Usage{TokensIn: res.Usage.Prompt}})
}

// ask asks for an answer that comes as a whole.
func (c *call) ask(ctx context.Context, path string, question, answer any) error {
	resp, err := c.send(ctx, c.req.Model, path, question, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(answer); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the answer of %s broke off; ask again", c.req.Model)
	}
	return nil
}
