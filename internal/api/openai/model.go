package openai

import (
	"context"
	"net/http"
	"slices"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

var reached = []task.ID{callee.Chats, callee.Embeds, callee.Paints, callee.Repaints, callee.Speaks, callee.Transcribes, classifies}

func (s server) models(w http.ResponseWriter, r *http.Request) {
	list, err := s.list(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, openai.ModelList{Object: "list", Data: list})
}

// model tells of one model, which need not be among those that are listed.
func (s server) model(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if id == callee.Assistant {
		api.WriteJSON(w, http.StatusOK, assistant)
		return
	}
	m, err := s.Named(r.Context(), id)
	if err == nil && !slices.Contains(reached, m.Task) || fault.Is(err, fault.NotFound) {
		err = callee.Unknown(fault.New(fault.NotFound, "there is no model %.100s here; GET /v1/models lists them", id))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, entry(m))
}

// assistant is how the assistant is listed.
var assistant = openai.Model{ID: callee.Assistant, Object: "model", OwnedBy: "tenon", Task: string(callee.Chats)}

func entry(m catalog.Model) openai.Model {
	return openai.Model{ID: m.Ref.String(), Object: "model", OwnedBy: m.Ref.Owner, Task: string(m.Task)}
}

func (s server) list(ctx context.Context) ([]openai.Model, error) {
	all, err := s.Models.Models(ctx)
	if err != nil {
		return nil, err
	}
	list := []openai.Model{assistant}
	for _, m := range all {
		if slices.Contains(reached, m.Task) {
			list = append(list, entry(m))
		}
	}
	return list, nil
}
