// Package gateway is the only road to a model: find, check, wait for one's turn,
// borrow, run, give back, note. Every caller takes it, the assistant too.
package gateway

import (
	"context"
	"iter"
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

// Notebook keeps how calls went. It holds up nobody.
type Notebook interface {
	Note(m ref.Model, ok bool, took time.Duration)
}

// Limits bound what the actor of a context may ask of models.
type Limits interface {
	// Enter waits until the actor may have one more call. leave must be called
	// with the tokens that the call has used.
	Enter(ctx context.Context) (leave func(tokens int64), err error)
}

// Gateway runs requests. It is safe for concurrent use.
type Gateway struct {
	finder Finder
	lender Lender
	notes  Notebook
	opts   Options
}

// Options are optional.
type Options struct {
	Limits Limits // nil is none
	Watch  Watch  // hears how calls go; nil is nobody
}

// New returns a Gateway over the models of f that borrows from l and writes to n.
func New(f Finder, l Lender, n Notebook, o Options) *Gateway {
	if o.Watch == nil {
		o.Watch = unwatched{}
	}
	if o.Limits == nil {
		o.Limits = unlimited{}
	}
	return &Gateway{f, l, n, o}
}

// unlimited is for a Gateway without limits.
type unlimited struct{}

func (unlimited) Enter(context.Context) (func(int64), error) { return func(int64) {}, nil }

// borrow waits until the actor of ctx may have a call, and for the model. end must
// be called with what the call has used, and why it failed.
func (g *Gateway) borrow(ctx context.Context, m catalog.Model) (_ context.Context, e engine.Engine, seen Progress, end func(used engine.Usage, err error), err error) {
	ctx, seen = g.opts.Watch.Begin(ctx, m)
	leave, err := g.opts.Limits.Enter(ctx)
	if err != nil {
		seen.End(engine.Usage{}, err)
		return ctx, nil, nil, nil, err
	}
	e, giveBack, err := g.lender.Lend(ctx, m)
	if err != nil {
		leave(0)
		seen.End(engine.Usage{}, err)
		return ctx, nil, nil, nil, err
	}
	seen.Lent()
	return ctx, e, seen, func(used engine.Usage, err error) {
		giveBack()
		leave(used.TokensIn + used.TokensOut)
		seen.End(used, err)
	}, nil
}

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
	ctx, e, seen, end, err := g.borrow(ctx, m)
	if err != nil {
		return err
	}
	var used engine.Usage
	var pieces int64 // of text
	defer func() { end(engine.Guess(used, req.In, pieces), err) }()
	first := sync.OnceFunc(seen.Answered)
	start := time.Now()
	// A caller that stops or sends nonsense says nothing about the model.
	stopped := false
	defer func() {
		if !stopped && !left(ctx) && !fault.Is(err, fault.Invalid) {
			g.notes.Note(m.Ref, err == nil, time.Since(start))
		}
	}()
	for ev, err := range e.Run(ctx, req) {
		if err != nil {
			return err
		}
		if used = ev.Usage; ev.Text != "" || ev.Out != nil {
			first()
		}
		if ev.Text != "" {
			pieces++
		}
		if !yield(ev, nil) {
			stopped = ev.Out == nil
			return nil
		}
	}
	return nil
}

// left reports whether the caller of ctx has stopped, whatever the reason that it
// gives. A model whose time is up has failed.
func left(ctx context.Context) bool {
	return ctx.Err() != nil && !fault.Is(context.Cause(ctx), fault.Exhausted)
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
