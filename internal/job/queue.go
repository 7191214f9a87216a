package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/tenonhub/tenon/internal/fault"
)

// look is how often those who wait look for what other processes did; news of
// this process comes at once.
const look = time.Second

// Queue is how jobs are added, watched and canceled. It is safe for concurrent
// use. Use one for each store in a process, so that its news gets round.
type Queue struct {
	store Store
	bell  *bell
}

// NewQueue returns the queue of a store.
func NewQueue(s Store) *Queue { return &Queue{s, newBell()} }

// Add adds a job; a runner of this process starts it at once if it has a free
// slot. The payload must be JSON or empty.
func (q *Queue) Add(ctx context.Context, n New) (Job, error) {
	l, err := q.add(ctx, n)
	if err != nil {
		return Job{}, err
	}
	return l[0], nil
}

// AddAll adds jobs in one write. Those whose ID is taken are there already.
func (q *Queue) AddAll(ctx context.Context, l ...New) error {
	if len(l) == 0 {
		return nil
	}
	_, err := q.add(ctx, l...)
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

func (q *Queue) add(ctx context.Context, l ...New) ([]Job, error) {
	now := time.Now()
	jobs := make([]Job, len(l))
	for i, n := range l {
		if len(n.Payload) > 0 && !json.Valid(n.Payload) {
			return nil, fmt.Errorf("add a job of kind %s: its payload is not JSON", n.Kind)
		}
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("make the ID of a job: %w", err)
		}
		jobs[i] = Job{
			ID: cmp.Or(n.ID, ID(id.String())), Kind: n.Kind, Owner: n.Owner, Share: n.Share, Title: n.Title,
			State: Waiting, Payload: n.Payload, Retries: n.Retries, Created: now, Updated: now, Next: now,
		}
	}
	if err := q.store.Add(ctx, jobs...); err != nil {
		return nil, fmt.Errorf("add a job of kind %s: %w", l[0].Kind, err)
	}
	q.bell.ring(anyAdded)
	return jobs, nil
}

// Find returns a job; an unknown one is a fault of kind NotFound.
func (q *Queue) Find(ctx context.Context, id ID) (Job, error) { return q.store.Find(ctx, id) }

// List returns jobs without payload and result, newest first.
func (q *Queue) List(ctx context.Context, f Filter) ([]Job, error) { return q.store.List(ctx, f) }

// Steps returns the recorded steps of a job in their order.
func (q *Queue) Steps(ctx context.Context, id ID) ([]Step, error) { return q.store.Steps(ctx, id) }

// Count is how many steps of a job have a name that begins so.
func (q *Queue) Count(ctx context.Context, id ID, prefix string) (int, error) {
	return q.store.Count(ctx, id, prefix)
}

// Step returns one step of a job; an unknown one is a fault of kind NotFound.
func (q *Queue) Step(ctx context.Context, id ID, name string) (Step, error) {
	return q.store.Step(ctx, id, name)
}

// Before is how many jobs of its kind wait that were added before j. Those whose
// owners have their share may be passed over.
func (q *Queue) Before(ctx context.Context, j Job) (int, error) { return q.store.Before(ctx, j) }

// Sweep removes jobs that ended before t, with their steps and events.
func (q *Queue) Sweep(ctx context.Context, t time.Time) (removed int, err error) {
	return q.store.Sweep(ctx, t)
}

// Cancel ends a waiting job at once and asks the handler of a running one to
// stop. A job that has ended is a fault of kind Conflict.
func (q *Queue) Cancel(ctx context.Context, id ID) (Job, error) {
	j, err := q.store.Cancel(ctx, id, time.Now())
	if err != nil {
		return j, fmt.Errorf("cancel job %s: %w", id, err)
	}
	q.bell.ring(unwanted(id))
	q.bell.ring(changed(id))
	return j, nil
}

// Follow yields the events of a job with Seq over after, as they come, until
// the job has ended and all have been read. An unknown job and the end of ctx
// are its error.
func (q *Queue) Follow(ctx context.Context, id ID, after int64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		_, err := q.watch(ctx, id, func() (bool, error) {
			events, err := q.store.Events(ctx, id, after, 100)
			for _, e := range events {
				after = e.Seq
				if !yield(e, nil) {
					return false, errLeft
				}
			}
			return len(events) > 0, err
		})
		if err != nil && err != errLeft { //nolint:errorlint // it never leaves this function
			yield(Event{}, err)
		}
	}
}

var errLeft = errors.New("the consumer left")

// Changes tells of changes of a job that happen in this process, until stop is called.
func (q *Queue) Changes(id ID) (news <-chan struct{}, stop func()) { return q.bell.listen(changed(id)) }

// Wait waits until a job has ended and returns it.
func (q *Queue) Wait(ctx context.Context, id ID) (Job, error) {
	return q.watch(ctx, id, func() (bool, error) { return false, nil })
}

// watch calls read until it reports no more news, waits for a change, and so
// on. It returns after the job has ended and read found nothing more.
func (q *Queue) watch(ctx context.Context, id ID, read func() (bool, error)) (Job, error) {
	news, stop := q.bell.listen(changed(id))
	defer stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		j, err := q.store.Find(ctx, id)
		for more := err == nil; more; {
			more, err = read()
		}
		switch {
		case ctx.Err() != nil:
			return j, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled while waiting for job %s", id)
		case err != nil || j.State.Ended():
			return j, err
		}
		select {
		case <-news:
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}
