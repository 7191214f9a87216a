// Package assistant fulfils a request in plain language: it plans a graph of
// models, checks it, chooses the models, runs it and puts the answer in words.
// It stores nothing itself: a Log keeps its steps, so that a run that was cut
// off goes on where it was.
package assistant

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Gateway runs models.
type Gateway interface {
	Do(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error]
}

// Models chooses models, the best first.
type Models interface {
	Choose(ctx context.Context, need catalog.Need) ([]catalog.Choice, error)
}

// Planner makes the k best plans of a request.
type Planner interface {
	Plan(ctx context.Context, req plan.Request, k int) ([]plan.Plan, error)
}

// Store keeps the bytes of values under their digest.
type Store interface {
	Keep(ctx context.Context, r io.Reader) (digest string, size int64, err error)
	Open(ctx context.Context, digest string) (io.ReadCloser, error)
	Has(ctx context.Context, digest string) bool
}

// Memo keeps the results of nodes by what made them.
type Memo interface {
	Lookup(ctx context.Context, owner, key string) (json.RawMessage, bool, error)
	Save(ctx context.Context, owner, key string, result json.RawMessage) error
}

// Log is the step log of one run. Of a step recorded twice the first result stands.
type Log interface {
	Step(name string) (json.RawMessage, bool)
	Record(ctx context.Context, name string, result json.RawMessage) (json.RawMessage, error)
}

// Parts are what an assistant works with. All but Chat are needed.
type Parts struct {
	Gateway Gateway
	Models  Models
	Planner Planner
	Chat    func(ctx context.Context, local bool) (p Planner, name string, ok bool) // a language model that plans, if one is connected; local: one that the request may be shown to unasked
	Store   Store
	Memo    Memo
	Log     *slog.Logger
}

// Options have defaults that work.
type Options struct {
	NodeTimeout time.Duration // for one call of one model; 10 minutes
	Parallel    int           // nodes that run at once; 8
	Version     string        // of the program: results of another version are not reused
}

// Assistant is safe for concurrent use.
type Assistant struct {
	parts Parts
	opt   Options

	mu   sync.Mutex
	live map[string]*live
}

// New returns an assistant.
func New(p Parts, o Options) *Assistant {
	if o.NodeTimeout <= 0 {
		o.NodeTimeout = 10 * time.Minute
	}
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	return &Assistant{parts: p, opt: o, live: map[string]*live{}}
}

// Live returns a run that this process is at work on, and a channel that
// closes when it changes.
func (a *Assistant) Live(id string) (Run, <-chan struct{}, bool) {
	a.mu.Lock()
	l := a.live[id]
	a.mu.Unlock()
	if l == nil {
		return Run{}, nil, false
	}
	run, changed := l.snapshot()
	return run, changed, true
}

// Do brings a run to its end and returns it. What log has already is not done
// again. The error is of the machinery or ctx; a run that failed is a result.
func (a *Assistant) Do(ctx context.Context, id, owner string, created time.Time, req Request, log Log) (Run, error) {
	l := newLive(Fresh(id, created, req))
	a.mu.Lock()
	a.live[id] = l
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		if a.live[id] == l {
			delete(a.live, id)
		}
		a.mu.Unlock()
		l.update(func(*Run) {}) // wakes the followers, who then read what was stored
	}()
	l.update(func(r *Run) { r.State = Running })
	run, err := a.fulfil(ctx, l, owner, req, log)
	run.Ended = time.Now().UTC()
	return run, err
}

// Fresh is a run before anything was done.
func Fresh(id string, created time.Time, req Request) Run {
	lang := req.Lang
	if lang == "" {
		lang = speech(req)
	}
	given := slices.Clone(req.Given)
	for i, g := range given {
		if zh, ok := chinese.Of(g.Notice); ok && lang == "zh" {
			given[i].Notice = zh
		}
	}
	return Run{ID: id, Text: req.Text, Lang: lang, State: Waiting, Created: created, Given: given}
}

// fulfil returns the run as it ends. Followers see it end when it is stored.
func (a *Assistant) fulfil(ctx context.Context, l *live, owner string, req Request, log Log) (Run, error) {
	start, _ := l.snapshot()
	out, err := step(ctx, log, "plan", func() (planned, error) { return a.plan(ctx, req, start.Lang) })
	if err != nil {
		return start, err
	}
	l.update(func(r *Run) { r.Outcome, r.Nodes = out.Outcome, fresh(out.Graph, r.Lang) })
	if out.State != Done {
		run, _ := l.snapshot()
		run.State, run.Error = out.State, out.Error
		return run, nil
	}
	e := &execution{assistant: a, live: l, log: log, owner: owner, req: req, graph: out.Graph, lang: start.Lang, reach: fromGiven(out.Graph)}
	made, err := e.run(ctx)
	run, _ := l.snapshot()
	if ctx.Err() != nil {
		return run, fmt.Errorf("run %s: %w", run.ID, context.Cause(ctx))
	}
	e.conclude(ctx, &run, made, err)
	return run, nil
}

func fresh(g graph.Graph, lang string) []Node {
	var nodes []Node
	for _, n := range g.Nodes {
		nodes = append(nodes, Node{ID: n.ID, Task: n.Task, Title: title(n.Task, lang), State: Waiting, Model: n.Model})
	}
	return nodes
}

func title(id task.ID, lang string) string {
	t, err := task.Lookup(string(id))
	if err != nil {
		return string(id)
	}
	if lang == "zh" {
		return t.Zh
	}
	return t.En
}

// step returns what the log has under name, or does it and records it.
func step[T any](ctx context.Context, log Log, name string, do func() (T, error)) (T, error) {
	var v T
	if raw, ok := log.Step(name); ok {
		if err := json.Unmarshal(raw, &v); err != nil {
			return v, fmt.Errorf("read step %s: %w", name, err)
		}
		return v, nil
	}
	v, err := do()
	if err != nil {
		return v, err
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return v, fmt.Errorf("write step %s: %w", name, err)
	}
	_, err = log.Record(ctx, name, raw)
	return v, err
}

// resolve gives values that are in the store a body to open.
func (a *Assistant) resolve(ctx context.Context, v port.Value) port.Value {
	if v.Digest != "" && v.Text == "" {
		v.Body = func() (io.ReadCloser, error) { return a.parts.Store.Open(ctx, v.Digest) }
	}
	return v
}
