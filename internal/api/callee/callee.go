// Package callee finds the model that a request names and runs it, for every
// dialect: what they share is here, how it is said is theirs.
package callee

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Models lists the catalogue and chooses from it.
type Models interface {
	Models(ctx context.Context) ([]catalog.Model, error)
	Find(ctx context.Context, m ref.Model) (catalog.Model, error)
	Choose(ctx context.Context, need catalog.Need) ([]catalog.Choice, error)
}

// Gateway runs models.
type Gateway interface {
	Do(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error]
	Talk(ctx context.Context, t engine.Talk) (engine.Reply, error)
	Complete(ctx context.Context, t engine.Talk) (engine.Reply, error)
	Tokenize(ctx context.Context, m ref.Model, text string) ([]engine.Token, error)
}

// Deployed says which model a name without an owner was given to.
type Deployed interface {
	Model(ctx context.Context, name string) (m ref.Model, ok bool, err error)
}

// Desk finds and runs models.
type Desk struct {
	Models   Models
	Gateway  Gateway
	Limits   Limits   // nil is none
	Deployed Deployed // nil is none
}

// The tasks that the dialects of models have roads of their own to.
const (
	Chats       = task.ID("text-generation")
	Embeds      = task.ID("feature-extraction")
	Paints      = task.ID("text-to-image")
	Repaints    = task.ID("image-to-image")
	Speaks      = task.ID("text-to-speech")
	Transcribes = task.ID("automatic-speech-recognition")
)

// Assistant is the name by which the assistant is a chat model.
const Assistant = "tenon/assistant"

// noModel says that no model goes by a name, and which could be meant.
type noModel struct{ error }

func (n *noModel) Unwrap() error { return n.error }

// Unknown makes err one that says that a model is not there.
func Unknown(err error) error { return &noModel{err} }

// IsUnknown reports whether err says that the model is not there that was asked for.
func IsUnknown(err error) bool {
	_, ok := errors.AsType[*noModel](err)
	return ok
}

// Find returns the model that a request names for a task: by its name, by that under
// which it is deployed, by the part after the owner where that is enough and it is no
// stranger's, or the best on this machine for a task by the task's own name.
func (d Desk) Find(ctx context.Context, name string, need catalog.Need) (catalog.Model, error) {
	m, known, err := d.whole(ctx, name)
	if err != nil || known && m.Task == need.Task {
		return m, err
	}
	if known { // the same model may do this too
		also := m.Ref
		also.Name += "." + string(need.Task)
		if other, ok, err := d.whole(ctx, also.String()); err == nil && ok && other.Task == need.Task {
			return other, nil
		}
	}
	all, err := d.Models.Models(ctx)
	if err != nil {
		return catalog.Model{}, err
	}
	var fit, short []catalog.Model
	other := task.ID("") // what the model of this name does instead
	for _, m := range all {
		full, _ := strings.CutSuffix(m.Ref.String(), "."+string(need.Task)) // a connection's model that does several things
		switch {
		case m.Task != need.Task && full == name:
			other = m.Task
			continue
		case m.Task != need.Task:
			continue
		case full == name:
			return m, nil
		case strings.HasSuffix(full, "/"+name) && !m.Stranger:
			short = append(short, m)
		}
		fit = append(fit, m)
	}
	if other != "" {
		return catalog.Model{}, fault.New(fault.Invalid, "%s does %s, not %s", name, other, need.Task)
	}
	if name == string(need.Task) {
		need.Local = true // a model that was not named is given nothing that it would take away
		return d.Best(ctx, need)
	}
	if len(short) == 1 {
		return short[0], nil
	}
	return catalog.Model{}, Unknown(unknown(name, need.Task, fit))
}

// whole finds the model of a whole name, or of a deployment's: not all that there
// are may be listed.
// One of the hub that cannot run is a fault that says why.
func (d Desk) whole(ctx context.Context, name string) (m catalog.Model, known bool, err error) {
	named, err := ref.ParseModel(name)
	if err != nil { // it is the name of a deployment, of a task, or none
		if d.Deployed == nil {
			return m, false, nil
		}
		if named, known, err = d.Deployed.Model(ctx, name); err != nil || !known {
			return m, false, err
		}
	}
	m, err = d.Models.Find(ctx, named)
	if fault.Is(err, fault.NotFound) {
		return m, false, nil
	}
	return m, err == nil, err
}

func unknown(name string, id task.ID, fit []catalog.Model) error {
	what := "name the model"
	if name != "" {
		what = "there is no model " + name + " here"
	}
	if len(fit) == 0 {
		return fault.New(fault.NotFound, "%s, and none does %s: connect a server that has one with `tenon connect`", what, id)
	}
	var names []string
	for _, m := range fit[:min(len(fit), 5)] {
		names = append(names, m.Ref.String())
	}
	return fault.New(fault.NotFound, "%s; %s is done by %s (GET /v1/models lists all), or by the best on this machine under the name %q",
		what, id, strings.Join(names, ", "), id)
}

// Best is the first model of a task that can be used now.
func (d Desk) Best(ctx context.Context, need catalog.Need) (catalog.Model, error) {
	choices, err := d.Models.Choose(ctx, need)
	if err != nil {
		return catalog.Model{}, err
	}
	if len(choices) == 0 {
		return catalog.Model{}, Unknown(unknown(string(need.Task), need.Task, nil))
	}
	if choices[0].Err != nil {
		return catalog.Model{}, fault.New(fault.Unavailable, "no model for %s can be used now; %s: %v", need.Task, choices[0].Model.Ref, choices[0].Err)
	}
	return choices[0].Model, nil
}

// Run runs a model; f is called with each event, the outputs open meanwhile.
func (d Desk) Run(ctx context.Context, req engine.Request, f func(engine.Event) error) error {
	for ev, err := range d.Gateway.Do(ctx, req) {
		if err != nil {
			return err
		}
		if err := f(ev); err != nil {
			return err
		}
	}
	return nil
}
