package app

import (
	"context"
	"log/slog"
	"os"
	"slices"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/catalog/published"
	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/engine/worker"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/gateway"
	"github.com/tenonhub/tenon/internal/machine"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore/record"
)

const (
	remoteSlots = 8192 // requests: the servers have queues of their own, and each caller its limits
	workerSlots = 256  // requests; a worker has a queue of its own
	recordings  = 4    // that lie decoded at once, to each slot: a model hears one after another
)

// models is the catalogue, what runs it, and how it has done.
type models struct {
	*catalog.Catalog
	*fleet.Fleet
	gateway *gateway.Gateway
	past    *record.Store
	log     *slog.Logger
}

func (a *App) models(c *connections) (*models, error) {
	natives, rooms, err := nativeModels()
	if err != nil {
		return nil, err
	}
	programs, err := programs(a.config.Programs)
	if err != nil {
		return nil, err
	}
	var wrapped []catalog.Model
	for _, set := range programs {
		wrapped = append(wrapped, set.Models()...)
	}
	a.ours = slices.Concat(natives, programs[len(programs)-1].Models())
	decoding, err := program.Decoding()
	if err != nil {
		return nil, err
	}
	runner := program.New(append(programs, decoding)...)
	m := &models{Catalog: catalog.New(catalog.Fixed(natives), catalog.Fixed(wrapped), c.engine, a.workers), past: a.past, log: a.log}
	sounds, err := program.NewDecoder(m)
	if err != nil {
		return nil, err
	}
	patience := a.config.Patience
	m.Fleet = fleet.New(map[string]fleet.Berth{
		"native": {Engine: rooms, Slots: machine.Slots(), Patience: patience, Memory: func(m catalog.Model) int64 { return rooms.memory(m.Ref) }},
		"program": {
			Engine: runner, Slots: machine.Slots(), Patience: patience,
			Ready:  func(m catalog.Model) error { return runner.Ready(m.Ref) },
			Memory: func(m catalog.Model) int64 { return runner.Memory(m.Ref) },
		},
		program.Recordings: {Engine: runner, Slots: recordings * machine.Slots(), Patience: patience},

		"remote":         {Engine: c.engine, Slots: remoteSlots, Patience: patience},
		published.Engine: {Engine: worker.New(a.workers, a.workers.pool, sounds), Slots: workerSlots, Patience: patience, Ready: a.workers.ready},
	}, machine.Memory())
	var watch gateway.Watch = a.meter
	if a.tracer != nil {
		watch = a.tracer.Watch(watch)
	}
	m.gateway = gateway.New(m.Catalog, m.Fleet, m.past, gateway.Options{Limits: a.book, Watch: watch})
	return m, nil
}

// programs are the wrapped programs: an operator's own come before Tenon's, which are the last.
func programs(dir string) ([]program.Set, error) {
	ours, err := program.Embedded()
	if err != nil || dir == "" {
		return []program.Set{ours}, err
	}
	theirs, err := program.Read(os.DirFS(dir))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the programs in %s cannot be used: %v", dir, err)
	}
	return []program.Set{theirs, ours}, nil
}

// Choose chooses among the models that can run now.
func (m *models) Choose(ctx context.Context, need catalog.Need) ([]catalog.Choice, error) {
	return m.Catalog.Choose(ctx, need, judge{m})
}

type judge struct{ *models }

func (j judge) Record(ctx context.Context, m ref.Model) catalog.Record {
	r, err := j.past.Past(ctx, m)
	if err != nil {
		j.log.WarnContext(ctx, "read how a model did", "model", m.String(), "err", err)
	}
	return r
}
