package remote

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
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
	conn, model, err := e.find(ctx, t.Model)
	if err != nil {
		return engine.Reply{}, err
	}
	c := &call{Engine: e, conn: conn, model: model, req: engine.Request{Model: t.Model, Task: "text-generation"}}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(t.Body, &fields); err != nil {
		return engine.Reply{}, fault.New(fault.Invalid, "the request is no JSON object: %v", err)
	}
	if fields["model"], err = json.Marshal(model.ID); err != nil {
		return engine.Reply{}, err
	}
	p, err := jsonPayload(fields)
	if err != nil {
		return engine.Reply{}, err
	}
	body, err := c.send(ctx, http.MethodPost, path, p)
	if err != nil {
		return engine.Reply{}, err
	}
	return reply(body)
}

// reply tells from its first byte what an answer is: not every server that is
// asked to stream does so.
func reply(body io.ReadCloser) (engine.Reply, error) {
	ahead := bufio.NewReader(body)
	media := "text/event-stream"
	for {
		b, err := ahead.ReadByte()
		switch {
		case err != nil: // an empty answer: who reads it learns why
			return engine.Reply{Media: media, ReadCloser: bodyOf{ahead, body}}, nil //nolint:nilerr // reading it gives the error again
		case b == ' ' || b == '\n' || b == '\r' || b == '\t':
			continue
		case b == '{':
			media = "application/json"
		}
		return engine.Reply{Media: media, ReadCloser: bodyOf{ahead, body}}, ahead.UnreadByte()
	}
}

type bodyOf struct {
	io.Reader
	io.Closer
}
