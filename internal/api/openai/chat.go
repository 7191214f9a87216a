package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// chat passes a conversation to a model and the answer back while it is made.
func (s server) chat(w http.ResponseWriter, r *http.Request) {
	b, err := body(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.relay(w, r, b, func(ctx context.Context, b []byte) (engine.Reply, error) { return s.kept.Talk(ctx, api.Base(r), b) })
}

// complete passes a text that a model is to go on with.
func (s server) complete(w http.ResponseWriter, r *http.Request) {
	b, err := body(w, r)
	var req completion
	if err == nil && json.Unmarshal(b, &req) != nil {
		err = fault.New(fault.Invalid, "the body is not the JSON of a completion request: a model, a prompt, and what is to come of it")
	}
	if err == nil && (len(req.Prompt) == 0 || string(req.Prompt) == "null") {
		err = dialogue.Wrong("prompt", "there is no prompt; give the text that is to go on")
	}
	l := several(req.Prompt)
	if err == nil && len(l) > 0 {
		err = s.completeAll(w, r, b, req, l)
	}
	switch {
	case err != nil:
		s.fail(w, r, err)
	case len(l) == 0:
		s.relay(w, r, b, func(ctx context.Context, b []byte) (engine.Reply, error) {
			m, err := s.Find(ctx, req.Model, catalog.Need{Task: callee.Chats})
			if err != nil {
				return engine.Reply{}, err
			}
			return s.Gateway.Complete(ctx, engine.Talk{Model: m.Ref, Body: b})
		})
	}
}

func (s server) relay(w http.ResponseWriter, r *http.Request, b []byte, ask func(ctx context.Context, body []byte) (engine.Reply, error)) {
	waiting := &waiting{w: w, body: b}
	reply, err := ask(trace.Waiting(r.Context(), waiting.hear), b)
	waiting.body = nil // nobody waits any more, and the answer may take long
	if err == nil && waiting.begun && reply.Media != stream {
		err = fault.New(fault.Unavailable, "the model does not stream; ask without stream")
		_ = reply.Close() // nobody reads it
	}
	switch {
	case err != nil && waiting.begun:
		s.brokeOff(w, r, true, err)
		return
	case err != nil:
		s.fail(w, r, err)
		return
	}
	defer reply.Close()
	h := w.Header()
	h["Content-Type"], h["Cache-Control"] = []string{reply.Media}, uncached
	if err := callee.Pass(w, reply); err != nil && r.Context().Err() == nil {
		s.brokeOff(w, r, reply.Media == stream, err)
	}
}

const stream = "text/event-stream"

var uncached = []string{"no-cache"}

// waiting tells a client who asked for a stream its place in a queue, in comments
// of the stream. Once it has begun, a failure is told in the stream too, so
// nothing is said of short waits.
type waiting struct {
	w     http.ResponseWriter
	body  []byte
	since time.Time
	said  time.Time
	place int
	begun bool
	never bool // no stream was asked for
}

const (
	shortWait = 3 * time.Second
	quiet     = 10 * time.Second // no longer, so that proxies keep the connection
)

// hear is called by who waits, which is the goroutine of the request.
func (q *waiting) hear(place int) {
	now := time.Now()
	if q.since.IsZero() {
		q.since = now
	}
	if q.never || place == 0 || now.Sub(q.since) < shortWait || place == q.place && now.Sub(q.said) < quiet {
		return
	}
	if !q.begun {
		var asked struct {
			Stream bool `json:"stream"`
		}
		if q.never = json.Unmarshal(q.body, &asked) != nil || !asked.Stream; q.never {
			return
		}
		q.begun = true
		q.w.Header().Set("Content-Type", stream)
		q.w.Header().Set("Cache-Control", "no-cache")
	}
	q.place, q.said = place, now
	_, _ = fmt.Fprintf(q.w, ": waiting at place %d\n\n", place) // the client may be gone: then ctx ends
	_ = http.NewResponseController(q.w).Flush()                 // as above
}

// brokeOff tells a client whose answer has begun that the rest will not come.
func (s server) brokeOff(w http.ResponseWriter, r *http.Request, stream bool, err error) {
	s.Log.WarnContext(r.Context(), "an answer broke off", "err", err)
	if !stream {
		panic(http.ErrAbortHandler) // half an answer must not look whole
	}
	api.BrokeOff(w)
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		msg = "the answer broke off"
	}
	_ = openai.WriteEvent(w, openai.Failure{Error: told(kind, msg, err)})
}
