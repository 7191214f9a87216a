package llama

import (
	"context"
	"iter"
	"sync/atomic"

	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
)

// Request asks for what goes on after a prompt.
type Request struct {
	Actor     string // on whose behalf; actors are served in turn
	Prompt    []int32
	Sights    []Sight // which of its tokens stand for pictures, in their order
	Most      int     // tokens of the answer; 0 is as many as fit
	Sample    sample.Params
	Grammar   string    // the form of the answer, in GBNF with the rule "root"; "" is any
	Adapters  []Adapter // LoRA adapters that it is answered with
	Top       int       // how many likely tokens are told with each; -1 tells no probabilities
	IgnoreEnd bool      // go on after the token that ends an answer
	Foretold  []int32   // what the answer may be: it comes faster where it is

	// Steer is told each token, and says with which the answer goes on where that is not
	// the model's choice; nil never does. Whoever computes for all calls it: it is quick.
	Steer func(Step) []int32
}

// End is why an answer ends.
type End string

// The ends. An answer that goes on has none.
const (
	Stop   End = "stop"   // the model has said all
	Length End = "length" // it is as long as it may be
)

// Step is one token of an answer.
type Step struct {
	Token   int32
	Piece   []byte // what it stands for; nothing where it ends the answer
	Logprob float64
	Top     []sample.Choice
	End     End  // in the last step only
	Steered bool // the model did not choose it
	Cached  int  // tokens of the prompt that had been computed before, for the same actor

	Accepted, Rejected int // tokens of what was foretold that came so far, and those that were tried and did not
}

// job is a request on its way through the loop.
type job struct {
	Request
	ctx    context.Context //nolint:containedctx // it is the request's own, which waits for as long
	steps  chan Step
	failed error // set before steps is closed

	worn    string // its adapters
	release func() // … which are not held any more then; nil where there are none

	paused atomic.Bool

	steered            []int32         // tokens that come next
	resumed            []int32         // what was answered before it had to make room
	sampler            *sample.Sampler // … and how it was chosen
	rule               *rule
	cached             int
	counted            bool      // its cached tokens are in the counters
	accepted, rejected int       // of what was foretold
	vector             []float32 // of a text, where vectors are made
}

// ahead is how many tokens an answer may be ahead of who reads it.
const ahead = 256

// Generate answers r, step by step. What it yields as an error is its last.
// Leaving the loop, or the end of ctx, gives the request up within one step.
func (m *Model) Generate(ctx context.Context, r Request) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		if err := m.check(&r); err != nil {
			yield(Step{}, err)
			return
		}
		j := &job{Request: r, steps: make(chan Step, ahead)}
		if err := m.dress(j); err != nil {
			yield(Step{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer func() {
			cancel()
			m.nudge() // the loop may be waiting for who has left
		}()
		j.ctx = ctx
		defer context.AfterFunc(ctx, m.nudge)()
		select {
		case m.inbox <- j:
		case <-m.done:
			yield(Step{}, errClosed)
			return
		case <-ctx.Done():
			j.release()
			yield(Step{}, canceled(ctx))
			return
		}
		for {
			select {
			case s, ok := <-j.steps:
				if !ok {
					if j.failed != nil {
						yield(Step{}, j.failed)
					}
					return
				}
				if j.paused.Load() && len(j.steps) < ahead/2 {
					m.nudge()
				}
				if !yield(s, nil) {
					return
				}
			case <-m.done:
				yield(Step{}, errClosed)
				return
			}
		}
	}
}

var errClosed = fault.New(fault.Unavailable, "the model was put away")

func canceled(ctx context.Context) error {
	return fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
}

// nudge has the loop look who may go on.
func (m *Model) nudge() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// knows says which of the tokens the model does not have.
func (m *Model) knows(tokens []int32) error {
	for _, t := range tokens {
		if t < 0 || int(t) >= m.facts.Vocabulary {
			return fault.New(fault.Invalid, "the token %d is none of the %d that this model has", t, m.facts.Vocabulary)
		}
	}
	return nil
}

// check completes r and says what is wrong with it.
func (m *Model) check(r *Request) error {
	f := m.facts
	if f.Embedding {
		return fault.New(fault.Invalid, "this model makes vectors of texts and answers nothing; ask for embeddings")
	}
	if len(r.Prompt) == 0 {
		return fault.New(fault.Invalid, "the prompt is empty")
	}
	if len(r.Prompt) >= f.Context {
		return fault.Wrap(ErrContext, fault.TooLarge, "the prompt has %d tokens, and this model's context has %d for the prompt and the answer", len(r.Prompt), f.Context)
	}
	if err := m.knows(r.words()); err != nil {
		return err
	}
	r.Foretold = r.Foretold[:min(len(r.Foretold), f.Context)] // no answer is longer, and each step looks through it
	if err := m.knows(r.Foretold); err != nil {
		return err
	}
	for t := range r.Sample.Bias {
		if t < 0 || int(t) >= f.Vocabulary {
			return fault.New(fault.Invalid, "logit_bias names the token %d, which is none of the %d that this model has", t, f.Vocabulary)
		}
	}
	if left := f.Context - len(r.Prompt); r.Most <= 0 || r.Most > left {
		r.Most = left
	}
	return r.Sample.Check()
}
