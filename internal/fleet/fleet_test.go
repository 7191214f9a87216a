package fleet_test

import (
	"context"
	"testing"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
)

var echo = engine.Func(func(_ context.Context, req engine.Request) (port.Values, error) { return req.In, nil })

func model(name string) catalog.Model {
	return catalog.Model{Ref: ref.Model{Owner: "test", Name: "echo"}, Engine: name}
}

func TestSlots(t *testing.T) {
	t.Parallel()
	f := fleet.New(map[string]fleet.Berth{"two": {Engine: echo, Slots: 2}, "none said": {Engine: echo}}, 0)
	full, cancel := context.WithCancel(t.Context())
	cancel() // Lend does not wait: a slot is free, or it is canceled
	lend := func(name string) func() {
		t.Helper()
		_, giveBack, err := f.Lend(t.Context(), model(name))
		if err != nil {
			t.Fatal(err)
		}
		return giveBack
	}
	first, _ := lend("two"), lend("two")
	for range 20 { // a free slot and a canceled caller race
		if _, _, err := f.Lend(full, model("two")); !fault.Is(err, fault.Canceled) {
			t.Fatalf("a third was lent: %v", err)
		}
	}
	lend("none said")()
	first()
	first() // again does not free the other's slot
	lend("two")
	for range 20 {
		if _, _, err := f.Lend(full, model("two")); !fault.Is(err, fault.Canceled) {
			t.Fatalf("a slot was given back twice: %v", err)
		}
	}
}

func TestMemoryBoundsWhatRunsAtOnce(t *testing.T) {
	t.Parallel()
	large := map[string]int64{"small": 2 << 30, "whole": 64 << 30}
	f := fleet.New(map[string]fleet.Berth{
		"heavy": {Engine: echo, Slots: 8, Memory: func(m catalog.Model) int64 { return large[m.Ref.Name] }},
		"light": {Engine: echo, Slots: 8},
	}, 5<<30)
	lend := func(ctx context.Context, engine, name string) (func(), error) {
		m := model(engine)
		m.Ref.Name = name
		_, giveBack, err := f.Lend(ctx, m)
		return giveBack, err
	}
	must := func(engine, name string) func() {
		t.Helper()
		giveBack, err := lend(t.Context(), engine, name)
		if err != nil {
			t.Fatal(err)
		}
		return giveBack
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	first, second := must("heavy", "small"), must("heavy", "small")
	for range 20 { // also what is given up does not keep its slot
		if _, err := lend(over, "heavy", "small"); !fault.Is(err, fault.Canceled) {
			t.Fatalf("a third was lent: %v", err)
		}
	}
	must("light", "small")()
	first()
	must("heavy", "small")()
	second()
	second()
	alone := must("heavy", "whole") // although the machine has less
	if _, err := lend(over, "heavy", "small"); !fault.Is(err, fault.Canceled) {
		t.Errorf("one was lent beside it: %v", err)
	}
	alone()
	must("heavy", "small")()
}

func TestWhatIsNotReadyIsNotLent(t *testing.T) {
	t.Parallel()
	f := fleet.New(map[string]fleet.Berth{"lame": {Engine: echo, Ready: func(catalog.Model) error {
		return fault.New(fault.Unavailable, "a leg is missing")
	}}}, 0)
	for name, says := range map[string]string{"lame": "a leg is missing", "absent": `no engine "absent" is installed for test/echo`} {
		_, _, err := f.Lend(t.Context(), model(name))
		if kind, msg := fault.Of(err); kind != fault.Unavailable || msg != says {
			t.Errorf("%s: %v", name, err)
		}
	}
}
