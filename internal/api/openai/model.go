package openai

import (
	"context"
	"net/http"
	"slices"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
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

func (s server) model(w http.ResponseWriter, r *http.Request) {
	list, err := s.list(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	i := slices.IndexFunc(list, func(m openai.Model) bool { return m.ID == r.PathValue("id") })
	if i < 0 {
		s.fail(w, r, callee.Unknown(fault.New(fault.NotFound, "there is no model %s here; GET /v1/models lists them", r.PathValue("id"))))
		return
	}
	api.WriteJSON(w, http.StatusOK, list[i])
}

func (s server) list(ctx context.Context) ([]openai.Model, error) {
	all, err := s.Models.Models(ctx)
	if err != nil {
		return nil, err
	}
	list := []openai.Model{{ID: callee.Assistant, Object: "model", OwnedBy: "tenon", Task: string(callee.Chats)}}
	for _, m := range all {
		if slices.Contains(reached, m.Task) {
			list = append(list, openai.Model{ID: m.Ref.String(), Object: "model", OwnedBy: m.Ref.Owner, Task: string(m.Task)})
		}
	}
	return list, nil
}
