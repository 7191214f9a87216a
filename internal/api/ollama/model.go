package ollama

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/wire/ollama"
)

// tags lists the models that the API has a use for.
func (s server) tags(w http.ResponseWriter, r *http.Request) {
	all, err := s.known(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	l := []ollama.Model{}
	for _, m := range all {
		l = append(l, entry(m))
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"models": l})
}

// assistant is how the assistant is listed.
var assistant = catalog.Model{Task: callee.Chats, Engine: "assistant", Title: "The assistant: it fulfils a request by combining models"}

// useful reports whether the API has a use for a model.
func useful(m catalog.Model) bool {
	return m.Task == callee.Chats || m.Task == callee.Embeds || m.Task == callee.Paints
}

func (s server) known(ctx context.Context) ([]catalog.Model, error) {
	all, err := s.Models.Models(ctx)
	if err != nil {
		return nil, err
	}
	l := []catalog.Model{assistant}
	for _, m := range all {
		if useful(m) {
			l = append(l, m)
		}
	}
	return l, nil
}

func called(m catalog.Model) string {
	if m.Engine == assistant.Engine {
		return callee.Assistant
	}
	return m.Ref.String()
}

// entry describes a model; its digest is that of its card, which is all of it
// that is sure to be here.
func entry(m catalog.Model) ollama.Model {
	sum := sha256.Sum256([]byte(called(m) + "\n" + m.Card))
	tagged := called(m)
	if m.Ref.Quant == "" {
		tagged += ":latest"
	}
	return ollama.Model{Name: tagged, Model: tagged, Digest: hex.EncodeToString(sum[:]), Details: details(m)}
}

func details(m catalog.Model) ollama.Details {
	return ollama.Details{Format: m.Engine, Family: string(m.Task), Families: []string{string(m.Task)}}
}

// running lists the models that workers hold.
func (s server) running(w http.ResponseWriter, r *http.Request) {
	type held struct {
		ollama.Model
		Expires time.Time `json:"expires_at"` // when it was used last: how long it stays then is the operator's
		VRAM    int64     `json:"size_vram"`
		Context int       `json:"context_length,omitempty"`
	}
	l := []held{}
	for _, one := range s.Workers(r.Context()) {
		if one.Stage != fleet.Ready {
			continue
		}
		m := entry(catalog.Model{Ref: one.Model, Task: callee.Chats, Engine: one.Engine})
		m.Size, m.Details.Family = one.Health.Memory, one.Health.Model.Architecture
		l = append(l, held{m, one.Used, 0, one.Health.Model.Context})
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"models": l})
}

func (s server) show(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Model string `json:"model"`
		Name  string `json:"name"` // what older clients say
	}
	err := read(w, r, &req)
	want := name(cmp.Or(req.Model, req.Name))
	m := assistant
	if err == nil && want != callee.Assistant {
		m, err = s.Named(r.Context(), want)
	}
	if err == nil && !useful(m) || fault.Is(err, fault.NotFound) {
		err = callee.Unknown(fault.New(fault.NotFound, "model %.100q not found: GET /api/tags lists those that are here", want))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	res := ollama.Show{
		Licence: m.Licence, Details: details(m), Capabilities: s.capabilities(r.Context(), m), Modelfile: "# " + m.Title + "\nFROM " + want + "\n",
		Info: map[string]any{"general.architecture": m.Engine, "general.name": want, "general.languages": m.Languages, "general.description": m.Title},
	}
	for _, one := range s.Workers(r.Context()) {
		if k := one.Health.Model; one.Model == m.Ref && one.Stage == fleet.Ready && k.Architecture != "" { // it knows more
			res.Details.Family, res.Details.Families = k.Architecture, []string{k.Architecture}
			res.Info["general.architecture"], res.Info["general.parameter_count"], res.Info[k.Architecture+".context_length"] = k.Architecture, k.Parameters, k.Context
		}
	}
	api.WriteJSON(w, http.StatusOK, res)
}

func (s server) capabilities(ctx context.Context, m catalog.Model) []string {
	switch m.Task {
	case callee.Embeds:
		return []string{"embedding"}
	case callee.Paints:
		return []string{"image"}
	}
	l := []string{"completion", "tools"}
	if _, err := s.Named(ctx, m.Ref.String()+".image-to-text"); err == nil || m.Engine == assistant.Engine {
		l = append(l, "vision")
	}
	return l
}
