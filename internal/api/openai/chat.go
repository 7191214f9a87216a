package openai

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// chat passes a conversation to a model and the answer back while it is made.
func (s server) chat(w http.ResponseWriter, r *http.Request) {
	s.relay(w, r, func(ctx context.Context, b []byte) (engine.Reply, error) { return s.Talks.Talk(ctx, api.Base(r), b) })
}

// complete passes a text that a model is to go on with.
func (s server) complete(w http.ResponseWriter, r *http.Request) {
	s.relay(w, r, func(ctx context.Context, b []byte) (engine.Reply, error) {
		var req struct {
			Model  string          `json:"model"`
			Prompt json.RawMessage `json:"prompt"`
		}
		switch err := json.Unmarshal(b, &req); {
		case err != nil:
			return engine.Reply{}, fault.New(fault.Invalid, "the body is not the JSON of a completion request: %v", err)
		case len(req.Prompt) == 0 || string(req.Prompt) == "null":
			return engine.Reply{}, fault.New(fault.Invalid, "there is no prompt; give the text that is to go on")
		}
		m, err := s.Find(ctx, req.Model, catalog.Need{Task: callee.Chats})
		if err != nil {
			return engine.Reply{}, err
		}
		return s.Gateway.Complete(ctx, engine.Talk{Model: m.Ref, Body: b})
	})
}

func (s server) relay(w http.ResponseWriter, r *http.Request, ask func(ctx context.Context, body []byte) (engine.Reply, error)) {
	b, err := body(w, r)
	var reply engine.Reply
	if err == nil {
		reply, err = ask(r.Context(), b)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer reply.Close()
	w.Header().Set("Content-Type", reply.Media)
	w.Header().Set("Cache-Control", "no-cache")
	if err := callee.Pass(w, reply); err != nil && r.Context().Err() == nil {
		s.brokeOff(w, r, reply.Media == "text/event-stream", err)
	}
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
