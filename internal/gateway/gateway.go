// Package gateway is the only road to a model: find, check, borrow, run, give
// back, note. Every caller takes it, the assistant too.
package gateway

import (
	"context"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Lender lends a running engine for a model. The caller must give it back.
type Lender interface {
	Lend(ctx context.Context, m catalog.Model) (e engine.Engine, giveBack func(), err error)
}

// Finder finds models by name.
type Finder interface {
	Find(ctx context.Context, m ref.Model) (catalog.Model, error)
}

// Notebook keeps how calls went.
type Notebook interface {
	Note(ctx context.Context, m ref.Model, ok bool, took time.Duration) error
}

// Gateway runs requests. It is safe for concurrent use.
type Gateway struct {
	finder Finder
	lender Lender
	notes  Notebook
	watch  Watch
	log    *slog.Logger
}

// New returns a Gateway over the models of f that borrows from l, writes to n and
// tells w, which may be nil.
func New(f Finder, l Lender, n Notebook, w Watch, log *slog.Logger) *Gateway {
	if w == nil {
		w = unwatched{}
	}
	return &Gateway{f, l, n, w, log}
}

const noteTimeout = 5 * time.Second

// Do runs req. The parameters of req are completed with the task's defaults.
func (g *Gateway) Do(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		if err := g.do(ctx, req, yield); err != nil {
			yield(engine.Event{}, err)
		}
	}
}

func (g *Gateway) do(ctx context.Context, req engine.Request, yield func(engine.Event, error) bool) (err error) {
	m, err := g.finder.Find(ctx, req.Model)
	if err != nil {
		return err
	}
	if req, err = complete(req, m); err != nil {
		return err
	}
	seen := g.watch.Begin(m)
	var used engine.Usage
	defer func() { seen.End(used, err) }()
	e, giveBack, err := g.lender.Lend(ctx, m)
	if err != nil {
		return err
	}
	defer giveBack()
	seen.Lent()
	first := sync.OnceFunc(seen.Answered)
	start := time.Now()
	// A caller that stops or sends nonsense says nothing about the model; a
	// model whose time is up has failed.
	stopped := false
	defer func() {
		stopped = stopped || ctx.Err() != nil && !fault.Is(context.Cause(ctx), fault.Exhausted)
		if !stopped && !fault.Is(err, fault.Invalid) {
			g.note(ctx, m.Ref, err == nil, time.Since(start))
		}
	}()
	for ev, err := range e.Run(ctx, req) {
		if err != nil {
			return err
		}
		if used = ev.Usage; ev.Text != "" || ev.Out != nil {
			first()
		}
		if !yield(ev, nil) {
			stopped = ev.Out == nil
			return nil
		}
	}
	return nil
}

func complete(req engine.Request, m catalog.Model) (engine.Request, error) {
	if m.Task != req.Task {
		return req, fault.New(fault.Invalid, "%s does %s, not %s", m.Ref, m.Task, req.Task)
	}
	t, err := task.Lookup(string(req.Task))
	if err != nil {
		return req, err
	}
	params := task.Params{}
	for k, v := range m.Fixed {
		params[k] = v
	}
	for k, v := range req.Params {
		params[k] = v
	}
	req.Params, err = t.Complete(params)
	return req, err
}

func (g *Gateway) note(ctx context.Context, m ref.Model, ok bool, took time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	if err := g.notes.Note(ctx, m, ok, took); err != nil {
		g.log.ErrorContext(ctx, "note how a call went", "model", m.String(), "err", err)
	}
}
