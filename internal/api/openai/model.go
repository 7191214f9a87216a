package openai

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// The tasks that the API has a road to.
const (
	chats       = task.ID("text-generation")
	embeds      = task.ID("feature-extraction")
	paints      = task.ID("text-to-image")
	repaints    = task.ID("image-to-image")
	speaks      = task.ID("text-to-speech")
	transcribes = task.ID("automatic-speech-recognition")
)

var reached = []task.ID{chats, embeds, paints, repaints, speaks, transcribes}

// Assistant is the name by which the assistant is a chat model.
const Assistant = "tenon/assistant"

// noModel says that no model goes by a name, and which could be meant.
type noModel struct{ error }

func (n *noModel) Unwrap() error { return n.error }

// find returns the model that a request names for a task: by its name, by the
// part after the owner where that is enough, or the best on
// this machine for a task by the task's own name.
func (s server) find(ctx context.Context, name string, need catalog.Need) (catalog.Model, error) {
	all, err := s.Models.Models(ctx)
	if err != nil {
		return catalog.Model{}, err
	}
	var fit, short []catalog.Model
	other := task.ID("") // what the model of this name does instead
	for _, m := range all {
		full, _ := strings.CutSuffix(m.Ref.String(), "."+string(need.Task)) // a connection's model that does several things
		switch {
		case m.Task != need.Task && full == name:
			other = m.Task
			continue
		case m.Task != need.Task:
			continue
		case full == name:
			return m, nil
		case strings.HasSuffix(full, "/"+name):
			short = append(short, m)
		}
		fit = append(fit, m)
	}
	if other != "" {
		return catalog.Model{}, fault.New(fault.Invalid, "%s does %s, not %s", name, other, need.Task)
	}
	if name == string(need.Task) {
		need.Local = true // a model that was not named is given nothing that it would take away
		return s.best(ctx, need)
	}
	if len(short) == 1 {
		return short[0], nil
	}
	return catalog.Model{}, &noModel{unknown(name, need.Task, fit)}
}

func unknown(name string, id task.ID, fit []catalog.Model) error {
	what := "name the model"
	if name != "" {
		what = "there is no model " + name + " here"
	}
	if len(fit) == 0 {
		return fault.New(fault.NotFound, "%s, and none does %s: connect a server that has one with `tenon connect`", what, id)
	}
	var names []string
	for _, m := range fit[:min(len(fit), 5)] {
		names = append(names, m.Ref.String())
	}
	return fault.New(fault.NotFound, "%s; %s is done by %s (GET /v1/models lists all), or by the best on this machine under the name %q",
		what, id, strings.Join(names, ", "), id)
}

// best is the first model of a task that can be used now.
func (s server) best(ctx context.Context, need catalog.Need) (catalog.Model, error) {
	choices, err := s.Models.Choose(ctx, need)
	if err != nil {
		return catalog.Model{}, err
	}
	if len(choices) == 0 {
		return catalog.Model{}, &noModel{unknown(string(need.Task), need.Task, nil)}
	}
	if choices[0].Err != nil {
		return catalog.Model{}, fault.New(fault.Unavailable, "no model for %s can be used now; %s: %v", need.Task, choices[0].Model.Ref, choices[0].Err)
	}
	return choices[0].Model, nil
}

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
		s.fail(w, r, &noModel{fault.New(fault.NotFound, "there is no model %s here; GET /v1/models lists them", r.PathValue("id"))})
		return
	}
	api.WriteJSON(w, http.StatusOK, list[i])
}

func (s server) list(ctx context.Context) ([]openai.Model, error) {
	all, err := s.Models.Models(ctx)
	if err != nil {
		return nil, err
	}
	list := []openai.Model{{ID: Assistant, Object: "model", OwnedBy: "tenon", Task: string(chats)}}
	for _, m := range all {
		if slices.Contains(reached, m.Task) {
			list = append(list, openai.Model{ID: m.Ref.String(), Object: "model", OwnedBy: m.Ref.Owner, Task: string(m.Task)})
		}
	}
	return list, nil
}
