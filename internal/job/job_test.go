package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	store "github.com/tenonhub/tenon/internal/sqlstore/job"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func newStore(tb testing.TB, place string) *store.Store {
	tb.Helper()
	return store.New(sqlstoretest.At(tb, place))
}

type work = map[job.Kind]job.Handler

// office is a queue on a database of its own in virtual time.
type office struct {
	*testing.T
	store *store.Store
	q     *job.Queue
}

// inOffice runs a test in a bubble of virtual time.
func inOffice(t *testing.T, test func(o office)) {
	t.Helper()
	t.Parallel()
	place := sqlstoretest.File(t)
	synctest.Test(t, func(t *testing.T) {
		t.Helper()

		s := newStore(t, place)
		test(office{t, s, job.NewQueue(s)})
	})
}

// start runs jobs until the test ends or stop is called.
func (o office) start(h work, opt job.Options) (stop func()) {
	o.Helper()
	r := job.NewRunner(o.q, slog.New(slog.DiscardHandler), h, opt)
	ctx, cancel := context.WithCancel(o.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.Run(ctx) })
	stop = func() { cancel(); wg.Wait() }
	o.Cleanup(stop)
	return stop
}

func (o office) add(n job.New) job.ID {
	o.Helper()
	n.Kind = "work"
	j, err := o.q.Add(o.Context(), n)
	if err != nil {
		o.Fatal(err)
	}
	return j.ID
}

func (o office) wait(id job.ID) job.Job {
	o.Helper()
	j, err := o.q.Wait(o.Context(), id)
	if err != nil {
		o.Fatal(err)
	}
	return j
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func TestAJobRunsAtOnce(t *testing.T) {
	inOffice(t, func(o office) {
		o.start(work{"work": func(_ context.Context, t *job.Task) (json.RawMessage, error) {
			return fmt.Appendf(nil, `{"was": %s, "attempt": %d}`, t.Payload(), t.Attempt()), nil
		}}, job.Options{})
		synctest.Wait()
		began := time.Now()
		j := o.wait(o.add(job.New{Payload: []byte(`"hello"`), Owner: "ada"}))
		if j.State != job.Done || string(j.Result) != `{"was": "hello", "attempt": 1}` || j.Owner != "ada" {
			o.Errorf("the job is %s with %s", j.State, j.Result)
		}
		if took := time.Since(began); took > 0 {
			o.Errorf("it took %v, want no time", took)
		}
	})
}

func TestSlotsBoundWhatRunsAtOnce(t *testing.T) {
	inOffice(t, func(o office) {
		o.start(work{"work": func(ctx context.Context, _ *job.Task) (json.RawMessage, error) {
			return nil, pause(ctx, time.Minute)
		}}, job.Options{Slots: 3})
		began := time.Now()
		var ids []job.ID
		for range 7 {
			ids = append(ids, o.add(job.New{}))
		}
		for _, id := range ids {
			o.wait(id)
		}
		if took := time.Since(began); took != 3*time.Minute {
			o.Errorf("seven jobs of a minute in three slots took %v, want 3m", took)
		}
	})
}

func TestNobodyTakesAllSlots(t *testing.T) {
	inOffice(t, func(o office) {
		var of []job.ID
		for range 6 {
			of = append(of, o.add(job.New{Share: "ada"}))
		}
		bob, nobody := o.add(job.New{Share: "bob"}), o.add(job.New{})
		began := time.Now()
		o.start(work{"work": func(ctx context.Context, _ *job.Task) (json.RawMessage, error) {
			return nil, pause(ctx, time.Minute)
		}}, job.Options{Slots: 4, PerShare: 2})
		o.wait(bob)
		o.wait(nobody)
		if took := time.Since(began); took != time.Minute {
			o.Errorf("those of others took %v, want 1m", took)
		}
		for _, id := range of {
			o.wait(id)
		}
		if took := time.Since(began); took != 3*time.Minute {
			o.Errorf("six jobs of one share in two of four slots took %v, want 3m", took)
		}
	})
}

func TestALeaseIsRenewedAsLongAsTheHandlerRuns(t *testing.T) {
	inOffice(t, func(o office) {
		h := work{"work": func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
			return fmt.Append(nil, t.Attempt()), pause(ctx, time.Hour)
		}}
		o.start(h, job.Options{Lease: 5 * time.Second})
		o.start(h, job.Options{Lease: 5 * time.Second})
		if j := o.wait(o.add(job.New{})); j.State != job.Done || string(j.Result) != "1" {
			o.Errorf("the job is %s after attempt %s", j.State, j.Result)
		}
	})
}

func TestFailuresThatMayPassAreTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		err      error
		retries  int
		attempts int
		took     time.Duration
		kind     fault.Kind
		message  string
	}{
		"a passing one":         {fault.New(fault.Unavailable, "no model is up"), 3, 4, 7 * time.Second, fault.Unavailable, "no model is up"},
		"a passing one, once":   {fault.New(fault.Unavailable, "no model is up"), 0, 1, 0, fault.Unavailable, "no model is up"},
		"a final one":           {fault.New(fault.Invalid, "the file is empty"), 3, 1, 0, fault.Invalid, "the file is empty"},
		"one that nobody knows": {errors.New("a secret of the inside"), 1, 2, time.Second, fault.Internal, "internal error"},
	} {
		t.Run(name, func(t *testing.T) {
			inOffice(t, func(o office) {
				attempts := 0
				o.start(work{"work": func(context.Context, *job.Task) (json.RawMessage, error) {
					attempts++
					return json.RawMessage(`"half"`), c.err
				}}, job.Options{})
				began := time.Now()
				j := o.wait(o.add(job.New{Retries: c.retries}))
				if j.State != job.Failed || *j.Failure != (job.Failure{Kind: c.kind, Message: c.message}) || string(j.Result) != `"half"` {
					o.Errorf("the job is %s with %+v and %s", j.State, j.Failure, j.Result)
				}
				if took := time.Since(began).Truncate(time.Second); attempts != c.attempts || took < c.took || took > c.took+2*time.Second {
					o.Errorf("%d attempts in %v, want %d in %v", attempts, took, c.attempts, c.took)
				}
			})
		})
	}
}

func TestAPanicFailsTheJobAlone(t *testing.T) {
	inOffice(t, func(o office) {
		o.start(work{"work": func(_ context.Context, t *job.Task) (json.RawMessage, error) {
			if string(t.Payload()) == `1` {
				panic("oops")
			}
			return json.RawMessage(`not JSON`), nil
		}}, job.Options{})
		for _, payload := range []string{`1`, `2`} {
			if j := o.wait(o.add(job.New{Payload: []byte(payload)})); j.State != job.Failed || j.Failure.Kind != fault.Internal {
				o.Errorf("job %s is %s", payload, j.State)
			}
		}
	})
}

func TestCancelReachesTheHandler(t *testing.T) {
	inOffice(t, func(o office) {
		h := work{"work": func(ctx context.Context, _ *job.Task) (json.RawMessage, error) {
			<-ctx.Done()
			if !errors.Is(context.Cause(ctx), job.ErrCanceled) {
				o.Errorf("the cause is %v", context.Cause(ctx))
			}
			return json.RawMessage(`"what there is"`), ctx.Err()
		}}
		o.start(h, job.Options{})
		for name, c := range map[string]struct {
			q      *job.Queue
			within time.Duration
		}{"here": {o.q, 0}, "in another process": {job.NewQueue(o.store), 2 * time.Second}} {
			id := o.add(job.New{})
			synctest.Wait()
			began := time.Now()
			if _, err := c.q.Cancel(o.Context(), id); err != nil {
				o.Fatal(err)
			}
			j := o.wait(id)
			if took := time.Since(began); j.State != job.Canceled || string(j.Result) != `"what there is"` || took > c.within {
				o.Errorf("canceled %s, the job is %s with %s after %v", name, j.State, j.Result, took)
			}
		}
	})
}

func TestARunnerThatStopsLeavesItsJobsToTheNext(t *testing.T) {
	inOffice(t, func(o office) {
		h := work{"work": func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
			if err := pause(ctx, time.Minute); err != nil {
				if _, err := t.Record(ctx, "done in the last moment", []byte(`1`)); err != nil {
					o.Error(err)
				}
				return nil, err
			}
			_, ok := t.Step("done in the last moment")
			return fmt.Append(nil, ok), nil
		}}
		stop := o.start(h, job.Options{})
		id := o.add(job.New{})
		synctest.Wait()
		stop()
		if j, err := o.q.Find(o.Context(), id); err != nil || j.State != job.Waiting || j.Failure != nil {
			o.Errorf("the job is %s with failure %v, %v", j.State, j.Failure, err)
		}
		began := time.Now()
		o.start(h, job.Options{})
		if j := o.wait(id); j.State != job.Done || string(j.Result) != "true" || j.Attempt != 2 {
			o.Errorf("the job is %s after attempt %d, its step is there: %s", j.State, j.Attempt, j.Result)
		}
		if took := time.Since(began); took != time.Minute {
			o.Errorf("it ended after %v, want one minute", took)
		}
	})
}

func TestAWorkerThatLostItsJobIsStopped(t *testing.T) {
	inOffice(t, func(o office) {
		started, stopped := make(chan *job.Task, 2), make(chan error, 1)
		o.start(work{"work": func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
			if t.Attempt() > 1 {
				return json.RawMessage(`"the young"`), nil
			}
			started <- t
			<-ctx.Done()
			_, err := t.Record(ctx, "late", []byte(`1`))
			stopped <- errors.Join(err, t.Event(context.WithoutCancel(ctx), []byte(`1`)))
			return json.RawMessage(`"the old"`), nil
		}}, job.Options{})
		id := o.add(job.New{})
		old := <-started
		thief := job.Take{Kinds: []job.Kind{"work"}, Max: 1, Holder: "thief", Now: time.Now().Add(time.Hour), Until: time.Now()}
		if jobs, err := o.store.Claim(o.Context(), thief); err != nil || len(jobs) != 1 {
			o.Fatalf("the thief got %v, %v", jobs, err)
		}
		if err := <-stopped; !fault.Is(err, fault.Stale) {
			o.Errorf("the old worker records: %v, want a fault of kind stale", err)
		}
		j := o.wait(id)
		steps, err := o.q.Steps(o.Context(), id)
		if err != nil || len(steps) > 0 || j.Attempt != 3 || string(j.Result) != `"the young"` {
			o.Errorf("attempt %d ended with %s and steps %v, %v", j.Attempt, j.Result, steps, err)
		}
		if old.Job().Attempt != 1 {
			o.Errorf("the old worker had attempt %d", old.Job().Attempt)
		}
	})
}

func TestFollowersReadEveryEventInOrder(t *testing.T) {
	inOffice(t, func(o office) {
		o.start(work{"work": func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
			for i := range 250 {
				if err := errors.Join(t.Event(ctx, fmt.Append(nil, i)), pause(ctx, time.Second/100)); err != nil {
					return nil, err
				}
			}
			return nil, t.Event(ctx, []byte(`not JSON`))
		}}, job.Options{})
		id := o.add(job.New{})
		var wg sync.WaitGroup
		for name, c := range map[string]struct {
			q     *job.Queue
			after int64
			late  time.Duration
		}{
			"from the start": {o.q, 0, 0}, "from the middle": {o.q, 100, 0},
			"in another process": {job.NewQueue(o.store), 0, time.Second}, "after the end": {o.q, 200, time.Hour},
		} {
			wg.Go(func() {
				if name == "after the end" {
					o.wait(id)
				}
				seq := c.after
				for e, err := range c.q.Follow(o.Context(), id, c.after) {
					if seq++; err != nil || e.Seq != seq || string(e.Data) != fmt.Sprint(seq-1) || time.Since(e.At) > c.late {
						o.Errorf("%s: event %d is %s, %v late, %v", name, e.Seq, e.Data, time.Since(e.At), err)
					}
				}
				if seq != 250 {
					o.Errorf("%s: the last event is %d", name, seq)
				}
			})
		}
		wg.Wait()
		if j := o.wait(id); j.State != job.Failed {
			o.Errorf("a job whose event is not JSON is %s", j.State)
		}
		for e, err := range o.q.Follow(o.Context(), "unknown", 0) {
			if !fault.Is(err, fault.NotFound) {
				o.Errorf("an unknown job has event %v, %v", e, err)
			}
		}
		for range o.q.Follow(o.Context(), id, 0) {
			break
		}
	})
}

func TestOnlyRunsOneJobInThisGoroutine(t *testing.T) {
	inOffice(t, func(o office) {
		r := job.NewRunner(o.q, slog.New(slog.DiscardHandler), work{"work": func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
			if t.Attempt() == 1 {
				return nil, fault.New(fault.Unavailable, "not yet")
			}
			return json.RawMessage(`1`), pause(ctx, time.Minute)
		}}, job.Options{})
		other, id := o.add(job.New{}), o.add(job.New{Retries: 1})
		if j, err := r.Only(o.Context(), id); err != nil || j.State != job.Done || j.Attempt != 2 {
			o.Errorf("the job is %s after attempt %d, %v", j.State, j.Attempt, err)
		}
		if j, err := o.q.Find(o.Context(), other); err != nil || j.State != job.Waiting {
			o.Errorf("the other job is %s, %v", j.State, err)
		}
		ctx, cancel := context.WithTimeout(o.Context(), time.Second)
		defer cancel()
		stopped := o.add(job.New{Retries: 1})
		if j, err := r.Only(ctx, stopped); !fault.Is(err, fault.Canceled) || j.State.Ended() {
			o.Errorf("the job is %s, %v", j.State, err)
		}
		if _, err := r.Only(o.Context(), "unknown"); !fault.Is(err, fault.NotFound) {
			o.Errorf("an unknown job: %v", err)
		}
	})
}

func TestAddRefuses(t *testing.T) {
	inOffice(t, func(o office) {
		if _, err := o.q.Add(o.Context(), job.New{Kind: "work", Payload: []byte(`{`)}); err == nil {
			o.Error("a payload that is not JSON was added")
		}
		id := o.add(job.New{ID: "mine"})
		if _, err := o.q.Add(o.Context(), job.New{Kind: "work", ID: id}); !fault.Is(err, fault.Conflict) {
			o.Errorf("added twice: %v, want a fault of kind conflict", err)
		}
	})
}
