// Package deployment keeps models of the hub loaded that administrators have
// deployed, under names of their own, also after a restart. The workers that
// hold them are the fleet's.
package deployment

import (
	"cmp"
	"context"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Deployment is a model that is kept loaded.
type Deployment struct {
	Name     string    // callers may name the model so
	Repo     string    // the id of the model's repository, which it keeps under other names; empty is not known yet
	Model    ref.Model // as it was named then; of what is found, as it is named today
	Capacity int       // workers
	Creator  ref.Owner
	Modifier ref.Owner
	Created  time.Time
	Modified time.Time
}

// State is how far a deployment is.
type State string

// The states.
const (
	Pending State = "PENDING"   // it waits for memory, or for its turn
	Loading State = "DEPLOYING" // workers read the weights
	Running State = "RUNNING"
	Failed  State = "FAILED" // it is tried again
)

// Standing is a deployment as it is now.
type Standing struct {
	Deployment
	State State
	Ready int    // workers that answer, at most its capacity
	Why   string // it is not all that it should be; empty if that is not known
}

// Rows keep deployments. A change and its line in the audit log are written
// together or not at all.
type Rows interface {
	// Deployments lists them all, the oldest first.
	Deployments(ctx context.Context) ([]Deployment, error)
	// Add adds one. A name that is taken is a fault of kind Conflict.
	Add(ctx context.Context, d Deployment, e account.Entry) error
	// Scale changes a capacity. Fault: NotFound.
	Scale(ctx context.Context, d Deployment, e account.Entry) error
	// Remove removes one. Fault: NotFound.
	Remove(ctx context.Context, name string, e account.Entry) error
	// Bind notes the repository of one that was made before that was known.
	Bind(ctx context.Context, name, repo string) error
}

// Fleet has workers hold models, on behalf of the actor of a context.
type Fleet interface {
	// Named is m under the name that its repository has today, and the id of that: it
	// is looked for by id unless that is empty. One that the actor may not read is a fault.
	Named(ctx context.Context, repo string, m ref.Model) (id string, now ref.Model, err error)
	// Held is the model, under its name of today, whose workers do what m does. One
	// that no worker runs, or that the actor may not run, is a fault.
	Held(ctx context.Context, m ref.Model) (ref.Model, error)
	// Hold has a worker hold a model, pinned, and waits for it. Copies of a model
	// are counted from 0.
	Hold(ctx context.Context, m ref.Model, copy int) error
	// Trim ends the copies of what is held from the nth on, and pins none if n is 0.
	Trim(held ref.Model, n int)
	// All lists the workers, whoever may use them.
	All() []fleet.Worker
}

// Desk deploys models on behalf of the actors of its calls' contexts. It is safe
// for concurrent use.
type Desk struct {
	rows  Rows
	fleet Fleet
	entry func(ctx context.Context, act, subject, detail string) account.Entry
	log   *slog.Logger
	woken chan struct{}

	mu     sync.Mutex
	failed map[copied]error // why they could not be held
}

// New returns the deployments in rows. entry makes lines of the audit log.
func New(rows Rows, f Fleet, entry func(ctx context.Context, act, subject, detail string) account.Entry, log *slog.Logger) *Desk {
	return &Desk{rows: rows, fleet: f, entry: entry, log: log, woken: make(chan struct{}, 1), failed: map[copied]error{}}
}

const (
	most   = 64  // workers of one deployment
	mostOf = 200 // deployments
)

var suffixes = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)

// may is a fault unless the actor may pin models: that concerns everybody.
func may(ctx context.Context) error {
	a := account.From(ctx)
	switch {
	case !a.Scope.Writes():
		return fault.New(fault.Forbidden, "the token may list the deployments and change none: make one with `tenon token create --write`")
	case !a.Admin:
		return fault.New(fault.Forbidden, "only an administrator may deploy models and end deployments: others use them")
	}
	return nil
}

func capacity(n int) error {
	if n < 1 || n > most {
		return fault.New(fault.Invalid, "capacity is %d; it is how many workers hold the model: 1 to %d", n, most)
	}
	return nil
}

// Deploy has workers hold a model from now on. Its name ends in the suffix; without
// one, in a number.
func (d *Desk) Deploy(ctx context.Context, m ref.Model, suffix string, n int) (s Standing, err error) {
	if err := cmp.Or(may(ctx), capacity(n)); err != nil {
		return s, err
	}
	if suffix != "" && !suffixes.MatchString(suffix) {
		return s, fault.New(fault.Invalid, "suffix %.60q is not of up to 32 letters, digits, '_' and '-'", suffix)
	}
	who, now := account.From(ctx).User, time.Now().UTC().Truncate(time.Microsecond)
	made := Deployment{Capacity: n, Creator: who, Modifier: who, Created: now, Modified: now}
	if made.Repo, made.Model, err = d.fleet.Named(ctx, "", m); err == nil {
		_, err = d.fleet.Held(ctx, made.Model)
	}
	if err == nil {
		made.Name, err = d.add(ctx, made, suffix)
	}
	if err != nil {
		return s, err
	}
	d.wake()
	return d.Find(ctx, made.Name)
}

// add adds a deployment under a name that is free. A number that another takes at
// the same time is not what was asked for: the next one is as good.
func (d *Desk) add(ctx context.Context, made Deployment, suffix string) (name string, err error) {
	for taken := true; taken; {
		all, err := d.rows.Deployments(ctx)
		if err != nil {
			return "", err
		}
		if len(all) >= mostOf {
			return "", fault.New(fault.Exhausted, "there are %d deployments already; delete one", len(all))
		}
		if name, err = free(all, made.Model.Name, suffix); err != nil {
			return "", err
		}
		made.Name = name
		err = d.rows.Add(ctx, made, d.entry(ctx, "model deploy", made.Model.String(), "as "+name))
		if taken = suffix == "" && fault.Is(err, fault.Conflict); !taken && err != nil {
			return "", err
		}
	}
	return name, nil
}

// free is a name that no deployment and no task has.
func free(all []Deployment, model, suffix string) (string, error) {
	taken := func(name string) bool {
		_, err := task.Lookup(name)
		return err == nil || slices.ContainsFunc(all, func(d Deployment) bool { return strings.EqualFold(d.Name, name) })
	}
	if suffix != "" {
		name := model + "-" + suffix
		if taken(name) {
			return "", fault.New(fault.Conflict, "%s is there already; give another suffix", name)
		}
		return name, nil
	}
	for i := 1; ; i++ {
		if name := model + "-" + number(i); !taken(name) {
			return name, nil
		}
	}
}

// Scale changes how many workers hold a deployed model.
func (d *Desk) Scale(ctx context.Context, name string, n int) (s Standing, err error) {
	if err := cmp.Or(may(ctx), capacity(n)); err != nil {
		return s, err
	}
	if s, err = d.Find(ctx, name); err != nil {
		return s, err
	}
	to := s.Deployment
	to.Capacity, to.Modifier, to.Modified = n, account.From(ctx).User, time.Now().UTC().Truncate(time.Microsecond)
	if err := d.rows.Scale(ctx, to, d.entry(ctx, "model scale", name, "to "+number(n))); err != nil {
		return s, err
	}
	d.wake()
	return d.Find(ctx, name)
}

// Remove ends a deployment. Its model stays in the hub and can be used as others.
func (d *Desk) Remove(ctx context.Context, name string) error {
	if err := may(ctx); err != nil {
		return err
	}
	s, err := d.Find(ctx, name)
	if err != nil {
		return err
	}
	if err := d.rows.Remove(ctx, s.Name, d.entry(ctx, "model withdraw", s.Name, "")); err != nil {
		return err
	}
	d.wake()
	return nil
}

// Of are the names under which a held model is deployed.
func (d *Desk) Of(ctx context.Context, held ref.Model) (names []string, err error) {
	all, err := d.rows.Deployments(ctx)
	for _, one := range all {
		if _, is, err := d.found(ctx, one); err == nil && is == held {
			names = append(names, one.Name)
		}
	}
	return names, err
}

// found is a deployment with its model as that is named today, and the model whose
// workers hold it.
func (d *Desk) found(ctx context.Context, one Deployment) (Deployment, ref.Model, error) {
	id, now, err := d.fleet.Named(ctx, one.Repo, one.Model)
	if err != nil {
		return one, ref.Model{}, err
	}
	one.Repo, one.Model = id, now
	held, err := d.fleet.Held(ctx, now)
	return one, held, err
}
