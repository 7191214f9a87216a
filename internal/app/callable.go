package app

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/dashscope"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/api/huggingface/inference"
	"github.com/tenonhub/tenon/internal/api/ollama"
	"github.com/tenonhub/tenon/internal/api/once"
	"github.com/tenonhub/tenon/internal/api/openai"
	"github.com/tenonhub/tenon/internal/api/openai/batches"
	"github.com/tenonhub/tenon/internal/api/openai/responses"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

// laterOfOne is how many of the four slots one owner's batches and tasks may have.
const laterOfOne = 2

// callable adds the dialects in which models are called, and what answers their
// requests that wait: those have slots of their own and hold up no run, and
// nobody has them all.
func (a *App) callable(mux *api.Table, talks dialogue.Desk) error {
	secret, err := readSecret(a.config.Data, secretFile)
	if err != nil {
		return err
	}
	again := &once.Desk{Memo: a.memos, Log: a.log}
	links := attach.Links{Secret: []byte(secret), Seek: store{a.blobs}.Seek}
	mux.HandleFunc("GET "+attach.Shared+"{until}/{sign}/{digest}/{file}", links.Serve(func(w http.ResponseWriter, r *http.Request, err error) { api.Fail(w, r, a.log, err) }))
	chat := openai.Parts{Talks: talks, Files: talks.Files, Links: links, Deposits: a.deposits, Queue: a.queue, Log: a.log}
	openai.Routes(mux, "/v1", chat, api.Members, again.Handler)
	openai.Routes(mux, "/dashscope/compatible-mode/v1", chat, api.Members, again.Handler)
	dashscope.Routes(mux, dashscope.Parts{
		Talks: talks, Files: talks.Files, Links: links, Deposits: a.deposits, Deployments: a.deployments,
		Queue: a.queue, Secret: []byte(secret), Log: a.log,
	}, api.Members, again.Handler)
	inference.Routes(mux, inference.Parts{Talks: talks, Files: talks.Files, Log: a.log}, api.Members, again.Handler)
	local := ollama.Parts{Talks: talks, Workers: a.workers.Workers, Warm: a.workers.Warm, Stop: a.workers.Stop, Log: a.log}
	if a.hub != nil {
		local.Hub = a.hub
	}
	ollama.Routes(mux, local, api.Members, again.Handler)
	batch := batches.Worker{Serve: mux, Deposits: a.deposits}
	made := responses.Desk{Talks: talks, Deposits: a.deposits}
	a.tasks = job.NewRunner(a.queue, a.log, map[job.Kind]job.Handler{
		batches.Kind: onBehalf(batch.Handle), responses.Kind: onBehalf(made.Handle), dashscope.Kind: onBehalf(dashscope.Worker{Serve: mux}.Handle),
	}, job.Options{Presence: a.alive, PerShare: laterOfOne})
	return nil
}

// watched adds what operators look at: whether requests are answered, and what
// was measured, which is for administrators.
func (a *App) watched(mux *api.Table) {
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		var one int
		if err := a.db.One(r.Context(), []any{&one}, `SELECT 1`); err != nil {
			api.Fail(w, r, a.log, fault.Wrap(err, fault.Unavailable, "the database does not answer, or the server is ending"))
			return
		}
		api.WriteJSON(w, http.StatusOK, map[string]string{"status": "ready"})
	})
	a.meter.Workers(a.workers.pool.List)
	a.meter.Servers(a.servers)
	a.meter.Refusals(a.book.Refused())
	told := a.meter.Handler()
	mux.Handle("GET /metrics", api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if actor := account.From(r.Context()); !actor.Admin || !actor.Scope.Reads() {
			api.Fail(w, r, a.log, fault.New(fault.Forbidden, "what is measured is told to administrators; let Prometheus send a token of one that may read"))
			return
		}
		told.ServeHTTP(w, r)
	})))
}
