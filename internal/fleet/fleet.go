// Package fleet lends engines out to callers, so many at once as the machine
// bears. It does not choose models.
package fleet

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
)

// Berth is an engine with the number of calls that it may run at once.
type Berth struct {
	Engine engine.Engine
	Slots  int
	Ready  func(catalog.Model) error // why a model cannot run now; nil for an engine that always can
	Memory func(catalog.Model) int64 // the limit of one call, in bytes; nil for an engine that takes none of its own
}

// Fleet holds the engines by the name that models give: native, program, remote.
type Fleet struct {
	berths map[string]Berth
	slots  map[string]chan struct{}
	memory int64
	free   *semaphore.Weighted // of memory; first come, first served, so that large calls are not passed over for good
}

// New returns a fleet of engines on a machine with so many bytes of memory, of
// which the limits of all calls together take no more. A call whose limit is
// larger runs alone. 0 bytes is not known: calls are then bounded by slots alone.
func New(berths map[string]Berth, memory int64) *Fleet {
	f := &Fleet{berths: berths, slots: map[string]chan struct{}{}, memory: memory, free: semaphore.NewWeighted(memory)}
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

// Lend waits for a free slot of m's engine and for the memory that m may take.
// giveBack must be called; calling it again does nothing.
func (f *Fleet) Lend(ctx context.Context, m catalog.Model) (e engine.Engine, giveBack func(), err error) {
	if err := f.Ready(ctx, m); err != nil {
		return nil, nil, err
	}
	slots, memory := f.slots[m.Engine], f.needs(m)
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled while waiting for %s", m.Ref)
	}
	if err := f.free.Acquire(ctx, memory); err != nil {
		<-slots
		return nil, nil, fault.Wrap(err, fault.Canceled, "canceled while waiting for memory for %s", m.Ref)
	}
	return f.berths[m.Engine].Engine, sync.OnceFunc(func() { f.free.Release(memory); <-slots }), nil
}

func (f *Fleet) needs(m catalog.Model) int64 {
	b := f.berths[m.Engine]
	if b.Memory == nil {
		return 0
	}
	return min(b.Memory(m), f.memory)
}
