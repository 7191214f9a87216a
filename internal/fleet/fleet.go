// Package fleet lends engines out to callers, so many at once as the machine
// bears. It does not choose models.
package fleet

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/queue"
)

// Berth is an engine with the number of calls that it may run at once.
type Berth struct {
	Engine engine.Engine
	Slots  int
	Ready  func(catalog.Model) error // why a model cannot run now; nil for an engine that always can
	Memory func(catalog.Model) int64 // the limit of one call, in bytes; nil for an engine that takes none of its own

	Patience time.Duration // how long a call waits for a slot, and for memory; 0 is as long as its caller does
}

// Fleet holds the engines by the name that models give: native, program, remote.
type Fleet struct {
	berths map[string]Berth
	slots  map[string]*queue.Line // in which actors take turns
	memory int64
	free   *semaphore.Weighted // of memory; first come, first served, so that large calls are not passed over for good
}

// New returns a fleet of engines on a machine with so many bytes of memory, of
// which the limits of all calls together take no more. A call whose limit is
// larger runs alone. 0 bytes is not known: calls are then bounded by slots alone.
func New(berths map[string]Berth, memory int64) *Fleet {
	f := &Fleet{berths: berths, slots: map[string]*queue.Line{}, memory: memory, free: semaphore.NewWeighted(memory)}
	for name, b := range berths {
		f.slots[name] = queue.New(max(1, b.Slots))
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
// giveBack must be called; calling it again does nothing. Faults: Unavailable,
// Canceled, Exhausted when the engine's patience ends.
func (f *Fleet) Lend(ctx context.Context, m catalog.Model) (e engine.Engine, giveBack func(), err error) {
	if err := f.Ready(ctx, m); err != nil {
		return nil, nil, err
	}
	b, memory := f.berths[m.Engine], f.needs(m)
	leave, err := f.slots[m.Engine].Enter(ctx, queue.Ask{Who: account.From(ctx).Owner(), What: m.Ref.String(), Patience: b.Patience})
	if err != nil {
		return nil, nil, err
	}
	if err := f.acquire(ctx, m, memory, b.Patience); err != nil {
		leave()
		return nil, nil, err
	}
	return b.Engine, sync.OnceFunc(func() { f.free.Release(memory); leave() }), nil
}

func (f *Fleet) acquire(ctx context.Context, m catalog.Model, memory int64, patience time.Duration) error {
	if memory == 0 || f.free.TryAcquire(memory) {
		return nil
	}
	waits := ctx
	if patience > 0 {
		var stop func()
		waits, stop = context.WithTimeout(ctx, patience)
		defer stop()
	}
	switch err := f.free.Acquire(waits, memory); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fault.Wrap(err, fault.Canceled, "canceled while waiting for memory for %s", m.Ref)
	}
	return fault.Later(fault.Exhausted, patience, "it waited %v for memory for %s; try again later", patience, m.Ref)
}

func (f *Fleet) needs(m catalog.Model) int64 {
	b := f.berths[m.Engine]
	if b.Memory == nil {
		return 0
	}
	return min(b.Memory(m), f.memory)
}
