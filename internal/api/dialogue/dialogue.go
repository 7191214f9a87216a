// Package dialogue holds conversations with models for every dialect, in the
// form of OpenAI's API: the gateway's models answer as they do, and the
// assistant answers as a chat model would.
package dialogue

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"strings"

	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/object"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

// Assistant takes requests to the assistant and tells how they stand.
type Assistant interface {
	Ask(ctx context.Context, owner string, req assistant.Request) (assistant.Run, error)
	Follow(ctx context.Context, owner, id string) iter.Seq2[assistant.Run, error]
	Run(ctx context.Context, owner, id string) (assistant.Run, error)
	Runs(ctx context.Context, owner string, limit int) ([]assistant.Run, error)
	Leave(ctx context.Context, owner, id string) error
}

// AssistantName is that by which the assistant is a chat model.
const AssistantName = callee.Assistant

// Desk holds conversations.
type Desk struct {
	callee.Desk
	Assistant Assistant
	Files     attach.Desk
	Log       *slog.Logger
}

// Talk answers a request to /chat/completions in that API's form. What the
// assistant made is linked under base, the server's address.
func (d Desk) Talk(ctx context.Context, base string, body json.RawMessage) (engine.Reply, error) {
	asked, said, err := read(body)
	if err != nil {
		return engine.Reply{}, err
	}
	if asked == callee.Assistant {
		var req openai.ChatRequest
		err := shape.Read(body, &req)
		if err == nil {
			err = offered(said)
		}
		if err == nil {
			err = assists(req)
		}
		if err != nil {
			return engine.Reply{}, notChat(err)
		}
		return d.assist(ctx, base, req)
	}
	m, err := d.Find(ctx, asked, catalog.Need{Task: callee.Chats})
	if err != nil {
		return engine.Reply{}, err
	}
	if m.Runtime != "" {
		if err := offered(said); err != nil {
			return engine.Reply{}, notChat(err)
		}
		if body, err = d.hold(ctx, body); err != nil {
			return engine.Reply{}, err
		}
		said = nil // it is another body
	}
	return d.Gateway.Talk(ctx, engine.Talk{Model: m.Ref, Body: body, Members: said})
}

// read is the model that a request names, and its members. The rest the model reads itself.
func read(body []byte) (model string, req object.Object, err error) {
	req, err = object.Split(body)
	if err != nil || !json.Valid(body) {
		return "", nil, notChat(cmp.Or(shape.Read(body, &struct{}{}), err))
	}
	if name := req.Get("model"); name != nil && json.Unmarshal(name, &model) != nil {
		return "", nil, notChat(&shape.Misfit{Path: "model", Want: "a string"})
	}
	messages := req.Get("messages")
	switch list, isList := bytes.CutPrefix(messages, []byte("[")); {
	case len(messages) == 0 || string(messages) == "null" || isList && len(bytes.TrimSpace(list)) == len("]"):
		return "", nil, Wrong("messages", "the conversation has no messages; give one of the role user")
	case !isList:
		return "", nil, notChat(&shape.Misfit{Path: "messages", Want: "an array"})
	}
	return model, req, nil
}

// notChat is the fault of a request that is none for a chat. It keeps err, which may
// tell the parameter that is wrong.
func notChat(err error) error {
	_, kind := errors.AsType[*shape.Misfit](err)
	if _, about := errors.AsType[*openai.Error](err); kind || about {
		return fault.Wrap(err, fault.Invalid, "%v", err)
	}
	return fault.Wrap(err, fault.Invalid, "the body is not the JSON of a chat request: %v", err)
}

const maxAnswer = 64 << 20 // bytes of an answer that comes whole

// Say asks for the next message, and yields it as it is made. The last chunk
// with a usage has it all. More are fields that not every server knows.
func (d Desk) Say(ctx context.Context, base string, req openai.ChatRequest, more map[string]any) iter.Seq2[openai.ChatResponse, error] {
	return func(yield func(openai.ChatResponse, error) bool) {
		reply, err := d.open(ctx, base, req, more)
		if err != nil {
			yield(openai.ChatResponse{}, err)
			return
		}
		defer reply.Close()
		for chunk, err := range chunks(reply) {
			if told, ok := errors.AsType[*openai.Error](err); ok {
				err = fault.Wrap(err, fault.Unavailable, "the model failed on the way: %s", told.Message)
			}
			if !yield(chunk, err) || err != nil {
				return
			}
		}
	}
}

// open asks for a stream with its usage; of a server that does not know how to
// count in a stream, without.
func (d Desk) open(ctx context.Context, base string, req openai.ChatRequest, more map[string]any) (engine.Reply, error) {
	req.Stream, req.StreamOptions = true, &openai.StreamOptions{IncludeUsage: true}
	body, err := req.With(more)
	if err != nil {
		return engine.Reply{}, fault.New(fault.Invalid, "the request cannot be passed on: %v", err)
	}
	reply, err := d.Talk(ctx, base, body)
	if fault.Is(err, fault.Invalid) && strings.Contains(err.Error(), "stream_options") {
		req.StreamOptions = nil
		if body, err = req.With(more); err == nil {
			reply, err = d.Talk(ctx, base, body)
		}
	}
	return reply, err
}

// chunks reads a stream, or the whole answer of a server that does not stream.
func chunks(r engine.Reply) iter.Seq2[openai.ChatResponse, error] {
	if r.Media != "application/json" {
		return openai.ReadStream(r)
	}
	return func(yield func(openai.ChatResponse, error) bool) {
		var whole openai.ChatResponse
		err := json.NewDecoder(io.LimitReader(r, maxAnswer)).Decode(&whole)
		if err == nil && whole.Error != nil {
			err = whole.Error
		}
		if err != nil {
			yield(whole, fmt.Errorf("read an answer: %w", err))
			return
		}
		for i, c := range whole.Choices {
			whole.Choices[i].Delta, whole.Choices[i].Message = c.Message, nil
		}
		yield(whole, nil)
	}
}
