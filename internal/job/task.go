package job

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Handler runs one attempt at a job and returns its result as JSON, which is
// kept also beside an error. It takes up after the steps that t knows. A
// failure of kind Unavailable, Exhausted or Internal is tried again while the
// job has retries left; others are final. ctx ends when the job was canceled
// (its cause is ErrCanceled), when the job was lost to another worker (a fault
// of kind Stale), and when the runner stops; the handler then returns soon.
// A job that is interrupted by the runner's end goes on after the next start.
type Handler func(ctx context.Context, t *Task) (json.RawMessage, error)

// ErrCanceled is the cause of the end of a handler's ctx when somebody
// canceled its job.
var ErrCanceled = fault.New(fault.Canceled, "canceled on request")

// keep is how long a store may take to write down what has been done already.
const keep = 10 * time.Second

// Task is a job in the hands of its handler. It is safe for concurrent use.
type Task struct {
	q    *Queue
	job  Job
	lose context.CancelCauseFunc // ends the handler's ctx

	mu      sync.Mutex
	steps   map[string]json.RawMessage
	verdict string
}

// Job returns the job as it was claimed.
func (t *Task) Job() Job { return t.job }

// Payload returns what the job was added with.
func (t *Task) Payload() json.RawMessage { return t.job.Payload }

// Attempt is 1 the first time that the job is run.
func (t *Task) Attempt() int { return t.job.Attempt }

// Step returns the result of a step that this or an earlier attempt recorded.
func (t *Task) Step(name string) (json.RawMessage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	result, ok := t.steps[name]
	return slices.Clone(result), ok
}

// Record keeps the result of a step, which is JSON, for good and returns what
// is kept: of a step recorded twice the first result. What is done is kept
// also after ctx has ended. A fault of kind Stale says that the job was lost
// to another worker, which will repeat the step.
func (t *Task) Record(ctx context.Context, name string, result json.RawMessage) (json.RawMessage, error) {
	if !json.Valid(result) {
		return nil, fmt.Errorf("record step %s of job %s: its result is not JSON", name, t.job.ID)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keep)
	defer cancel()
	kept, err := t.q.store.Record(ctx, t.claim(), Step{name, time.Now(), result})
	if err != nil {
		return nil, fmt.Errorf("record step %s of job %s: %w", name, t.job.ID, t.check(err))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps[name] = kept
	return slices.Clone(kept), nil
}

// Event adds to the job's log, which followers read at once; data is JSON.
func (t *Task) Event(ctx context.Context, data json.RawMessage) error {
	if !json.Valid(data) {
		return fmt.Errorf("log an event of job %s: it is not JSON", t.job.ID)
	}
	if _, err := t.q.store.Append(ctx, t.claim(), time.Now(), data); err != nil {
		return fmt.Errorf("log an event of job %s: %w", t.job.ID, t.check(err))
	}
	t.q.bell.ring(changed(t.job.ID))
	return nil
}

// Verdict says in a word how this attempt ends, for lists of jobs, which do
// not read results.
func (t *Task) Verdict(word string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.verdict = word
}

func (t *Task) claim() Claim { return Claim{t.job.ID, t.job.Attempt} }

// check stops the handler when err says that its job is lost.
func (t *Task) check(err error) error {
	if fault.Is(err, fault.Stale) {
		t.lose(err)
	}
	return err
}
