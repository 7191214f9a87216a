// Package workers serves which models are loaded, and has them loaded and ended.
package workers

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
)

// Fleet is the workers, on behalf of the actor of the context.
type Fleet interface {
	// Workers lists those of models that the actor may run.
	Workers(ctx context.Context) []fleet.Worker
	// Start has a worker hold a model that the actor may run, and waits for it.
	// One that is pinned stays. It returns the model by the name that its worker has.
	Start(ctx context.Context, m ref.Model, pin bool) (ref.Model, error)
	// Stop ends the workers of a model when they have answered what they have
	// begun, and returns how many there were.
	Stop(ctx context.Context, m ref.Model) (int, error)
}

type server struct {
	fleet Fleet
	log   *slog.Logger
}

// at is the address of the workers.
const at = "/api/tenon/v1/workers"

// Routes adds the routes, each behind guard. What changes something needs a
// credential that writes; to pin and to end a worker concerns everybody, and is
// an administrator's.
func Routes(mux api.Mux, f Fleet, log *slog.Logger, guard func(http.Handler) http.Handler) {
	s := server{f, log}
	mux.Handle("GET "+at, guard(http.HandlerFunc(s.list)))
	mux.Handle("POST "+at, guard(http.HandlerFunc(s.start)))
	mux.Handle("DELETE "+at+"/{owner}/{model}", guard(http.HandlerFunc(s.stop)))
}

func (s server) fail(w http.ResponseWriter, r *http.Request, err error) { api.Fail(w, r, s.log, err) }

// may is a fault unless the actor may do what it asks for.
func may(ctx context.Context, write, admin bool) error {
	a := account.From(ctx)
	switch {
	case !a.Scope.Reads():
		return fault.New(fault.Forbidden, "the token reaches the repositories that it names, and no models; `tenon token create` makes others")
	case write && !a.Scope.Writes():
		return fault.New(fault.Forbidden, "the token may list the models and load none: make one with `tenon token create --write`")
	case admin && !a.Admin:
		return fault.New(fault.Forbidden, "only an administrator may pin and end models: others use them")
	}
	return nil
}

func (s server) list(w http.ResponseWriter, r *http.Request) {
	if err := may(r.Context(), false, false); err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, append([]fleet.Worker{}, s.fleet.Workers(r.Context())...))
}

// maxBody is how many bytes the body of a request has at most.
const maxBody = 64 << 10

func (s server) start(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Model string `json:"model"`
		Pin   bool   `json:"pin"`
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	err := dec.Decode(&ask)
	if err != nil {
		err = fault.New(fault.Invalid, "the body is not the JSON of a model to load: %v", err)
	} else {
		err = may(r.Context(), true, ask.Pin)
	}
	var m ref.Model
	if err == nil {
		m, err = ref.ParseModel(ask.Model)
	}
	if err == nil {
		m, err = s.fleet.Start(r.Context(), m, ask.Pin)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, k := range s.fleet.Workers(r.Context()) {
		if strings.EqualFold(k.Model.String(), m.String()) && k.Stage == fleet.Ready {
			api.WriteJSON(w, http.StatusOK, k)
			return
		}
	}
	s.fail(w, r, fault.New(fault.Unavailable, "%s was loaded, and has ended already", m))
}

func (s server) stop(w http.ResponseWriter, r *http.Request) {
	m, err := ref.ParseModel(r.PathValue("owner") + "/" + r.PathValue("model"))
	if err == nil {
		err = may(r.Context(), true, true)
	}
	n := 0
	if err == nil {
		n, err = s.fleet.Stop(r.Context(), m)
	}
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "%s is not loaded; `tenon ps` lists what is", m)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"stopped": m.String(), "workers": n})
}
