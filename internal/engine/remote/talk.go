package remote

import (
	"context"
	"net/http"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/object"
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
	plain := t.Members
	if plain == nil {
		if plain, err = object.Split(t.Body); err != nil {
			return engine.Reply{}, fault.New(fault.Invalid, "the request is no JSON object")
		}
	}
	plain = plain.With("model", found.name)
	counted, asks := engine.Count(plain)
	if asks {
		c.plain = func() payload { return bytesPayload("application/json", plain.Bytes()) }
	}
	body, err := c.send(ctx, http.MethodPost, path, bytesPayload("application/json", counted.Bytes()))
	if c.plain = nil; err != nil { // what was sent is not held while the answer comes
		return engine.Reply{}, err
	}
	return engine.Reply{Media: body.media(), ReadCloser: body, Counted: body.counts}, nil
}

// media tells from its first byte what an answer is: not every server that is
// asked to stream does so. Of an empty one, who reads it learns why.
func (a *answer) media() string {
	for {
		switch b, err := a.ahead.peek(); {
		case err != nil:
			return "text/event-stream"
		case b == ' ' || b == '\n' || b == '\r' || b == '\t':
			a.ahead.skip()
		case b == '{':
			return "application/json"
		default:
			return "text/event-stream"
		}
	}
}
