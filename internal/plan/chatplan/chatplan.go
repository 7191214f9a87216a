// Package chatplan plans with a language model: one that is shown the task
// vocabulary and held to it by a JSON schema. Its plan is checked like any
// other; what does not check is sent back once. It knows no network.
package chatplan

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Message is a turn of the conversation with the model. Role is "system",
// "user" or "assistant".
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Chatter answers a conversation with JSON that fits schema, as well as the
// model can.
type Chatter func(ctx context.Context, messages []Message, schema json.RawMessage) (string, error)

// Planner is safe for concurrent use.
type Planner struct{ chat Chatter }

// New returns a planner that asks chat.
func New(chat Chatter) *Planner { return &Planner{chat} }

// Models say nothing of how sure they are. These stand for how often their
// plans hold, when the first one checks, and when it had to be put right.
const (
	atOnce   = 0.75
	repaired = 0.6
)

// Plan returns one plan whose graph checks, or a question. An error says that
// the model did not come to one.
func (p *Planner) Plan(ctx context.Context, req plan.Request, _ int) ([]plan.Plan, error) {
	b := newBrief(req)
	schema, err := b.schema()
	if err != nil {
		return nil, err
	}
	messages, err := b.messages()
	if err != nil {
		return nil, err
	}
	var wrong error
	for _, confidence := range []float64{atOnce, repaired} {
		answer, err := p.chat(ctx, messages, schema)
		if err != nil {
			return nil, fmt.Errorf("plan with a language model: %w", err)
		}
		made, err := b.read(answer)
		if err == nil {
			made.Confidence = confidence
			return []plan.Plan{made}, nil
		}
		wrong = err
		messages = append(messages, Message{"assistant", clip(answer, maxAnswer)}, Message{"user", complaint(err)})
	}
	return nil, fmt.Errorf("plan with a language model: its plan does not check, nor does the repaired one: %w", wrong)
}

func complaint(err error) string {
	_, msg := fault.Of(err)
	return "This plan cannot run: " + clip(msg, 1000) + ". Give the whole plan again with that put right."
}

// read makes a plan of an answer, checked.
func (b *brief) read(answer string) (plan.Plan, error) {
	var w written
	if err := json.Unmarshal([]byte(answer), &w); err != nil {
		return plan.Plan{}, fault.New(fault.Invalid, "it is not JSON of the form that was asked for")
	}
	if len(w.Steps) == 0 && w.Question != "" {
		return plan.Plan{Question: clip(w.Question, 500)}, nil
	}
	g, err := graph.Check(b.graph(w.Steps), b.given)
	return plan.Plan{Graph: g}, err
}

// Over asks a text-generation model through do, such as the gateway's. The
// conversation is a value of type chat on its prompt.
func Over(do func(context.Context, engine.Request) iter.Seq2[engine.Event, error], model ref.Model) Chatter {
	return func(ctx context.Context, messages []Message, schema json.RawMessage) (string, error) {
		turns, err := json.Marshal(messages)
		if err != nil {
			return "", fmt.Errorf("write conversation: %w", err)
		}
		req := engine.Request{
			Model: model, Task: "text-generation", Params: task.Params{"schema": string(schema)},
			In: port.Values{"prompt": {{Type: port.Chat, Media: "application/json", Text: string(turns), Size: int64(len(turns))}}},
		}
		for ev, err := range do(ctx, req) {
			if err != nil {
				return "", err
			}
			if v, ok := ev.Out.First("text"); ok {
				b, err := v.Read(1 << 20)
				return string(b), err
			}
		}
		return "", fault.New(fault.Unavailable, "%s gave no answer", model)
	}
}
