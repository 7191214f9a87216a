// Package enginetest is the contract of engine.Engine, as tests that every
// engine passes.
package enginetest

import (
	"context"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Run tests e with a request that it can answer.
func Run(t *testing.T, e engine.Engine, good engine.Request) {
	t.Helper()
	t.Run("an answer gives every required output once, at the end", func(t *testing.T) { answers(t, e, good) })
	t.Run("a canceled request ends with one error", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := only(t, e, ctx, good); !fault.Is(err, fault.Canceled) {
			t.Errorf("got %v, want a fault of kind canceled", err)
		}
	})
	t.Run("an unknown model is not found", func(t *testing.T) {
		bad := good
		bad.Model = ref.Model{Owner: "nobody", Name: "nothing"}
		if err := only(t, e, t.Context(), bad); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want a fault of kind not found", err)
		}
	})
	t.Run("a consumer may stop at once", func(t *testing.T) {
		for range e.Run(t.Context(), good) {
			break
		}
	})
}

func answers(t *testing.T, e engine.Engine, good engine.Request) {
	t.Helper()
	def, err := task.Lookup(string(good.Task))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := 0
	for ev, err := range e.Run(ctx, good) {
		if err != nil {
			t.Fatal(err)
		}
		if ended > 0 {
			t.Error("an event after the outputs")
		}
		if ev.Out == nil {
			continue
		}
		ended++
		for _, spec := range def.Out {
			for _, v := range ev.Out[spec.Name] {
				if v.Type != spec.Type {
					t.Errorf("output %s is %s, want %s", spec.Name, v.Type, spec.Type)
				}
				r, err := v.Open()
				if err != nil {
					t.Errorf("open output %s: %v", spec.Name, err)
					continue
				}
				_ = r.Close()
			}
		}
		if len(ev.Out[def.Out[0].Name]) == 0 {
			t.Errorf("no value on output %s", def.Out[0].Name)
		}
	}
	if ended != 1 {
		t.Errorf("outputs came %d times, want once", ended)
	}
}

// only returns the one error that a failing request ends with.
func only(t *testing.T, e engine.Engine, ctx context.Context, req engine.Request) (failure error) { //nolint:revive // t first, as in every helper here
	t.Helper()
	for _, err := range e.Run(ctx, req) {
		if failure != nil {
			t.Error("an event after the error")
		}
		failure = err
	}
	return failure
}
