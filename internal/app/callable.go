package app

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/dashscope"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/api/huggingface/inference"
	"github.com/tenonhub/tenon/internal/api/ollama"
	"github.com/tenonhub/tenon/internal/api/openai"
	"github.com/tenonhub/tenon/internal/api/openai/batches"
	"github.com/tenonhub/tenon/internal/job"
)

// callable adds the dialects in which models are called, and what answers their
// requests that wait: those have slots of their own and hold up no run.
func (a *App) callable(mux *api.Table, talks dialogue.Desk) error {
	secret, err := readSecret(a.config.Data, secretFile)
	if err != nil {
		return err
	}
	links := attach.Links{Secret: []byte(secret), Seek: store{a.blobs}.Seek}
	mux.HandleFunc("GET "+attach.Shared+"{until}/{sign}/{digest}/{file}", links.Serve(func(w http.ResponseWriter, r *http.Request, err error) { api.Fail(w, r, a.log, err) }))
	chat := openai.Parts{Talks: talks, Files: talks.Files, Deposits: a.deposits, Queue: a.queue, Log: a.log}
	openai.Routes(mux, "/v1", chat, api.Members)
	openai.Routes(mux, "/dashscope/compatible-mode/v1", chat, api.Members)
	dashscope.Routes(mux, dashscope.Parts{
		Talks: talks, Files: talks.Files, Links: links, Deposits: a.deposits, Queue: a.queue, Secret: []byte(secret), Log: a.log,
	}, api.Members)
	inference.Routes(mux, inference.Parts{Talks: talks, Files: talks.Files, Log: a.log}, api.Members)
	local := ollama.Parts{Talks: talks, Log: a.log}
	if a.hub != nil {
		local.Hub = a.hub
	}
	ollama.Routes(mux, local, api.Members)
	batch := batches.Worker{Serve: mux, Deposits: a.deposits}
	a.tasks = job.NewRunner(a.queue, a.log, map[job.Kind]job.Handler{
		batches.Kind: onBehalf(batch.Handle), dashscope.Kind: onBehalf(dashscope.Worker{Serve: mux}.Handle),
	}, job.Options{Presence: a.alive})
	return nil
}
