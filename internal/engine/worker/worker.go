// Package worker runs models whose weights a worker holds: conversations pass
// through as they are, tasks are put into the worker's words. Which worker holds
// what, and where it is, is the fleet's business.
package worker

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/object"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// Shelf finds what a worker is to hold for a model, if the actor of the context
// may run it. Faults: NotFound, Unavailable.
type Shelf interface {
	Load(ctx context.Context, m ref.Model) (fleet.Load, error)
	// Adapter finds a LoRA adapter for a model by the name of its repository. Faults: NotFound, Invalid.
	Adapter(ctx context.Context, m ref.Model, name string) (fleet.Adapter, error)
}

// Fleet asks a worker that holds a load. The caller closes the answer, whatever
// its status is.
type Fleet interface {
	Send(ctx context.Context, l fleet.Load, c fleet.Call) (*http.Response, error)
}

// Sounds decodes recordings for workers, which are given nothing that was packed by
// others.
type Sounds interface {
	// Decode calls f with what is in v: samples as worker.HearPath takes them, which
	// may be opened while f runs, and for how many seconds they last.
	Decode(ctx context.Context, v port.Value, f func(samples port.Value, seconds float64) error) error
}

// Engine runs models of a shelf in the workers of a fleet. It is safe for
// concurrent use.
type Engine struct {
	shelf  Shelf
	fleet  Fleet
	sounds Sounds
}

var (
	_ engine.Engine    = (*Engine)(nil)
	_ engine.Talker    = (*Engine)(nil)
	_ engine.Completer = (*Engine)(nil)
)

// New returns an engine over the models of s, in the workers of f, which hear what
// sounds decodes.
func New(s Shelf, f Fleet, sounds Sounds) *Engine { return &Engine{s, f, sounds} }

// Talk gives a conversation to a worker, and its answer back as it comes, bytes
// for bytes.
func (e *Engine) Talk(ctx context.Context, t engine.Talk) (engine.Reply, error) {
	return e.pass(ctx, worker.ChatPath, t)
}

// Complete does the same with a text that is to be gone on with.
func (e *Engine) Complete(ctx context.Context, t engine.Talk) (engine.Reply, error) {
	return e.pass(ctx, worker.CompletionPath, t)
}

// Tokenize asks a worker for the tokens of a text.
func (e *Engine) Tokenize(ctx context.Context, m ref.Model, text string) ([]engine.Token, error) {
	resp, err := e.send(ctx, m, worker.TokenizePath, worker.TokenizeRequest{Content: text, Pieces: true}, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var told worker.TokenizeResponse
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&told); err != nil || len(told.Pieces) != len(told.Tokens) {
		return nil, fault.Wrap(err, fault.Unavailable, "the answer of %s broke off; ask again", m)
	}
	l := make([]engine.Token, len(told.Tokens))
	for i, id := range told.Tokens {
		l[i] = engine.Token{ID: id, Piece: told.Pieces[i]}
	}
	return l, nil
}

func (e *Engine) pass(ctx context.Context, path string, t engine.Talk) (engine.Reply, error) {
	fields, err := object.Split(t.Body)
	if err != nil {
		return engine.Reply{}, fault.New(fault.Invalid, "the request is no JSON object")
	}
	name, err := json.Marshal(t.Model.String())
	if err != nil {
		return engine.Reply{}, err
	}
	var named worker.LoRAs
	if raw := fields.Get("lora"); raw != nil && json.Unmarshal(raw, &named) != nil {
		return engine.Reply{}, fault.New(fault.Invalid, "lora must be the name of an adapter, or a list of adapters with name and scale")
	}
	// A worker would take LORA for lora, whose adapters it knows by the ids of their files: whether the caller may read them was not asked.
	fields, counted := engine.Count(fields.WithoutAlike("lora").With("model", name))
	resp, err := e.send(ctx, t.Model, path, json.RawMessage(fields.Bytes()), named) //nolint:bodyclose // the reply closes it
	if err != nil {
		return engine.Reply{}, err
	}
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		media = "application/json"
	}
	return engine.Reply{Media: media, ReadCloser: resp.Body, Counted: counted}, nil
}

// send asks the worker of a model, which answers with the adapters that are named
// beyond its own. The caller closes the body of the answer.
func (e *Engine) send(ctx context.Context, m ref.Model, path string, question any, named worker.LoRAs) (*http.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	l, err := e.shelf.Load(ctx, m)
	if err != nil {
		return nil, err
	}
	if l.Adapters, err = e.adapters(ctx, m, l.Adapters, named); err != nil {
		return nil, err
	}
	body, err := dressed(question, l.Adapters)
	if err != nil {
		return nil, err
	}
	return e.call(ctx, l, fleet.Call{Path: path, Body: body})
}

// call asks a worker that holds a load. The caller closes the body of the answer.
func (e *Engine) call(ctx context.Context, l fleet.Load, c fleet.Call) (*http.Response, error) {
	c.Actor = account.From(ctx).Owner()
	for tries := 0; ; tries++ {
		resp, err := e.fleet.Send(ctx, l, c)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < http.StatusBadRequest {
			return resp, nil
		}
		err = refusal(l, resp)
		_ = resp.Body.Close()
		switch {
		case resp.StatusCode != http.StatusNotFound || len(l.Adapters) == 0:
			return nil, err
		case tries == maxTries:
			return nil, fault.About(l.Model.String(), fault.Exhausted, "others need the place of the adapters %s in its worker now; ask again", names(l.Adapters))
		}
		if n, err := strconv.Atoi(resp.Header.Get(fleet.Answered)); err == nil {
			c.Copy = &n // others may have them, or not
		}
		if err := e.bring(ctx, l, c); err != nil {
			return nil, err
		}
	}
}

// maxTries is how often adapters are given to a worker for one request: it may end
// meanwhile, or others may need their place.
const maxTries = 3

// maxRefusal is how much of a refusal is read, in bytes.
const maxRefusal = 64 << 10

// refusal is the fault of a worker that does not answer a request. Adapters, which it
// knows by ids, are named as people know them.
func refusal(l fleet.Load, resp *http.Response) error {
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	if err != nil {
		return err
	}
	said, ok := openai.ReadFailure(b)
	if !ok {
		said.Message = "its worker answers " + resp.Status
	}
	for _, a := range l.Adapters {
		said.Message = strings.ReplaceAll(said.Message, a.ID, a.Name)
	}
	return &fault.Error{Kind: kindOf(resp.StatusCode), Subject: l.Model.String(), Msg: said.Message, Err: &said}
}

func kindOf(status int) fault.Kind {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return fault.TooLarge
	case http.StatusTooManyRequests:
		return fault.Exhausted
	}
	if status >= http.StatusInternalServerError {
		return fault.Unavailable
	}
	return fault.Invalid // what the server asks is there, so it is what it was given
}
