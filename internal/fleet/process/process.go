// Package process runs workers as processes of this machine: one for each
// model, when it is asked for, confined, watched, and within a budget of memory
// that all share. What a worker is and says is in wire/worker.
//
//	Send ── take: is there one? ──no──▶ room (memory; idle ones end) ──▶ sandbox: tenon-worker
//	  │      └─ yes, or loading: wait                                      │ Unix socket in its box
//	  └─ ask over the socket; if it dies before the first byte: again ◀────┘ health, every beat
package process

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// Libs is the folder of an engine's native libraries, and the names there that the
// engine may load; an empty folder is none.
type Libs func(engine string) (folder string, names []string)

// Options say how workers are run. A zero field has the default.
type Options struct {
	Program  string        // the binary of the worker
	Libs     Libs          // nil is none for all
	Memory   int64         // bytes that all workers take together; 0 is no limit
	Idle     time.Duration // after which a worker that nobody uses ends; 10 minutes
	Beat     time.Duration // between two looks at a worker; 5 seconds
	Patience time.Duration // with a worker that does not answer a look, before it is killed; 30 seconds
	Loading  time.Duration // the longest that weights are read; 15 minutes
	Grace    time.Duration // for a worker that was told to end and answers nobody, or when the pool is closed; 10 seconds
	Drain    time.Duration // for one that has answers to finish: longer than workers take for that themselves; 3 minutes
	Log      *slog.Logger
}

func (o Options) complete() Options {
	o.Idle, o.Beat = cmp.Or(o.Idle, 10*time.Minute), cmp.Or(o.Beat, 5*time.Second)
	o.Patience, o.Loading = cmp.Or(o.Patience, 30*time.Second), cmp.Or(o.Loading, 15*time.Minute)
	o.Grace, o.Drain = cmp.Or(o.Grace, 10*time.Second), cmp.Or(o.Drain, 3*time.Minute)
	if o.Libs == nil {
		o.Libs = func(string) (string, []string) { return "", nil }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Pool is the workers of this machine. It is safe for concurrent use. Close it.
type Pool struct {
	o    Options
	turn chan struct{} // held by the worker that room is made for: the first come is the first served
	all  sync.WaitGroup

	mu      sync.Mutex
	workers map[slot]*holder // that requests are given to
	ending  map[*holder]bool // that finish what they have begun, and still take memory
	past    map[string]past  // of loads that went wrong
	changed chan struct{}    // closed, and made anew, when there may be more room
	closed  chan struct{}    // closed with the pool
}

// New returns a pool without workers.
func New(o Options) *Pool {
	return &Pool{
		o: o.complete(), turn: make(chan struct{}, 1), workers: map[slot]*holder{}, ending: map[*holder]bool{},
		past: map[string]past{}, changed: make(chan struct{}), closed: make(chan struct{}),
	}
}

// holder is a worker, from when it is wanted until it is gone.
type holder struct {
	load fleet.Load
	up   chan struct{} // closed when it can be asked, or err says why it never will be
	gone chan struct{} // closed when it takes no memory any more
	end  chan struct{} // closed to have it end
	line line          // to its socket; set before up is closed

	slain atomic.Bool // something else has killed it; set before gone is closed

	// What follows is guarded by Pool.mu.
	stage    fleet.Stage
	err      error
	pid      int
	holds    bool // memory
	ends     bool // end is closed
	users    int
	served   int64
	pinned   bool
	replaced bool // by one that holds the model as it is now
	since    time.Time
	used     time.Time
	health   worker.Health
}

// take returns a worker of l that can be asked, and starts one if need be. The
// caller gives it back with leave. Beside an error stands the worker that it is of, if
// there was one.
func (p *Pool) take(ctx context.Context, l fleet.Load) (*holder, error) { return p.takeAs(ctx, l, nil) }

// takeAs is take, which pins the worker or lets it go where pin says so.
func (p *Pool) takeAs(ctx context.Context, l fleet.Load, pin *bool) (*holder, error) {
	p.mu.Lock()
	h, err := p.find(l, pin) //nolint:contextcheck // a worker outlives who asked first
	if err != nil {
		p.mu.Unlock()
		return nil, err
	}
	h.users++
	p.mu.Unlock()
	select {
	case <-h.up:
	case <-ctx.Done():
		p.leave(h, false)
		return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled while %s was loaded", l.Model)
	}
	p.mu.Lock()
	err = h.err
	p.mu.Unlock()
	if err != nil {
		p.leave(h, false)
		return h, err
	}
	return h, nil
}

// find is the worker of l, which is begun if there is none, and takes the place of
// one that holds the model as it was before. That it is to be pinned counts from
// now on, so that not more is pinned than there is room for. Pool.mu is held.
func (p *Pool) find(l fleet.Load, pin *bool) (*holder, error) {
	if h := p.workers[slotOf(l)]; h != nil {
		if pin == nil || *pin == h.pinned {
			return h, nil
		}
		if err := p.fits(l); *pin && err != nil {
			return nil, err
		}
		h.pinned = *pin
		p.wake()
		return h, nil
	}
	if isClosed(p.closed) {
		return nil, fault.New(fault.Unavailable, "this server is about to end")
	}
	was := p.past[l.Key]
	if was.final && time.Now().Before(was.until) {
		return nil, was.err
	}
	if err := p.fits(l); err != nil {
		return nil, err
	}
	now := time.Now()
	h := &holder{load: l, up: make(chan struct{}), gone: make(chan struct{}), end: make(chan struct{}), stage: fleet.Queued, since: now, used: now}
	for _, old := range p.workers {
		if same(old.load, l) {
			h.pinned = h.pinned || old.pinned && old.load.Copy == l.Copy
			old.replaced = true
			p.dismiss(old)
		}
	}
	if pin != nil {
		h.pinned = *pin
	}
	p.workers[slotOf(l)] = h
	p.wake()
	p.all.Go(func() { p.live(h, time.Until(was.until)) })
	return h, nil
}

// leave gives a worker back.
func (p *Pool) leave(h *holder, answered bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h.users--
	h.used = time.Now()
	if answered {
		h.served++
	}
	if h.users == 0 && h.stage == fleet.Queued && !h.pinned {
		p.dismiss(h) // nobody waits for it any more
	}
	p.wake()
}

// dismiss has a worker end when it has done what it has begun. Pool.mu is held.
func (p *Pool) dismiss(h *holder) {
	if h.ends {
		return
	}
	h.ends, h.stage = true, fleet.Ending
	close(h.end)
	if p.workers[slotOf(h.load)] == h {
		delete(p.workers, slotOf(h.load))
	}
	p.ending[h] = true
}

// wake tells those who wait for room to look again. Pool.mu is held.
func (p *Pool) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// Start has a worker hold l, and waits until it does. One that is pinned stays.
func (p *Pool) Start(ctx context.Context, l fleet.Load, pin bool) error {
	h, err := p.takeAs(ctx, l, &pin)
	if err != nil {
		return err
	}
	p.leave(h, false)
	return nil
}

// Stop ends the workers of a model once they have answered what they have begun,
// waits for that, and returns how many there were.
func (p *Pool) Stop(ctx context.Context, name string) (n int, err error) {
	p.mu.Lock()
	var l []*holder
	for _, h := range p.workers {
		if h.load.Model.String() == name {
			l = append(l, h)
		}
	}
	for _, h := range l {
		p.dismiss(h)
	}
	p.mu.Unlock()
	for _, h := range l {
		select {
		case <-h.gone:
		case <-ctx.Done():
			return len(l), fault.Wrap(ctx.Err(), fault.Canceled, "canceled while %s finishes what it has begun", name)
		}
	}
	return len(l), nil
}

// List lists the workers by the names of their models.
func (p *Pool) List() []fleet.Worker {
	p.mu.Lock()
	defer p.mu.Unlock()
	var l []fleet.Worker
	add := func(h *holder) {
		l = append(l, fleet.Worker{
			Model: h.load.Model, Engine: h.load.Engine, Stage: h.stage, PID: h.pid, Needs: h.load.Memory, Users: h.users, Served: h.served,
			Pinned: h.pinned, Since: h.since, Used: h.used, Health: h.health,
		})
	}
	for _, h := range p.workers {
		add(h)
	}
	for h := range p.ending {
		add(h)
	}
	slices.SortFunc(l, func(a, b fleet.Worker) int {
		return cmp.Or(cmp.Compare(a.Model.String(), b.Model.String()), a.Since.Compare(b.Since))
	})
	return l
}

// Close ends all workers and waits for them: they have a moment for what they
// have begun.
func (p *Pool) Close() {
	p.mu.Lock()
	closeOnce(p.closed)
	for _, h := range p.workers {
		p.dismiss(h)
	}
	p.mu.Unlock()
	p.all.Wait()
}
