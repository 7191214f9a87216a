package gateway_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/gateway"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

var keywords = ref.Model{Owner: "test", Name: "keywords"}

// desk finds one model and keeps how its calls went.
type desk struct {
	model catalog.Model
	notes []bool
}

func (d *desk) Find(_ context.Context, m ref.Model) (catalog.Model, error) {
	if m != d.model.Ref {
		return catalog.Model{}, fault.New(fault.NotFound, "there is no model %s", m)
	}
	return d.model, nil
}

func (d *desk) Note(_ ref.Model, ok bool, _ time.Duration) { d.notes = append(d.notes, ok) }

func open(do engine.Func) (*gateway.Gateway, *desk, *fleet.Fleet) {
	d := &desk{model: catalog.Model{Ref: keywords, Engine: "test"}}
	d.model.Task = "keyword-extraction"
	d.model.Fixed = map[string]any{"count": 3.0}
	f := fleet.New(map[string]fleet.Berth{"test": {Engine: do, Slots: 1}}, 0)
	return gateway.New(d, f, d, gateway.Options{}), d, f
}

func request(params task.Params) engine.Request {
	return engine.Request{Model: keywords, Task: "keyword-extraction", In: port.Values{"text": {port.NewText("words")}}, Params: params}
}

func run(ctx context.Context, g *gateway.Gateway, req engine.Request) (out port.Values, err error) {
	for ev, e := range g.Do(ctx, req) {
		out, err = ev.Out, e
	}
	return out, err
}

func TestParametersAreCompletedFromTheModelThenTheTask(t *testing.T) {
	t.Parallel()
	var got task.Params
	g, _, _ := open(func(_ context.Context, req engine.Request) (port.Values, error) {
		got = req.Params
		return port.Values{"labels": {port.NewLabels(nil)}}, nil
	})
	for _, c := range []struct {
		params task.Params
		count  float64
	}{{nil, 3}, {task.Params{"count": 5.0}, 5}} {
		if out, err := run(t.Context(), g, request(c.params)); err != nil || len(out["labels"]) != 1 || got.Number("count") != c.count {
			t.Errorf("with %v: %v, %v, %v", c.params, out, got, err)
		}
	}
}

func TestWhatIsRefusedIsNotRun(t *testing.T) {
	t.Parallel()
	g, d, _ := open(func(context.Context, engine.Request) (port.Values, error) { panic("it was run") })
	other, unknown := request(nil), request(nil)
	other.Task = "summarization"
	unknown.Model.Name = "nothing"
	for says, req := range map[string]engine.Request{
		"test/keywords does keyword-extraction, not summarization": other,
		"there is no model test/nothing":                           unknown,
		`has no parameter "colour"`:                                request(task.Params{"colour": "red"}),
	} {
		if _, err := run(t.Context(), g, req); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %s", err, says)
		}
	}
	if len(d.notes) > 0 {
		t.Errorf("noted %v", d.notes)
	}
}

func TestHowACallWentIsNoted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cause error // that ends the call
		err   error // of the model
		notes []bool
	}{
		"an answer":               {nil, nil, []bool{true}},
		"a failure":               {nil, errors.New("broken"), []bool{false}},
		"a request that is wrong": {nil, fault.New(fault.Invalid, "nonsense"), nil},
		"a caller that stops":     {context.Canceled, context.Canceled, nil},
		"a model out of time":     {fault.New(fault.Exhausted, "it took over 2s"), context.Canceled, []bool{false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			g, d, f := open(func(context.Context, engine.Request) (port.Values, error) {
				if c.cause != nil {
					cancel(c.cause)
				}
				return port.Values{}, c.err
			})
			if _, err := run(ctx, g, request(nil)); !errors.Is(err, c.err) {
				t.Errorf("got %v, want %v", err, c.err)
			}
			if len(d.notes) != len(c.notes) || len(c.notes) > 0 && d.notes[0] != c.notes[0] {
				t.Errorf("noted %v, want %v", d.notes, c.notes)
			}
			_, giveBack, err := f.Lend(t.Context(), d.model)
			if err != nil {
				t.Fatalf("the engine was not given back: %v", err)
			}
			giveBack()
		})
	}
}
