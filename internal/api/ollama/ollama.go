// Package ollama is the API of Ollama over Tenon's models, so that programs made
// for it find them. Its shapes are those of
// https://github.com/ollama/ollama/blob/main/docs/api.md and what its clients
// for Python and JavaScript send.
package ollama

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/trace"
	"github.com/tenonhub/tenon/internal/wire/ollama"
)

// Parts are what the dialect serves.
type Parts struct {
	Talks   dialogue.Desk
	Hub     Hub                                                 // nil without a git program
	Workers func(ctx context.Context) []fleet.Worker            // of models that the actor may run
	Warm    func(ctx context.Context, m ref.Model) error        // has a worker hold a model of the hub
	Stop    func(ctx context.Context, m ref.Model) (int, error) // ends the workers of one
	Log     *slog.Logger
}

type server struct {
	Parts
	callee.Desk
}

// version is that of Ollama's API which this one follows.
const version = "0.12.6"

// Routes adds the routes of the dialect, each behind guard; who may call it is
// answered by once. They stand beside those of Hugging Face under /api.
func Routes(mux api.Mux, p Parts, guard func(http.Handler) http.Handler, once callee.Once) {
	s := server{p, p.Talks.Desk}
	for pattern, f := range map[string]http.HandlerFunc{
		"GET /api/version":     s.version,
		"GET /api/tags":        s.tags,
		"GET /api/ps":          s.running,
		"POST /api/show":       s.show,
		"POST /api/chat":       s.chat,
		"POST /api/generate":   s.generate,
		"POST /api/embed":      s.embed,
		"POST /api/embeddings": s.embedOne,
		"POST /api/pull":       s.pull,
		"POST /api/push":       s.elsewhere("git or `tenon push` puts files into a repository"),
		"POST /api/create":     s.elsewhere("a model is made by a repository: `tenon push`"),
		"POST /api/copy":       s.elsewhere("a repository is copied on its page, or by huggingface_hub's duplicate_repo"),
		"DELETE /api/delete":   s.elsewhere("a repository is removed with `tenon rm`"),
	} {
		mux.Handle(pattern, guard(s.Allow(f, weight, once, s.fail)))
	}
}

// weight tells what a request is.
func weight(r *http.Request) callee.Weight {
	switch {
	case r.Method == http.MethodGet || r.URL.Path == "/api/show":
		return callee.Looks
	case r.URL.Path == "/api/pull":
		return callee.Keeps
	}
	return callee.Runs
}

func (s server) version(w http.ResponseWriter, _ *http.Request) {
	api.WriteJSON(w, http.StatusOK, map[string]string{"version": version})
}

func (s server) elsewhere(where string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.Invalid, "%s is not how models are kept here: %s", r.URL.Path, where))
	}
}

// fail turns a failure into the form that Ollama's clients read.
func (s server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, msg := s.told(r, err)
	api.RetryAfter(w, err)
	api.WriteJSON(w, api.Status(kind), ollama.Failure{Error: msg})
}

func (s server) told(r *http.Request, err error) (fault.Kind, string) {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "id", trace.ID(r.Context()), "path", r.URL.Path, "err", err)
	}
	return kind, msg
}

const maxJSON = 64 << 20 // bytes of a request, with the pictures in it

func read(w http.ResponseWriter, r *http.Request, v any) error {
	return api.ReadJSON(w, r, maxJSON, v)
}

// name is what a model is called here. Ollama's clients add a tag where there is none.
func name(model string) string { return strings.TrimSuffix(model, ":latest") }

// lines writes an answer as one JSON value a line, each as soon as it is there,
// or the last one alone.
type lines struct {
	w      http.ResponseWriter
	stream bool
	begun  bool
}

func (l *lines) write(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if !l.begun {
		l.begun = true
		l.w.Header().Set("Content-Type", "application/x-ndjson")
	}
	if _, err := l.w.Write(append(b, '\n')); err != nil {
		return err
	}
	return http.NewResponseController(l.w).Flush()
}

// fail tells of a failure, in a line of its own once lines were written.
func (l *lines) fail(s server, r *http.Request, err error) {
	if !l.begun {
		s.fail(l.w, r, err)
		return
	}
	api.BrokeOff(l.w)
	_, msg := s.told(r, err)
	_ = l.write(ollama.Failure{Error: msg}) // the client may be gone
}
