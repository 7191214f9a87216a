// Package engine is the vocabulary of running models and the seam that every
// engine implements. It runs nothing itself.
package engine

import (
	"context"
	"errors"
	"iter"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// A Request asks one model for one piece of work. In holds the values of the
// task's input ports, Params its parameters, checked and complete.
type Request struct {
	Model  ref.Model
	Task   task.ID
	In     port.Values
	Params task.Params
}

// An Event is one step of an answer. The last one carries Out. The bodies of
// Out may be opened until the consumer asks for another event or stops.
type Event struct {
	Progress float64     // the share that is done, in [0, 1]; 0 is unknown
	Text     string      // words that came since the last event
	Out      port.Values // the values of the output ports, in the last event only
	Usage    Usage       // cumulative
}

// ErrUnfit is the cause of faults that say that a model is not one for these inputs, with which
// nothing is wrong: another model may do what is asked.
var ErrUnfit = errors.New("the model is not one for this")

// Usage is what an answer has consumed so far, in the units that models are
// metered by.
type Usage struct {
	TokensIn   int64   `json:"tokensIn,omitempty"`
	TokensOut  int64   `json:"tokensOut,omitempty"`
	Characters int64   `json:"characters,omitempty"`
	Seconds    float64 `json:"seconds,omitempty"` // of audio or video
	Pictures   int64   `json:"pictures,omitempty"`
	Steps      int64   `json:"steps,omitempty"`
}

// Plus is the usage of two answers together.
func (u Usage) Plus(o Usage) Usage {
	return Usage{u.TokensIn + o.TokensIn, u.TokensOut + o.TokensOut, u.Characters + o.Characters, u.Seconds + o.Seconds, u.Pictures + o.Pictures, u.Steps + o.Steps}
}

// An Engine answers requests. Run yields events until the answer is complete,
// ctx is done, or the consumer stops ranging; it yields at most one error, and
// that last. It is safe for concurrent use. Contract: enginetest.Run.
type Engine interface {
	Run(ctx context.Context, req Request) iter.Seq2[Event, error]
}

// Func is an engine of one function that gives its whole answer at once.
type Func func(ctx context.Context, req Request) (port.Values, error)

// Run yields what f returns.
func (f Func) Run(ctx context.Context, req Request) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(Event{}, fault.Wrap(err, fault.Canceled, "canceled"))
			return
		}
		out, err := f(ctx, req)
		if err != nil {
			yield(Event{}, err)
			return
		}
		yield(Event{Progress: 1, Out: out, Usage: measure(req.In)}, nil)
	}
}

func measure(in port.Values) (u Usage) {
	for _, vs := range in {
		for _, v := range vs {
			switch v.Type {
			case port.Image:
				u.Pictures++
			case port.Text, port.Labels, port.Table:
				u.Characters += v.Size
			default:
			}
		}
	}
	return u
}
