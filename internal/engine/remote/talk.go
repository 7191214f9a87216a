package remote

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
)

var (
	_ engine.Talker    = (*Engine)(nil)
	_ engine.Completer = (*Engine)(nil)
)

// Talk passes a conversation on to the server of a connection, and its answer
// back as it comes, bytes for bytes.
func (e *Engine) Talk(ctx context.Context, t engine.Talk) (engine.Reply, error) {
	return e.pass(ctx, t, "/chat/completions")
}

// Complete passes a text on that a model is to go on with.
func (e *Engine) Complete(ctx context.Context, t engine.Talk) (engine.Reply, error) {
	return e.pass(ctx, t, "/completions")
}

func (e *Engine) pass(ctx context.Context, t engine.Talk, path string) (engine.Reply, error) {
	conn, found, err := e.find(ctx, t.Model)
	if err != nil {
		return engine.Reply{}, err
	}
	c := &call{Engine: e, conn: conn, model: found.model, req: engine.Request{Model: t.Model, Task: "text-generation"}}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(t.Body, &fields); err != nil || fields == nil {
		return engine.Reply{}, fault.New(fault.Invalid, "the request is no JSON object: %v", err)
	}
	if fields["model"], err = json.Marshal(found.model.ID); err != nil {
		return engine.Reply{}, err
	}
	plain := maps.Clone(fields)
	if engine.Count(fields) {
		c.plain = func() (payload, error) { return joinedPayload(plain) }
	}
	p, err := joinedPayload(fields)
	if err != nil {
		return engine.Reply{}, err
	}
	body, err := c.send(ctx, http.MethodPost, path, p)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.Reply{Media: body.media(), ReadCloser: body, Counted: body.counts}, nil
}

func joinedPayload(fields map[string]json.RawMessage) (payload, error) {
	b, err := joined(fields)
	return bytesPayload("application/json", b), err
}

// joined is an object of members that are JSON already, which are not read again.
func joined(fields map[string]json.RawMessage) ([]byte, error) {
	size := 2
	for name, value := range fields {
		size += len(name) + len(value) + len(`"":,`)
	}
	b := append(make([]byte, 0, size), '{')
	for name, value := range fields {
		quoted, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, quoted...), ':'), value...)
	}
	return append(b, '}'), nil
}

// media tells from its first byte what an answer is: not every server that is
// asked to stream does so. Of an empty one, who reads it learns why.
func (a *answer) media() string {
	for {
		switch b, err := a.ahead.Peek(1); {
		case err != nil:
			return "text/event-stream"
		case b[0] == ' ' || b[0] == '\n' || b[0] == '\r' || b[0] == '\t':
			_, _ = a.ahead.Discard(1) // it is there
		case b[0] == '{':
			return "application/json"
		default:
			return "text/event-stream"
		}
	}
}
