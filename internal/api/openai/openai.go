// Package openai serves the OpenAI API under /v1: chat, embeddings, pictures,
// speech and transcription by every model of the catalogue, and the assistant as
// a chat model. Source: https://platform.openai.com/docs/api-reference and what
// its clients for Python, JavaScript and Go send.
package openai

import (
	"cmp"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/api/openai/batches"
	"github.com/tenonhub/tenon/internal/api/openai/completions"
	"github.com/tenonhub/tenon/internal/api/openai/files"
	"github.com/tenonhub/tenon/internal/api/openai/realtime"
	"github.com/tenonhub/tenon/internal/api/openai/responses"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

// Parts are what the dialect serves.
type Parts struct {
	Talks    dialogue.Desk
	Files    attach.Desk
	Links    attach.Links
	Deposits deposit.Desk
	Queue    Queue
	Log      *slog.Logger
}

// Queue keeps the jobs of batches, and of responses in the background.
type Queue interface {
	batches.Queue
	responses.Queue
}

type server struct {
	Parts
	callee.Desk
	kept completions.Desk
}

// Routes adds the routes of the dialect under a prefix, such as /v1, each behind
// guard; who may call it is answered by once. Each request has an actor whose credential reaches more than single
// repositories, and may write if a model is to run: that keeps results, and may
// cost money elsewhere.
func Routes(mux api.Mux, prefix string, p Parts, guard func(http.Handler) http.Handler, once callee.Once) {
	s := server{Parts: p, Desk: p.Talks.Desk}
	s.kept = completions.Desk{Talks: p.Talks, Deposits: p.Deposits, Fail: s.fail}
	kept := files.Desk{Deposits: p.Deposits, Forms: p.Files, Fail: s.fail}
	made := responses.Desk{Talks: p.Talks, Deposits: p.Deposits, Queue: p.Queue, Fail: s.fail}
	live := realtime.Desk{Models: s.Desk, Fail: s.fail, Log: p.Log}
	many := batches.Desk{Queue: p.Queue, Deposits: p.Deposits, Fail: s.fail}
	for pattern, f := range map[string]http.HandlerFunc{
		"/":                                   s.nothing,
		"GET /models":                         s.models,
		"GET /models/{id...}":                 s.model,
		"POST /chat/completions":              s.chat,
		"GET /chat/completions":               s.kept.List,
		"GET /chat/completions/{id}":          s.kept.Get,
		"POST /chat/completions/{id}":         s.kept.Change,
		"DELETE /chat/completions/{id}":       s.kept.Delete,
		"GET /chat/completions/{id}/messages": s.kept.Messages,
		"POST /completions":                   s.complete,
		"POST /embeddings":                    s.embeddings,
		"POST /moderations":                   s.moderate,
		"POST /images/generations":            s.generate,
		"POST /images/edits":                  s.edit,
		"POST /images/variations":             s.vary,
		"POST /audio/speech":                  s.speech,
		"POST /audio/transcriptions":          s.transcribe,
		"POST /audio/translations":            s.translate,
		"POST /responses":                     made.Create,
		"POST /responses/input_tokens":        made.Count,
		"GET /responses/{id}":                 made.Get,
		"DELETE /responses/{id}":              made.Delete,
		"POST /responses/{id}/cancel":         made.Cancel,
		"GET /responses/{id}/input_items":     made.Items,
		"POST /files":                         kept.Create,
		"GET /files":                          kept.List,
		"GET /files/{id}":                     kept.Get,
		"GET /files/{id}/content":             kept.Content,
		"DELETE /files/{id}":                  kept.Delete,
		"POST /uploads":                       kept.Begin,
		"POST /uploads/{id}/parts":            kept.Part,
		"POST /uploads/{id}/complete":         kept.Complete,
		"POST /uploads/{id}/cancel":           kept.Cancel,
		"GET /realtime":                       live.Serve,
		"POST /batches":                       many.Create,
		"GET /batches":                        many.List,
		"GET /batches/{id}":                   many.Get,
		"POST /batches/{id}/cancel":           many.Cancel,
	} {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok {
			method, path = "", pattern
		} else {
			method += " "
		}
		is := weight(pattern)
		mux.Handle(method+prefix+path, guard(s.Allow(f, func(*http.Request) callee.Weight { return is }, once, s.fail)))
	}
}

// Calls reports whether requests to an address call models by texts, which are mostly
// short and come again and again.
func Calls(path string) bool {
	return strings.HasSuffix(path, "/completions") || strings.HasSuffix(path, "/embeddings")
}

// weight tells what a request by a pattern is. The requests of a batch and the turns
// of a session are counted when they are made.
func weight(pattern string) callee.Weight {
	method, path, _ := strings.Cut(pattern, " ")
	switch {
	case path == "/realtime" || method == http.MethodDelete || path == "/files" || path == "/batches" || strings.HasPrefix(path, "/uploads"),
		method == http.MethodPost && strings.Contains(path, "{id}"):
		return callee.Keeps
	case method == http.MethodPost:
		return callee.Runs
	}
	return callee.Looks
}

func (s server) nothing(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, fault.New(fault.NotFound, "there is no %s %s; this server has chat/completions, completions, responses, embeddings, moderations, images, audio, realtime, files, uploads, batches and models", r.Method, r.URL.Path))
}

// fail turns a failure into the form that OpenAI's clients read.
func (s server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "id", trace.ID(r.Context()), "path", r.URL.Path, "err", err)
	}
	status, e := api.Status(kind), told(kind, msg, err)
	if e.Code == openai.ContextExceeded {
		status = http.StatusBadRequest // as the API's clients know it
	}
	api.RetryAfter(w, err)
	api.WriteJSON(w, status, openai.Failure{Error: e})
}

// ofTask finds the parameter of a task that a fault is about, and itsName is what the API
// calls those that have another name there.
var (
	ofTask  = regexp.MustCompile(`^parameter "(\w+)" of `)
	itsName = map[string]string{"negative": "negative_prompt", "steps": "num_inference_steps", "guidance": "guidance_scale", "width": "size", "height": "size"}
)

func told(kind fault.Kind, msg string, err error) openai.Error {
	e := openai.Error{Message: msg, Type: "invalid_request_error"}
	if m, ok := errors.AsType[*shape.Misfit](err); ok {
		e.Param, e.Code = m.Path, "invalid_type"
	}
	if said, ok := errors.AsType[*openai.Error](err); ok { // of a worker, or about a parameter
		e.Param, e.Code = said.Param, said.Code
	}
	if m := ofTask.FindStringSubmatch(msg); m != nil && e.Param == "" {
		e.Param, e.Code = cmp.Or(itsName[m[1]], m[1]), "invalid_value"
	}
	switch kind {
	case fault.Unauthenticated:
		e.Type, e.Code = "authentication_error", "invalid_api_key"
	case fault.Forbidden:
		e.Type = "permission_error"
	case fault.NotFound:
		if callee.IsUnknown(err) {
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

// blamed says which parameter it is that is wrong, if one is.
func blamed(param string, err error) error {
	if kind, msg := fault.Of(err); err != nil && kind == fault.Invalid {
		return dialogue.Wrong(param, "%s", msg)
	}
	return err
}

const maxJSON = 64 << 20 // bytes of a request, with the pictures in it

// read reads the JSON of a request. Fields that nobody here knows are ignored,
// as the API's clients send new ones before servers know them.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	return api.ReadJSON(w, r, maxJSON, into)
}

func body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := all(http.MaxBytesReader(w, r.Body, maxJSON), r.ContentLength)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fault.New(fault.TooLarge, "the request is over %d MiB", maxJSON>>20)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the request broke off; send it again")
	}
	return b, nil
}

const (
	usualBody = 512      // bytes
	sureBody  = 64 << 10 // bytes for which there is room because a client says that they come
)

// all reads what comes, of which a client says that it is so long.
func all(r io.Reader, said int64) ([]byte, error) {
	if said < 0 || said > sureBody {
		said = usualBody
	}
	b := make([]byte, 0, said+1) // that it ends there is seen without more room
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if errors.Is(err, io.EOF) {
			return b, nil
		}
		if err != nil {
			return b, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}
