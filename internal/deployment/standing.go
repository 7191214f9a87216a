package deployment

import (
	"context"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
)

func number(n int) string { return strconv.Itoa(n) }

// List lists the deployments of models that the actor may run, the oldest first.
// An administrator sees those too that are there no longer.
func (d *Desk) List(ctx context.Context) ([]Standing, error) {
	return d.some(ctx, func(string) bool { return true })
}

// some lists those of names. Of the others nothing is looked at but that.
func (d *Desk) some(ctx context.Context, are func(name string) bool) (l []Standing, err error) {
	all, err := d.rows.Deployments(ctx)
	if err != nil {
		return nil, err
	}
	workers := d.fleet.All()
	for _, one := range all {
		if !are(one.Name) {
			continue
		}
		one, held, err := d.found(ctx, one)
		if err != nil && !account.From(ctx).Admin {
			continue
		}
		l = append(l, d.standing(one, held, err, workers))
	}
	return l, nil
}

// Find finds one of those by its name, in any case.
func (d *Desk) Find(ctx context.Context, name string) (Standing, error) {
	l, err := d.some(ctx, func(one string) bool { return strings.EqualFold(one, name) })
	if err != nil {
		return Standing{}, err
	}
	if len(l) > 0 {
		return l[0], nil
	}
	return Standing{}, fault.New(fault.NotFound, "there is no deployment %.100q", name)
}

func (d *Desk) standing(one Deployment, held ref.Model, err error, workers []fleet.Worker) Standing {
	s := Standing{Deployment: one, State: Pending}
	d.mu.Lock()
	for c, failed := range d.failed {
		if err == nil && c.model == held {
			err = failed
		}
	}
	d.mu.Unlock()
	for _, w := range workers {
		switch {
		case w.Model != held:
		case w.Stage == fleet.Ready:
			s.Ready++
		case w.Stage == fleet.Loading:
			s.State = Loading
		}
	}
	s.Ready = min(s.Ready, one.Capacity)
	switch {
	case s.Ready == one.Capacity:
		s.State = Running
		return s
	case err != nil:
		_, s.Why = fault.Of(err)
		s.State = Failed
		if s.Ready > 0 {
			s.State = Running // it answers, if by fewer workers
		}
	case s.Ready > 0:
		s.State = Loading
	}
	return s
}

// Model is the model that a name stands for, in any case. Whether the actor may
// run it is found out where it is run.
func (d *Desk) Model(ctx context.Context, name string) (m ref.Model, ok bool, err error) {
	all, err := d.rows.Deployments(ctx)
	for _, one := range all {
		if strings.EqualFold(one.Name, name) {
			_, m, err = d.fleet.Named(ctx, one.Repo, one.Model)
			if fault.Is(err, fault.NotFound) { // it is gone, or not for this actor
				return m, false, nil
			}
			return m, err == nil, err
		}
	}
	return m, false, err
}
