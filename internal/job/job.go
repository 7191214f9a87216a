// Package job keeps long work going: a durable queue whose jobs survive the
// death of the process that runs them and go on after their last recorded
// step. It knows neither SQL nor what the work is.
package job

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// ID names a job.
type ID string

// Kind says which handler runs a job, such as "assistant.run".
type Kind string

// State is where a job stands.
type State string

// The states. A job that waits may be one that failed and will be tried again.
const (
	Waiting  State = "waiting"
	Running  State = "running"
	Done     State = "done"
	Failed   State = "failed"
	Canceled State = "canceled"
)

// Ended reports whether a job in state s will never change again.
func (s State) Ended() bool { return s == Done || s == Failed || s == Canceled }

// Job is a piece of work and how it stands.
type Job struct {
	ID      ID              `json:"id"`
	Kind    Kind            `json:"kind"`
	Owner   string          `json:"owner"` // on whose behalf; the caller checks who may see it
	Share   string          `json:"-"`     // whose share of the slots it takes; empty is nobody's
	Title   string          `json:"title,omitempty"`
	State   State           `json:"state"`
	Payload json.RawMessage `json:"payload,omitempty"` // not in lists
	Result  json.RawMessage `json:"result,omitempty"`  // not in lists; a failed job may have one too
	Failure *Failure        `json:"failure,omitempty"` // the last one; a waiting job may have one too
	Verdict string          `json:"verdict,omitempty"` // how it ended, in a word of its handler's
	Attempt int             `json:"attempt"`           // how often it was claimed; the fence of its worker
	Retries int             `json:"retries"`           // how often a passing failure is still tried again
	Cancel  bool            `json:"cancel,omitempty"`  // somebody asked for its end
	Created time.Time       `json:"created"`
	Updated time.Time       `json:"updated"`
	Next    time.Time       `json:"next,omitzero"` // a waiting job is not claimed before
}

// Failure is why a job failed; Message may be shown.
type Failure struct {
	Kind    fault.Kind `json:"kind"`
	Message string     `json:"message"`
}

// New is a job to add.
type New struct {
	ID      ID // empty: a new one; else adding it twice is a fault of kind Conflict
	Kind    Kind
	Owner   string
	Share   string          // see Options.PerShare
	Title   string          // one line for lists
	Payload json.RawMessage // what its handler needs
	Retries int             // how often a failure that may pass is tried again; 0 never. A worker's death is no failure
}

// Filter chooses jobs of a list. Its zero value is the newest of all.
type Filter struct {
	Owner  string // empty: of everybody
	Kind   Kind
	States []State
	Before ID  // the last one of the page before
	Limit  int // 0 is 50, at most 500
}

// Event is an entry of a job's log. Seq counts from 1 within the job.
type Event struct {
	Seq  int64           `json:"seq"`
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"`
}

// Step is the recorded result of one step of a job.
type Step struct {
	Name   string          `json:"name"`
	At     time.Time       `json:"at"`
	Result json.RawMessage `json:"result"`
}

// Board is what those who ask for jobs need of a store.
type Board interface {
	// Add stores waiting jobs as they are given, all at once, but for those whose
	// ID is taken. When all are it is a fault of kind Conflict.
	Add(ctx context.Context, jobs ...Job) error
	// Find returns a job; an unknown one is a fault of kind NotFound.
	Find(ctx context.Context, id ID) (Job, error)
	// List returns jobs without payload and result, newest first.
	List(ctx context.Context, f Filter) ([]Job, error)
	// Cancel ends a waiting job at once and marks a running one; of a job
	// that has ended it is a fault of kind Conflict. It returns the job.
	Cancel(ctx context.Context, id ID, now time.Time) (Job, error)
	// Steps returns the steps of a job in the order they were recorded in.
	Steps(ctx context.Context, id ID) ([]Step, error)
	// Events returns at most limit events with Seq over after, in order.
	Events(ctx context.Context, id ID, after int64, limit int) ([]Event, error)
	// Sweep removes jobs that ended before t, with their steps and events.
	Sweep(ctx context.Context, t time.Time) (removed int, err error)
}

// Claim is a worker's hold on a job. When the job is claimed again the attempt
// has gone up, and everything that is done under the older claim is refused
// with a fault of kind Stale.
type Claim struct {
	ID      ID
	Attempt int
}

// Take says which jobs to claim, and how.
type Take struct {
	Kinds  []Kind
	Only   ID        // not empty: this job alone
	Busy   []string  // shares that none is to be taken of
	Max    int       // at most so many
	Holder string    // the instance that claims
	Now    time.Time // leases that ended before are taken over
	Until  time.Time // when the new leases end
}

// Outcome is how one attempt at a job ends. State is Done, Failed, Canceled,
// or Waiting to have it claimed again from Next on.
type Outcome struct {
	State   State
	Result  json.RawMessage
	Failure *Failure
	Verdict string
	Retries int       // what is left, when Waiting
	Next    time.Time // when Waiting
}

// Bench is what those who run jobs need of a store. What takes a Claim is
// fenced by it.
type Bench interface {
	// Claim takes jobs that are due, the oldest first: waiting ones, and
	// running ones whose lease has ended. Of these it ends instead those that
	// somebody canceled and those that outlived MaxDeaths workers.
	Claim(ctx context.Context, t Take) ([]Job, error)
	// Renew moves the end of the lease and reports a request to cancel.
	Renew(ctx context.Context, c Claim, until time.Time) (cancel bool, err error)
	// Record stores the result of a step, once: a second time stores nothing
	// and returns the first result.
	Record(ctx context.Context, c Claim, s Step) (json.RawMessage, error)
	// Append adds an event to the log and returns its Seq.
	Append(ctx context.Context, c Claim, at time.Time, data json.RawMessage) (int64, error)
	// Finish ends the claim.
	Finish(ctx context.Context, c Claim, o Outcome, now time.Time) error
	// Holders lists the instances that hold leases.
	Holders(ctx context.Context) ([]string, error)
	// Break ends all leases of an instance that is known to be dead.
	Break(ctx context.Context, holder string) error
}

// Tally is for those who ask how a job of many steps is getting on.
type Tally interface {
	// Count is how many steps of a job have a name that begins so.
	Count(ctx context.Context, id ID, prefix string) (int, error)
	// Step returns one step of a job; an unknown one is a fault of kind NotFound.
	Step(ctx context.Context, id ID, name string) (Step, error)
	// Before is how many jobs of its kind wait that were added before j.
	Before(ctx context.Context, j Job) (int, error)
}

// Store keeps jobs. It is safe for concurrent use, also by many processes.
// Contract: jobtest.Store.
type Store interface {
	Board
	Bench
	Tally
}

// MaxDeaths is how many workers may die on a job, one after another and with
// no step recorded between, before it fails: it may be what kills them.
const MaxDeaths = 5
