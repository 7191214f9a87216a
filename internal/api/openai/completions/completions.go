// Package completions keeps the chat completions whose callers ask for that, with what
// went in, and gives them again.
package completions

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/object"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// kept is a completion, with what was asked.
type kept struct {
	Completion json.RawMessage   `json:"completion"`
	Messages   []json.RawMessage `json:"messages"`
	Model      string            `json:"model"`
	Metadata   map[string]string `json:"metadata"`
}

// What is kept is read whole, and many at once where it is listed.
const (
	maxAsked  = 4 << 20 // bytes of a request whose completion is kept
	maxAnswer = 4 << 20 // … and of that
)

// Talk holds a conversation, as dialogue.Desk does, and keeps it if it is to be kept:
// then it has an id of this server's.
func (d Desk) Talk(ctx context.Context, base string, body json.RawMessage) (engine.Reply, error) {
	req, err := wanted(body)
	if err != nil || req == nil {
		if err == nil {
			return d.Talks.Talk(ctx, base, body)
		}
		return engine.Reply{}, err
	}
	var k kept
	for name, into := range map[string]any{"messages": &k.Messages, "model": &k.Model, "metadata": &k.Metadata} {
		if raw := req.Get(name); raw != nil && json.Unmarshal(raw, into) != nil && name == "metadata" { // of the others, Talk tells
			return engine.Reply{}, dialogue.Wrong(name, "metadata are words, each under a name")
		}
	}
	id := deposit.ID("chatcmpl-")
	ctx, leave := context.WithCancel(ctx)
	reply, err := d.Talks.Talk(ctx, base, req.Without("store").Without("metadata").Bytes())
	if err != nil {
		leave()
		return reply, err
	}
	if reply.Media != "application/json" {
		return d.stream(ctx, leave, reply, id, k), nil
	}
	defer leave()
	whole, err := d.whole(ctx, reply, id, k)
	return engine.Reply{Media: reply.Media, ReadCloser: io.NopCloser(bytes.NewReader(whole))}, err
}

// wanted is a request whose completion is to be kept; nil where it is not.
func wanted(body []byte) (object.Object, error) {
	if !bytes.Contains(body, []byte(`"store"`)) {
		return nil, nil
	}
	req, err := object.Split(body)
	if err != nil || !json.Valid(body) {
		return nil, nil //nolint:nilerr // what is wrong with it, Talk tells
	}
	var is bool
	if raw := req.Get("store"); raw != nil && json.Unmarshal(raw, &is) != nil {
		return nil, dialogue.Wrong("store", "store is true or false")
	}
	switch {
	case !is:
		return nil, nil
	case len(body) > maxAsked:
		return nil, dialogue.Wrong("store", "what is kept has at most %d MiB, with its pictures: leave store out", maxAsked>>20)
	}
	return req, nil
}

// whole keeps an answer that came whole.
func (d Desk) whole(ctx context.Context, reply engine.Reply, id string, k kept) ([]byte, error) {
	defer reply.Close()
	b, err := io.ReadAll(io.LimitReader(reply, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	o, err := object.Split(b)
	if err != nil || len(b) > maxAnswer {
		return nil, fault.New(fault.Unavailable, "the model's answer is none that can be kept")
	}
	k.Completion = o.With("id", []byte(`"`+id+`"`)).Bytes()
	return k.Completion, d.keep(ctx, id, k)
}

func (d Desk) keep(ctx context.Context, id string, k kept) error {
	return d.Deposits.Save(ctx, deposit.OfCompletion, id, k, time.Time{})
}

// stream is an answer that is kept when it has come: before its reader hears so.
func (d Desk) stream(ctx context.Context, leave func(), reply engine.Reply, id string, k kept) engine.Reply {
	r, w := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = w.CloseWithError(d.pass(ctx, w, reply, id, k)) // it never fails
	}()
	return engine.Reply{Media: reply.Media, ReadCloser: &passing{Reader: r, stop: func() error {
		leave()
		_ = r.Close() // it never fails
		<-ended
		return reply.Close()
	}}}
}

// passing is what a goroutine writes until it is stopped.
type passing struct {
	io.Reader
	stop func() error
}

func (p *passing) Close() error { return p.stop() }

func (d Desk) pass(ctx context.Context, w io.Writer, reply io.Reader, id string, k kept) error {
	var said dialogue.Answer
	head := openai.ChatResponse{}
	for chunk, err := range openai.ReadStream(reply) {
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "the model failed on the way: %v", err)
		}
		chunk.ID = id
		said.Add(chunk)
		head = chunk
		if err := openai.WriteEvent(w, chunk); err != nil {
			return err
		}
	}
	b, err := json.Marshal(joined(head, &said))
	if err != nil {
		return fmt.Errorf("write a completion: %w", err)
	}
	k.Completion = b
	if err := d.keep(ctx, id, k); err != nil {
		return err
	}
	_, err = io.WriteString(w, openai.Done)
	return err
}

// joined is the completion that came in pieces.
func joined(c openai.ChatResponse, a *dialogue.Answer) openai.ChatResponse {
	c.Object, c.Usage, c.Choices = "chat.completion", a.Usage, []openai.Choice{}
	for i := range a.Said {
		s := &a.Said[i]
		one := openai.Choice{Index: i, Finish: &s.Finish, Message: &openai.Message{
			Role: openai.Assistant, Content: openai.Text(s.Content.String()), Reasoning: s.Reasoning.String(), Refusal: s.Refusal, Calls: s.Calls,
		}}
		if len(s.Likely) > 0 {
			one.LogProbs, _ = json.Marshal(map[string]any{"content": s.Likely}) // it was read as JSON
		}
		c.Choices = append(c.Choices, one)
	}
	return c
}
