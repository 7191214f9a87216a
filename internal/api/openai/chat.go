package openai

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// chat passes a conversation to a model and the answer back while it is made.
func (s server) chat(w http.ResponseWriter, r *http.Request) {
	b, err := body(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var req openai.ChatRequest
	switch err := json.Unmarshal(b, &req); {
	case err != nil:
		s.fail(w, r, fault.New(fault.Invalid, "the body is not the JSON of a chat request: %v", err))
		return
	case len(req.Messages) == 0:
		s.fail(w, r, fault.New(fault.Invalid, "the conversation has no messages; give one of the role user"))
		return
	case req.Model == Assistant:
		s.assist(w, r, req)
		return
	}
	m, err := s.find(r.Context(), req.Model, catalog.Need{Task: chats})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply, err := s.Gateway.Talk(r.Context(), engine.Talk{Model: m.Ref, Body: b})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer reply.Close()
	w.Header().Set("Content-Type", reply.Media)
	w.Header().Set("Cache-Control", "no-cache")
	if err := pass(w, reply); err != nil && r.Context().Err() == nil {
		s.brokeOff(w, r, req.Stream, err)
	}
}

// pass copies an answer to the client, each piece as soon as it is there.
func pass(w http.ResponseWriter, r io.Reader) error {
	flush := http.NewResponseController(w).Flush
	buf := make([]byte, 16<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if _, gone := w.Write(buf[:n]); gone != nil || flush() != nil {
				return nil //nolint:nilerr // nobody listens any more
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// brokeOff tells a client whose answer has begun that the rest will not come.
func (s server) brokeOff(w http.ResponseWriter, r *http.Request, stream bool, err error) {
	s.Log.WarnContext(r.Context(), "an answer broke off", "err", err)
	if !stream {
		panic(http.ErrAbortHandler) // half an answer must not look whole
	}
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		msg = "the answer broke off"
	}
	_ = openai.WriteEvent(w, openai.Failure{Error: told(kind, msg, err)})
}
