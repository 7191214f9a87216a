// Package native serves Tenon's own interface: requests to the assistant, how
// they stand, their artefacts, and the models. Its JSON is that of package sdk.
package native

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Desk takes requests and tells how they stand.
type Desk interface {
	Ask(ctx context.Context, owner string, req assistant.Request) (assistant.Run, error)
	Run(ctx context.Context, owner, id string) (assistant.Run, error)
	Runs(ctx context.Context, owner string, limit int) ([]assistant.Run, error)
	Follow(ctx context.Context, owner, id string) iter.Seq2[assistant.Run, error]
	Cancel(ctx context.Context, owner, id string) error
}

// Models lists the catalogue and says what can run.
type Models interface {
	Models(ctx context.Context) ([]catalog.Model, error)
	Find(ctx context.Context, m ref.Model) (catalog.Model, error)
	Ready(ctx context.Context, m catalog.Model) error
}

// Parts are what the dialect serves.
type Parts struct {
	Desk   Desk
	Models Models
	Files  attach.Desk
	Count  func(ctx context.Context) error // counts a request to models, if its actor may have one more; nil is nobody who counts
	Log    *slog.Logger

	Connections Connections
	Keeper      Keeper
}

type server struct {
	Parts
	writing *sync.Mutex // held while a backup is written
}

// Routes adds the routes of the dialect, each behind guard. Each request has an
// actor; what it brings and asks for is that user's alone.
func Routes(mux api.Mux, p Parts, guard func(http.Handler) http.Handler) {
	s := server{p, &sync.Mutex{}}
	for pattern, f := range map[string]http.HandlerFunc{
		"/api/tenon/v1/":                                s.nothing,
		"POST /api/tenon/v1/runs":                       s.ask,
		"GET /api/tenon/v1/runs":                        s.runs,
		"GET /api/tenon/v1/runs/{id}":                   s.run,
		"GET /api/tenon/v1/runs/{id}/events":            s.events,
		"POST /api/tenon/v1/runs/{id}/cancel":           s.cancel,
		"GET /api/tenon/v1/artefacts/{digest}":          s.artefact,
		"GET /api/tenon/v1/tasks":                       s.tasks,
		"GET /api/tenon/v1/models":                      s.models,
		"GET /api/tenon/v1/models/{of}/{model}":         s.model,
		"POST /api/tenon/v1/connections":                s.connect,
		"GET /api/tenon/v1/connections":                 s.connections,
		"DELETE /api/tenon/v1/connections/{connection}": s.disconnect,
		"GET /api/tenon/v1/backup":                      s.backup,
		"POST /api/tenon/v1/restore":                    s.restore,
	} {
		mux.Handle(pattern, guard(allowed(f, s)))
	}
}

// allowed refuses what the credential does not allow, and what concerns the whole
// server to all but administrators.
func allowed(next http.Handler, s server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := account.From(r.Context())
		whole := strings.HasSuffix(r.URL.Path, "/backup") || strings.HasSuffix(r.URL.Path, "/restore")
		switch {
		case !a.Scope.Reads() && !public(r.URL.Path):
			s.fail(w, r, fault.New(fault.Forbidden, "the token reaches the repositories that it names, and nothing else; `tenon token create` makes others"))
		case (r.Method != http.MethodGet || whole) && !a.Scope.Writes():
			s.fail(w, r, fault.New(fault.Forbidden, "the token may not do this: make one with `tenon token create --write`"))
		case whole && !a.Admin:
			s.fail(w, r, fault.New(fault.Forbidden, "only an administrator may read or restore everything that the server keeps"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// owner is on whose behalf a request is; the gate lets nobody else in.
func owner(r *http.Request) string { return account.From(r.Context()).Owner() }

func (s server) fail(w http.ResponseWriter, r *http.Request, err error) { api.Fail(w, r, s.Log, err) }

func (s server) nothing(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, fault.New(fault.NotFound, "there is no %s %s", r.Method, r.URL.Path))
}

func (s server) answer(w http.ResponseWriter, r *http.Request, v any, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, v)
}

func (s server) run(w http.ResponseWriter, r *http.Request) {
	run, err := s.Desk.Run(r.Context(), owner(r), r.PathValue("id"))
	s.answer(w, r, listed(run), err)
}

func (s server) runs(w http.ResponseWriter, r *http.Request) {
	limit := 50
	if q := r.URL.Query().Get("limit"); q != "" {
		n, err := strconv.Atoi(q)
		if err != nil || n < 1 || n > 500 {
			s.fail(w, r, fault.New(fault.Invalid, "limit %q is not a number from 1 to 500", q))
			return
		}
		limit = n
	}
	runs, err := s.Desk.Runs(r.Context(), owner(r), limit)
	for i := range runs {
		runs[i] = listed(runs[i])
	}
	s.answer(w, r, runs, err)
}

func (s server) cancel(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := s.Desk.Cancel(r.Context(), owner(r), id); err != nil {
		s.fail(w, r, err)
		return
	}
	s.run(w, r)
}

func (s server) tasks(w http.ResponseWriter, _ *http.Request) {
	api.WriteJSON(w, http.StatusOK, task.All())
}

// model is a catalogue entry with what this machine lacks for it.
type model struct {
	catalog.Model
	Missing string `json:"missing,omitempty"`
	Card    string `json:"card,omitempty"`
}

func (s server) entry(ctx context.Context, m catalog.Model) model {
	e := model{Model: m}
	if err := s.Models.Ready(ctx, m); err != nil {
		_, e.Missing = fault.Of(err)
	}
	return e
}

func (s server) models(w http.ResponseWriter, r *http.Request) {
	all, err := s.Models.Models(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	entries := []model{}
	for _, m := range all {
		entries = append(entries, s.entry(r.Context(), m))
	}
	api.WriteJSON(w, http.StatusOK, entries)
}

func (s server) model(w http.ResponseWriter, r *http.Request) {
	name, err := ref.ParseModel(r.PathValue("of") + "/" + r.PathValue("model"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	m, err := s.Models.Find(r.Context(), name)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	e := s.entry(r.Context(), m)
	e.Card = m.Card
	api.WriteJSON(w, http.StatusOK, e)
}

// public reports whether a token for repositories may see what is at a path:
// which models and tasks there are.
func public(path string) bool {
	return strings.HasPrefix(path, "/api/tenon/v1/models") || path == "/api/tenon/v1/tasks"
}

// shown are the media types that a browser may show as part of a page of ours.
// A PDF is none: browsers run its scripts in viewers of their own.
func shown(media string) bool {
	media, _, _ = strings.Cut(media, ";")
	switch media {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/svg+xml", "text/plain", "text/csv":
		return true
	}
	return strings.HasPrefix(media, "audio/") || strings.HasPrefix(media, "video/")
}
