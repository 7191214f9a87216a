// Package openai serves the OpenAI API under /v1: chat, embeddings, pictures,
// speech and transcription by every model of the catalogue, and the assistant as
// a chat model. Source: https://platform.openai.com/docs/api-reference and what
// its clients for Python, JavaScript and Go send.
package openai

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"net/http"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Models lists the catalogue and chooses from it.
type Models interface {
	Models(ctx context.Context) ([]catalog.Model, error)
	Choose(ctx context.Context, need catalog.Need) ([]catalog.Choice, error)
}

// Gateway runs models.
type Gateway interface {
	Do(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error]
	Talk(ctx context.Context, t engine.Talk) (engine.Reply, error)
}

// Desk takes requests to the assistant and tells how they stand.
type Desk interface {
	Ask(ctx context.Context, owner string, req assistant.Request) (assistant.Run, error)
	Follow(ctx context.Context, owner, id string) iter.Seq2[assistant.Run, error]
	Run(ctx context.Context, owner, id string) (assistant.Run, error)
	Runs(ctx context.Context, owner string, limit int) ([]assistant.Run, error)
	Leave(ctx context.Context, owner, id string) error
}

// Parts are what the dialect serves.
type Parts struct {
	Models  Models
	Gateway Gateway
	Desk    Desk
	Files   attach.Desk
	Log     *slog.Logger
}

type server struct{ Parts }

// Routes adds the routes of the dialect, each behind guard. Each request has an
// actor whose credential reaches more than single repositories, and may write if
// a model is to run: that keeps results, and may cost money elsewhere.
func Routes(mux api.Mux, p Parts, guard func(http.Handler) http.Handler) {
	s := server{p}
	for pattern, f := range map[string]http.HandlerFunc{
		"/v1/":                          s.nothing,
		"GET /v1/models":                s.models,
		"GET /v1/models/{id...}":        s.model,
		"POST /v1/chat/completions":     s.chat,
		"POST /v1/embeddings":           s.embeddings,
		"POST /v1/images/generations":   s.generate,
		"POST /v1/images/edits":         s.edit,
		"POST /v1/audio/speech":         s.speech,
		"POST /v1/audio/transcriptions": s.transcribe,
		"POST /v1/audio/translations":   s.translate,
	} {
		mux.Handle(pattern, guard(s.allowed(f)))
	}
}

func (s server) allowed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch scope := account.From(r.Context()).Scope; {
		case !scope.Reads():
			s.fail(w, r, fault.New(fault.Forbidden, "the token reaches the repositories that it names, and no models; `tenon token create` makes others"))
		case r.Method != http.MethodGet && !scope.Writes():
			s.fail(w, r, fault.New(fault.Forbidden, "the token may list the models and run none: make one with `tenon token create --write`"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (s server) nothing(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, fault.New(fault.NotFound, "there is no %s %s; this server has chat/completions, embeddings, images, audio and models", r.Method, r.URL.Path))
}

// fail turns a failure into the form that OpenAI's clients read.
func (s server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "err", err)
	}
	api.WriteJSON(w, api.Status(kind), openai.Failure{Error: told(kind, msg, err)})
}

func told(kind fault.Kind, msg string, err error) openai.Error {
	e := openai.Error{Message: msg, Type: "invalid_request_error"}
	switch kind {
	case fault.Unauthenticated:
		e.Type, e.Code = "authentication_error", "invalid_api_key"
	case fault.Forbidden:
		e.Type = "permission_error"
	case fault.NotFound:
		if _, ok := errors.AsType[*noModel](err); ok {
			e.Code, e.Param = "model_not_found", "model"
		}
	case fault.Exhausted:
		e.Type, e.Code = "rate_limit_error", "rate_limit_exceeded"
	case fault.Unavailable, fault.Internal, fault.Canceled:
		e.Type = "server_error"
	case fault.Invalid, fault.Conflict, fault.Stale, fault.TooLarge:
	}
	return e
}

const (
	maxJSON = 64 << 20 // bytes of a request, with the pictures in it
	maxForm = 8 << 20  // bytes of a form in memory; the rest is on the disk
)

// read reads the JSON of a request. Fields that nobody here knows are ignored,
// as the API's clients send new ones before servers know them.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := body(w, r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fault.New(fault.Invalid, "the body is not the JSON of this request: %v", err)
	}
	return nil
}

func body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSON))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fault.New(fault.TooLarge, "the request is over %d MiB", maxJSON>>20)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the request broke off; send it again")
	}
	return b, nil
}
