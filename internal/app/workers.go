package app

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob/cache"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/catalog/published"
	"github.com/tenonhub/tenon/internal/engine/installed"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/fleet/process"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/machine"
	"github.com/tenonhub/tenon/internal/ref"
)

// Workers say how models of the hub are run.
type Workers struct {
	Program string        // the binary of workers; empty is tenon-worker beside this program
	Engines string        // folder of the engines' libraries; empty is one in the data folder
	Memory  int64         // bytes for all; 0 is three quarters of what there is
	Idle    time.Duration // after which a model that nobody uses ends; 0 is 10 minutes
	Threads int           // of one worker; 0 is the worker's choice
	Draft   int           // tokens that a language model guesses at a time; 0 is the worker's choice, less is none
	Cache   int64         // bytes of weights that are laid out; 0 is no limit
}

const (
	workerProgram = "tenon-worker"
	enginesDir    = "engines" // in the data folder
	weightsDir    = "weights" // in the data folder: those that are laid out
)

// workers are the models of the hub, and the processes that hold them.
type workers struct {
	*cache.Cache
	*disk.Store
	pool    *process.Pool
	program string
	threads int
	draft   int
	models  *published.Source // nil without a hub
	engines string            // the folder of their libraries
	builtIn func(ref.Repo) (engine, task string, ok bool)

	deployed func(ctx context.Context, held ref.Model) (names []string, err error)
}

func (a *App) openWorkers() error {
	c := a.config.Workers
	laid, err := cache.Open(filepath.Join(a.config.Data, weightsDir), c.Cache)
	if err != nil {
		return err
	}
	engines := cmp.Or(c.Engines, filepath.Join(a.config.Data, enginesDir))
	w := &workers{Cache: laid, Store: a.blobs, program: cmp.Or(c.Program, beside()), threads: c.Threads, draft: c.Draft, engines: engines, builtIn: a.builtIn}
	w.pool = process.New(process.Options{
		Program: w.program, Libs: func(engine string) (string, []string) { return installed.Libraries(engines, engine) },
		Memory: cmp.Or(c.Memory, machine.Memory()/4*3), Idle: c.Idle, Log: a.log,
	})
	a.workers = w
	return nil
}

// beside is the binary of workers beside this program; empty if there is none.
func beside() string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	file := filepath.Join(filepath.Dir(self), workerProgram)
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}

// ready says why a model cannot run now.
func (w *workers) ready(m catalog.Model) error {
	if why := w.lacks(installed.Needed(m.Runtime, string(m.Task))); why != "" {
		return fault.New(fault.Unavailable, "%s", why)
	}
	return nil
}

// lacks is what this machine lacks to run models with an engine of workers.
func (w *workers) lacks(engine string) string {
	if w.program == "" {
		return fmt.Sprintf("there is no %s beside this program: `make build` makes both", workerProgram)
	}
	return installed.Lacks(w.engines, engine)
}

// Models lists the models of the hub.
func (w *workers) Models(ctx context.Context) ([]catalog.Model, error) {
	if w.models == nil {
		return nil, nil
	}
	return w.models.Models(ctx)
}

// Find finds a model of the hub.
func (w *workers) Find(ctx context.Context, m ref.Model) (catalog.Model, error) {
	if w.models == nil {
		return catalog.Model{}, fault.New(fault.NotFound, "there is no model %s", m)
	}
	return w.models.Find(ctx, m)
}

// Load is what a worker holds to run a model of the hub.
func (w *workers) Load(ctx context.Context, m ref.Model) (fleet.Load, error) {
	if w.models == nil {
		return fleet.Load{}, fault.New(fault.NotFound, "there is no model %s", m)
	}
	l, err := w.models.Load(ctx, m)
	l.Key += installed.Mark(w.engines, l.Engine)
	if w.threads > 0 {
		l.Args = append(l.Args, "--threads", strconv.Itoa(w.threads))
	}
	if w.draft != 0 && l.Engine == "llama" {
		l.Args = append(l.Args, "--draft", strconv.Itoa(w.draft))
	}
	return l, err
}

// Adapter is an adapter in a repository of the hub.
func (w *workers) Adapter(ctx context.Context, m ref.Model, name string) (fleet.Adapter, error) {
	if w.models == nil {
		return fleet.Adapter{}, fault.New(fault.NotFound, "there is no model %s", name)
	}
	return w.models.Adapter(ctx, m, name)
}

// Workers lists the workers of models that the actor may run.
func (w *workers) Workers(ctx context.Context) []fleet.Worker {
	return slices.DeleteFunc(w.pool.List(), func(k fleet.Worker) bool {
		_, err := w.Find(ctx, k.Model)
		return err != nil && !account.From(ctx).Admin
	})
}

// loadable is a fault of what comes with the program.
func (w *workers) loadable(m ref.Model) error {
	if engine, _, ok := w.builtIn(ref.Repo{Owner: ref.Owner(m.Owner), Name: m.Name}); ok {
		return fault.New(fault.Invalid, "%s comes with the program and needs no loading: it runs here with %s", m, engine)
	}
	return nil
}

// Start has a worker hold a model, and waits for it. One that is deployed stays pinned.
func (w *workers) Start(ctx context.Context, m ref.Model, pin bool) (ref.Model, error) {
	if err := w.loadable(m); err != nil {
		return m, err
	}
	l, err := w.Load(ctx, m)
	if err != nil {
		return m, err
	}
	names, err := w.deployed(ctx, l.Model)
	if err != nil {
		return l.Model, err
	}
	if !account.From(ctx).Admin { // what is pinned is not theirs to let go
		pin = pin || w.pinned(l.Model)
	}
	return l.Model, w.pool.Start(ctx, l, pin || len(names) > 0)
}

// Warm has a worker hold a model, and waits for it. One that is pinned stays so.
func (w *workers) Warm(ctx context.Context, m ref.Model) error {
	l, err := w.Load(ctx, m)
	if err != nil {
		return err
	}
	return w.pool.Start(ctx, l, w.pinned(l.Model))
}

func (w *workers) pinned(m ref.Model) bool {
	return slices.ContainsFunc(w.pool.List(), func(k fleet.Worker) bool { return k.Model == m && k.Pinned })
}

// Stop ends the workers of a model, and returns how many there were.
func (w *workers) Stop(ctx context.Context, m ref.Model) (int, error) {
	if m != m.Main() { // one name of what may have another
		if found, err := w.Find(ctx, m); err == nil {
			m = found.Ref
		}
	}
	names, err := w.deployed(ctx, m)
	if err != nil {
		return 0, err
	}
	if len(names) > 0 {
		return 0, fault.New(fault.Conflict, "%s is deployed as %s and would be loaded again; delete that first: DELETE /dashscope/api/v1/deployments/%s", m, strings.Join(names, ", "), names[0])
	}
	return w.pool.Stop(ctx, m.String())
}

// Named is a model of the hub under the name that its repository has today, and the id
// of that, by which it is looked for if it is known.
func (w *workers) Named(ctx context.Context, repo string, m ref.Model) (string, ref.Model, error) {
	if err := w.loadable(m); err != nil {
		return "", m, err
	}
	if w.models == nil {
		return "", m, fault.New(fault.NotFound, "there is no model %s", m)
	}
	id, now, err := w.models.Named(ctx, hub.ID(repo), m)
	return string(id), now, err
}

// Held is the model of the hub that a worker of m holds, if there can be one.
func (w *workers) Held(ctx context.Context, m ref.Model) (ref.Model, error) {
	if err := w.loadable(m); err != nil {
		return ref.Model{}, err
	}
	if w.models == nil {
		return ref.Model{}, fault.New(fault.NotFound, "there is no model %s", m)
	}
	held, runtime, err := w.models.Held(ctx, m)
	if err == nil {
		err = w.ready(catalog.Model{Runtime: runtime})
	}
	return held, err
}

// Hold has a worker hold a copy of a model, pinned, and waits for it.
func (w *workers) Hold(ctx context.Context, m ref.Model, copy int) error {
	l, err := w.Load(ctx, m)
	if err != nil {
		return err
	}
	l.Copy = copy
	return w.pool.Start(ctx, l, true)
}

// Trim ends the copies of a model from the nth on, and pins none if n is 0.
func (w *workers) Trim(held ref.Model, n int) { w.pool.Trim(held.String(), n) }

// All lists the workers, whoever may use them.
func (w *workers) All() []fleet.Worker { return w.pool.List() }

// followed has the workers follow what becomes of repositories, before others hear of it.
type followed struct {
	hub.Events
	workers *workers
}

// Happened has the models of the hub listed anew when one of them has changed, and
// ends the workers of one whose repository is gone or has another name.
func (f followed) Happened(ctx context.Context, e hub.Event) error {
	if e.Repo.Kind == hub.Model && e.Scope != hub.OfDiscussion && e.Scope != hub.OfComment {
		f.workers.models.Forget()
	}
	if e.Scope == hub.OfRepo && e.Repo.Kind == hub.Model {
		switch e.Deed {
		case hub.Deleted:
			f.workers.lost(ctx, e.Repo.Name)
		case hub.Moved:
			f.workers.lost(ctx, e.Was)
		case hub.Created, hub.Updated:
		}
	}
	return f.Events.Happened(ctx, e)
}

// lost ends the workers of what had a name until now, pinned ones too. They may
// finish what they have begun; nobody waits for that.
func (w *workers) lost(ctx context.Context, name ref.Repo) {
	w.models.Forget()
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	for _, k := range w.pool.List() { // of other revisions too
		if strings.EqualFold(k.Model.Main().String(), name.String()) {
			_, _ = w.pool.Stop(ctx, k.Model.String()) // its error is that they have not ended yet
		}
	}
}
