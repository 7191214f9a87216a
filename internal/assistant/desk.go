package assistant

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

// Kind is the kind of the jobs that are runs.
const Kind job.Kind = "assistant.run"

// poll is how often a run of another process is looked at.
const poll = 300 * time.Millisecond

// Jobs keeps the runs.
type Jobs interface {
	Add(ctx context.Context, n job.New) (job.Job, error)
	Find(ctx context.Context, id job.ID) (job.Job, error)
	List(ctx context.Context, f job.Filter) ([]job.Job, error)
	Cancel(ctx context.Context, id job.ID) (job.Job, error)
	Steps(ctx context.Context, id job.ID) ([]job.Step, error)
	Changes(id job.ID) (news <-chan struct{}, stop func())
}

// Desk takes requests and tells how they stand. The work itself is done by
// whoever runs the jobs, with Handle.
type Desk struct {
	assistant *Assistant
	jobs      Jobs
}

// NewDesk returns a desk of a.
func NewDesk(a *Assistant, jobs Jobs) *Desk { return &Desk{a, jobs} }

const maxTitle = 200 // runes of a request that lists show

// Ask stores a request as a run that waits. One that can never be planned is
// refused.
func (d *Desk) Ask(ctx context.Context, owner string, req Request) (Run, error) {
	if err := req.Check(); err != nil {
		return Run{}, err
	}
	payload, err := json.Marshal(req)
	if err != nil {
		return Run{}, fmt.Errorf("write request: %w", err)
	}
	j, err := d.jobs.Add(ctx, job.New{Kind: Kind, Owner: owner, Title: clip(req.Text, maxTitle), Payload: payload})
	if err != nil {
		return Run{}, err
	}
	return Fresh(string(j.ID), j.Created, req), nil
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// Run returns a run of owner as it stands.
func (d *Desk) Run(ctx context.Context, owner, id string) (Run, error) {
	run, _, err := d.look(ctx, owner, id)
	return run, err
}

// Runs returns the newest runs of owner: the beginnings of their requests, and
// how they stand.
func (d *Desk) Runs(ctx context.Context, owner string, limit int) ([]Run, error) {
	jobs, err := d.jobs.List(ctx, job.Filter{Owner: owner, Kind: Kind, Limit: limit})
	if err != nil {
		return nil, err
	}
	runs := []Run{}
	for _, j := range jobs {
		run := Run{ID: string(j.ID), Text: j.Title, State: State(j.State), Created: j.Created, Ended: ended(j)}
		if run.State.Ended() {
			run.State = cmp.Or(State(j.Verdict), run.State)
		}
		runs = append(runs, run)
	}
	return runs, nil
}

func ended(j job.Job) time.Time {
	if j.State.Ended() {
		return j.Updated
	}
	return time.Time{}
}

// Cancel stops a run of owner.
func (d *Desk) Cancel(ctx context.Context, owner, id string) error {
	if _, _, err := d.look(ctx, owner, id); err != nil {
		return err
	}
	_, err := d.jobs.Cancel(ctx, job.ID(id))
	return err
}

// Follow yields a run of owner each time that it has changed, at least once
// and the last time when it has ended.
func (d *Desk) Follow(ctx context.Context, owner, id string) iter.Seq2[Run, error] {
	return func(yield func(Run, error) bool) {
		news, stop := d.jobs.Changes(job.ID(id))
		defer stop()
		for {
			run, changed, err := d.look(ctx, owner, id)
			if !yield(run, err) || err != nil || run.State.Ended() {
				return
			}
			if changed == nil { // before it begins, and between its end and the word of it
				changed = news
			}
			timer := time.NewTimer(poll)
			select {
			case <-changed:
			case <-timer.C:
			case <-ctx.Done():
			}
			timer.Stop()
			if ctx.Err() != nil {
				yield(Run{}, fmt.Errorf("follow run %s: %w", id, ctx.Err()))
				return
			}
		}
	}
}

// look returns a run from where it is known best: this process, its result,
// or its steps. changed is nil when nobody here tells of changes.
func (d *Desk) look(ctx context.Context, owner, id string) (run Run, changed <-chan struct{}, err error) {
	j, err := d.jobs.Find(ctx, job.ID(id))
	if fault.Is(err, fault.NotFound) || err == nil && (j.Kind != Kind || j.Owner != owner) {
		return Run{}, nil, fault.New(fault.NotFound, "there is no run %s; `tenon runs` lists them", id)
	}
	if err != nil {
		return Run{}, nil, err
	}
	if !j.State.Ended() {
		if run, changed, ok := d.assistant.Live(id); ok {
			return run, changed, nil
		}
	}
	var req Request
	if err := json.Unmarshal(j.Payload, &req); err != nil {
		return Run{}, nil, fmt.Errorf("read request of run %s: %w", id, err)
	}
	run = Fresh(id, j.Created, req)
	if len(j.Result) > 0 {
		if err := json.Unmarshal(j.Result, &run); err != nil {
			return Run{}, nil, fmt.Errorf("read result of run %s: %w", id, err)
		}
		return run, nil, nil
	}
	steps, err := d.jobs.Steps(ctx, j.ID)
	if err != nil {
		return Run{}, nil, err
	}
	replay(&run, steps)
	run.State, run.Ended = State(j.State), ended(j)
	if j.Failure != nil {
		run.Error = j.Failure.Message
	}
	for i, n := range run.Nodes {
		if run.State.Ended() && !n.State.Ended() {
			run.Nodes[i].State = Canceled
		}
	}
	return run, nil, nil
}

// replay brings a fresh run to where its steps say that it is.
func replay(run *Run, steps []job.Step) {
	for _, s := range steps {
		if s.Name == "plan" {
			var p planned
			if json.Unmarshal(s.Result, &p) == nil {
				run.Outcome, run.Nodes = p.Outcome, fresh(p.Graph, run.Lang)
			}
			continue
		}
		var r result
		if json.Unmarshal(s.Result, &r) != nil {
			continue
		}
		for i := range run.Nodes {
			if run.Nodes[i].ID == r.Node.ID {
				run.Nodes[i] = r.Node
			}
		}
	}
}

// Handle does the work of a run as its job.
func (d *Desk) Handle(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	j := t.Job()
	var req Request
	if err := json.Unmarshal(t.Payload(), &req); err != nil {
		return nil, fmt.Errorf("read request of run %s: %w", j.ID, err)
	}
	run, err := d.assistant.Do(ctx, string(j.ID), j.Owner, j.Created, req, t)
	if err != nil {
		return nil, err
	}
	t.Verdict(string(run.State))
	raw, err := json.Marshal(run)
	if err == nil && run.State == Failed {
		err = fault.New(fault.Invalid, "%s", run.Error) // final: a new run is asked for by hand
	}
	return raw, err
}

// farewell is how long the cancelling of a run may take that nobody waits for.
const farewell = 5 * time.Second

// Leave cancels a run that nobody waits for any more, also when ctx has ended.
// One that has ended itself by then is none the worse.
func (d *Desk) Leave(ctx context.Context, owner, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if err := d.Cancel(ctx, owner, id); err != nil && !fault.Is(err, fault.Conflict) {
		return fmt.Errorf("cancel run %s, for which nobody waits: %w", id, err)
	}
	return nil
}
