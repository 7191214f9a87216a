package order

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

// Report is an order, and how far its last job is.
type Report struct {
	Order
	Job      job.ID    `json:"job"`
	State    job.State `json:"state"`
	Error    string    `json:"error,omitempty"`
	Progress Progress  `json:"progress"`
}

// Progress is how far a job is.
type Progress struct {
	Repos  int      `json:"repositories"` // that are done
	Of     int      `json:"of"`           // of so many
	Files  int      `json:"files"`        // large ones that are here
	Bytes  int64    `json:"bytes"`        // of them
	Failed []string `json:"failed,omitempty"`
	Now    string   `json:"now,omitempty"` // what it works on
}

// List lists the orders, the oldest first.
func (b *Book) List(ctx context.Context) ([]Report, error) {
	if err := mayOrder(ctx); err != nil {
		return nil, err
	}
	l, err := b.Rows.List(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Report, len(l))
	for i, o := range l {
		if out[i], err = b.report(ctx, o); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Find reports on one order.
func (b *Book) Find(ctx context.Context, id string) (Report, error) {
	if err := mayOrder(ctx); err != nil {
		return Report{}, err
	}
	o, err := b.Rows.Find(ctx, id)
	if err != nil {
		return Report{}, err
	}
	return b.report(ctx, o)
}

func (b *Book) report(ctx context.Context, o Order) (Report, error) {
	r := Report{Order: o, Job: o.Job}
	if o.Job == "" {
		return r, nil
	}
	j, err := b.Queue.Find(ctx, o.Job)
	if fault.Is(err, fault.NotFound) { // it is long ago
		r.State = job.Done
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.State = j.State
	if j.Failure != nil && j.State == job.Failed {
		r.Error = j.Failure.Message
	}
	if len(j.Result) > 0 {
		if err := json.Unmarshal(j.Result, &r.Progress); err != nil {
			return r, fmt.Errorf("read the result of job %s: %w", j.ID, err)
		}
		return r, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if p, ok := b.going[o.Job]; ok {
		r.Progress = *p
	}
	return r, nil
}
