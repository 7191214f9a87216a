package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tenonhub/tenon/internal/fault"
)

// Presence tells living instances from dead ones, so that what a dead one
// held is taken over before its lease ends.
type Presence interface {
	Name() string            // of this instance, unlike any other's
	Dead(holder string) bool // false when it is not known for sure
}

// Options are the optional parts of a Runner.
type Options struct {
	Slots    int           // how many jobs run at once; 0 is 4
	PerShare int           // how many of them may be of one share; 0 is all
	Lease    time.Duration // how long a job is held without a sign of life; 0 is 10 s
	Presence Presence      // nil: leases of the dead run out
}

// Runner runs jobs of a queue with the handlers of their kinds.
type Runner struct {
	q        *Queue
	log      *slog.Logger
	handlers map[Kind]Handler
	slots    int
	perShare int
	lease    time.Duration
	presence Presence
}

// NewRunner returns a runner, which does nothing before Run or Only.
func NewRunner(q *Queue, log *slog.Logger, handlers map[Kind]Handler, o Options) *Runner {
	if o.Presence == nil {
		o.Presence = nobody(uuid.NewString())
	}
	return &Runner{
		q: q, log: log, handlers: handlers, presence: o.Presence,
		slots: cmp.Or(max(o.Slots, 0), 4), perShare: o.PerShare, lease: cmp.Or(max(o.Lease, 0), 10*time.Second),
	}
}

// nobody knows of nobody's death.
type nobody string

func (n nobody) Name() string   { return string(n) }
func (nobody) Dead(string) bool { return false }

// Run claims and runs jobs until ctx ends. It then waits for its handlers and
// leaves their unfinished jobs to the next runner.
func (r *Runner) Run(ctx context.Context) {
	added, stop := r.q.bell.listen(anyAdded)
	defer stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	freed := make(chan string, r.slots) // the shares of jobs that have ended
	free, shares := r.slots, map[string]int{}
	bury := true // at the start, and then at every tick
	var working sync.WaitGroup
	defer working.Wait()
	for ctx.Err() == nil {
		if bury {
			r.bury(ctx)
		}
		bury = false
		jobs, err := r.some(ctx, free, shares)
		if err != nil && ctx.Err() == nil {
			r.log.Error("claim jobs", "error", err)
		}
		for _, j := range jobs {
			free--
			shares[j.Share]++
			working.Go(func() { r.work(ctx, j); freed <- j.Share })
		}
		select {
		case <-ctx.Done():
		case <-added:
		case <-tick.C:
			bury = true
		case share := <-freed:
			free++
			leave(shares, share)
		}
		for len(freed) > 0 {
			leave(shares, <-freed)
			free++
		}
	}
}

func leave(shares map[string]int, share string) {
	if shares[share]--; shares[share] == 0 {
		delete(shares, share)
	}
}

// some claims jobs for free slots, of each share no more than it may have of
// them beside those that it has.
func (r *Runner) some(ctx context.Context, free int, shares map[string]int) (l []Job, err error) {
	if r.perShare <= 0 {
		return r.claim(ctx, Take{Max: free})
	}
	running := maps.Clone(shares)
	for len(l) < free {
		var busy []string
		for share, n := range running {
			if share != "" && n >= r.perShare {
				busy = append(busy, share)
			}
		}
		next, err := r.claim(ctx, Take{Max: 1, Busy: busy})
		if err != nil || len(next) == 0 {
			return l, err
		}
		running[next[0].Share]++
		l = append(l, next...)
	}
	return l, nil
}

// Only runs one job to its end in this goroutine, or waits for the runner that
// has it, and returns it. The end of ctx leaves the job unfinished.
func (r *Runner) Only(ctx context.Context, id ID) (Job, error) {
	return r.q.watch(ctx, id, func() (bool, error) {
		r.bury(ctx)
		jobs, err := r.claim(ctx, Take{Max: 1, Only: id})
		for _, j := range jobs {
			r.work(ctx, j)
			r.q.bell.ring(changed(id))
		}
		return false, err
	})
}

// bury breaks the leases of dead instances. Where it fails, they run out.
func (r *Runner) bury(ctx context.Context) {
	holders, err := r.q.store.Holders(ctx)
	for _, h := range holders {
		if h != r.presence.Name() && r.presence.Dead(h) {
			err = errors.Join(err, r.q.store.Break(ctx, h))
		}
	}
	if err != nil && ctx.Err() == nil {
		r.log.Warn("take over from dead instances", "error", err)
	}
}

func (r *Runner) claim(ctx context.Context, t Take) ([]Job, error) {
	if t.Max == 0 {
		return nil, nil
	}
	t.Kinds = slices.Sorted(maps.Keys(r.handlers))
	t.Holder = r.presence.Name()
	t.Now = time.Now()
	t.Until = t.Now.Add(r.lease)
	return r.q.store.Claim(ctx, t)
}

// work runs one attempt at j and writes down how it ended.
func (r *Runner) work(parent context.Context, j Job) {
	ctx, end := context.WithCancelCause(parent)
	defer end(nil)
	log := r.log.With("job", j.ID, "kind", j.Kind, "attempt", j.Attempt)
	t := &Task{q: r.q, job: j, lose: end, steps: map[string]json.RawMessage{}}
	handled := make(chan struct{})
	var holding sync.WaitGroup
	holding.Go(func() { r.hold(ctx, t, handled, log) })
	result, err := r.handle(ctx, t)
	close(handled)
	holding.Wait()
	if fault.Is(context.Cause(ctx), fault.Stale) {
		log.Warn("the job was lost to another worker", "error", context.Cause(ctx))
		return
	}
	o := judge(parent, ctx, j, result, err)
	if o.State.Ended() {
		o.Verdict = t.verdict // the handler has returned
	}
	if o.Failure != nil {
		log.Warn("the job failed", "error", err, "state", o.State)
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), keep)
	defer cancel()
	if err := r.q.store.Finish(late, t.claim(), o, time.Now()); err != nil {
		log.Error("write down how the job ended", "error", err)
	}
	r.q.bell.ring(changed(j.ID))
}

// handle calls the handler. A panic is its error: one bad job must not end
// the server.
func (r *Runner) handle(ctx context.Context, t *Task) (result json.RawMessage, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if t.job.Attempt > 1 {
		steps, err := r.q.store.Steps(ctx, t.job.ID)
		if err != nil {
			return nil, fmt.Errorf("read the steps: %w", err)
		}
		for _, s := range steps {
			t.steps[s.Name] = s.Result
		}
	}
	result, err = r.handlers[t.job.Kind](ctx, t)
	if len(result) > 0 && !json.Valid(result) {
		return nil, errors.Join(errors.New("the result is not JSON"), err)
	}
	return result, err
}

// hold renews the lease until the handler is done, and ends its ctx when the
// job is canceled or lost. A lease that cannot be renewed in time is lost.
func (r *Runner) hold(ctx context.Context, t *Task, handled <-chan struct{}, log *slog.Logger) {
	unwanted, stop := r.q.bell.listen(unwanted(t.job.ID))
	defer stop()
	tick := time.NewTicker(min(r.lease/3, look))
	defer tick.Stop()
	held := time.Now().Add(r.lease)
	for {
		select {
		case <-handled:
			return
		case <-unwanted:
		case <-tick.C:
		}
		until := time.Now().Add(r.lease)
		wants, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.lease/3)
		stopIt, err := r.q.store.Renew(wants, t.claim(), until)
		cancel()
		switch {
		case err == nil && stopIt:
			t.lose(ErrCanceled)
			held = until
		case err == nil:
			held = until
		case fault.Is(err, fault.Stale):
			t.lose(err)
			return
		case time.Now().After(held):
			t.lose(fault.Wrap(err, fault.Stale, "the lease could not be renewed in time"))
			return
		default:
			log.Warn("renew the lease of the job", "error", err)
		}
	}
}

// judge says how an attempt ended. parent ends with the runner, ctx also with
// the job.
func judge(parent, ctx context.Context, j Job, result json.RawMessage, err error) Outcome {
	now := time.Now()
	if err == nil {
		return Outcome{State: Done, Result: result}
	}
	if errors.Is(context.Cause(ctx), ErrCanceled) {
		return Outcome{State: Canceled, Result: result}
	}
	if parent.Err() != nil {
		return Outcome{State: Waiting, Retries: j.Retries, Next: now}
	}
	kind, msg := fault.Of(err)
	o := Outcome{State: Failed, Result: result, Failure: &Failure{kind, msg}}
	if j.Retries > 0 && slices.Contains([]fault.Kind{fault.Unavailable, fault.Exhausted, fault.Internal}, kind) {
		o.State, o.Retries, o.Next = Waiting, j.Retries-1, now.Add(backOff(j.Attempt))
	}
	return o
}

// backOff is how long to wait after the nth attempt: one second, two, four, …
// up to five minutes.
func backOff(n int) time.Duration {
	return min(time.Second<<min(n-1, 20), 5*time.Minute)
}
