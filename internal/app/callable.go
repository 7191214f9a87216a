package app

import (
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/api/ollama"
	"github.com/tenonhub/tenon/internal/api/openai"
	"github.com/tenonhub/tenon/internal/api/openai/batches"
	"github.com/tenonhub/tenon/internal/job"
)

// callable adds the dialects in which models are called, and what answers their
// requests that wait: those have slots of their own and hold up no run.
func (a *App) callable(mux *api.Table, talks dialogue.Desk) {
	openai.Routes(mux, "/v1", openai.Parts{Talks: talks, Files: talks.Files, Deposits: a.deposits, Queue: a.queue, Log: a.log}, api.Members)
	local := ollama.Parts{Talks: talks, Log: a.log}
	if a.hub != nil {
		local.Hub = a.hub
	}
	ollama.Routes(mux, local, api.Members)
	batch := batches.Worker{Serve: mux, Deposits: a.deposits}
	a.tasks = job.NewRunner(a.queue, a.log, map[job.Kind]job.Handler{batches.Kind: onBehalf(batch.Handle)}, job.Options{Presence: a.alive})
}
