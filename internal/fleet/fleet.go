// Package fleet lends engines out to callers, so many at once as the machine
// bears. It does not choose models.
package fleet

import (
	"context"
	"sync"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
)

// Berth is an engine with the number of calls that it may run at once.
type Berth struct {
	Engine engine.Engine
	Slots  int
	Ready  func(catalog.Model) error // why a model cannot run now; nil for an engine that always can
}

// Fleet holds the engines by the name that models give: native, program, remote.
type Fleet struct {
	berths map[string]Berth
	slots  map[string]chan struct{}
}

// New returns a fleet of engines.
func New(berths map[string]Berth) *Fleet {
	f := &Fleet{berths, map[string]chan struct{}{}}
	for name, b := range berths {
		f.slots[name] = make(chan struct{}, max(1, b.Slots))
	}
	return f
}

// Ready says why m cannot run now, and what would make it run.
func (f *Fleet) Ready(_ context.Context, m catalog.Model) error {
	b, ok := f.berths[m.Engine]
	if !ok {
		return fault.New(fault.Unavailable, "no engine %q is installed for %s", m.Engine, m.Ref)
	}
	if b.Ready == nil {
		return nil
	}
	return b.Ready(m)
}

// Lend waits for a free slot of m's engine. giveBack must be called;
// calling it again does nothing.
func (f *Fleet) Lend(ctx context.Context, m catalog.Model) (e engine.Engine, giveBack func(), err error) {
	if err := f.Ready(ctx, m); err != nil {
		return nil, nil, err
	}
	slots := f.slots[m.Engine]
	select {
	case slots <- struct{}{}:
		return f.berths[m.Engine].Engine, sync.OnceFunc(func() { <-slots }), nil
	case <-ctx.Done():
		return nil, nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled while waiting for %s", m.Ref)
	}
}
