package deployment

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// every is how often it is looked whether all is held that should be: a worker that
// ended is replaced by the fleet, other failures are not.
const every = 10 * time.Second

// wake has what was changed looked at now.
func (d *Desk) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

// copied is a copy of a held model.
type copied struct {
	model ref.Model
	copy  int
}

// keeper has models held, one look after another.
type keeper struct {
	*Desk
	all    sync.WaitGroup
	wanted map[ref.Model]int    // copies, at the last look: 0 of what was still on its way
	held   map[string]ref.Model // by what deployment, at the last look

	mu   sync.Mutex
	busy map[copied]bool // that are being loaded
}

// Run has deployed models held until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	ctx = account.With(ctx, account.Keeper(""))
	tick := time.NewTicker(every)
	defer tick.Stop()
	k := keeper{Desk: d, busy: map[copied]bool{}}
	defer k.all.Wait()
	for {
		if err := k.look(ctx); err != nil && ctx.Err() == nil {
			d.log.WarnContext(ctx, "keep deployed models loaded", "err", err)
		}
		select {
		case <-tick.C:
		case <-d.woken:
		case <-ctx.Done():
			return
		}
	}
}

// look has what is deployed held, and lets go what is not any more.
func (k *keeper) look(ctx context.Context) error {
	all, err := k.rows.Deployments(ctx)
	if err != nil {
		return err
	}
	wanted, held := map[ref.Model]int{}, map[string]ref.Model{}
	for _, one := range all {
		now, m, err := k.found(ctx, one)
		if one.Repo == "" && now.Repo != "" {
			err = errors.Join(err, k.rows.Bind(ctx, one.Name, now.Repo))
		}
		if was, ok := k.held[one.Name]; ok && unknown(err) {
			m, err = was, nil
		}
		if err != nil { // whoever asks how it stands is told why
			k.log.WarnContext(ctx, "a deployed model cannot be held", "deployment", one.Name, "err", err)
			continue
		}
		wanted[m] += one.Capacity
		held[one.Name] = m
	}
	for m := range k.coming() { // it is let go when it has come, unless it is wanted
		wanted[m] += 0
	}
	for m := range k.wanted {
		k.fleet.Trim(m, wanted[m])
	}
	k.wanted, k.held = wanted, held
	k.forget(wanted)
	for m, n := range wanted {
		for i := range n {
			k.hold(ctx, copied{m, i})
		}
	}
	return nil
}

// unknown reports whether it could not be found out whether a model can be held:
// the database or the disk failed.
func unknown(err error) bool {
	kind, _ := fault.Of(err)
	return err != nil && kind == fault.Internal
}

// coming are the models of which copies are being loaded.
func (k *keeper) coming() map[ref.Model]bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	l := map[ref.Model]bool{}
	for c := range k.busy {
		l[c.model] = true
	}
	return l
}

// forget forgets what failed that is not wanted any more.
func (d *Desk) forget(wanted map[ref.Model]int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.failed {
		if c.copy >= wanted[c.model] {
			delete(d.failed, c)
		}
	}
}

// hold has a copy held, if it is not about to be.
func (k *keeper) hold(ctx context.Context, c copied) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.busy[c] {
		return
	}
	k.busy[c] = true
	k.all.Go(func() {
		err := k.fleet.Hold(ctx, c.model, c.copy)
		if ctx.Err() == nil {
			k.note(c, err)
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.busy, c)
	})
}

// note keeps why a copy is not held; nil, that it is.
func (d *Desk) note(c copied, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	was := d.failed[c]
	if err == nil {
		delete(d.failed, c)
		return
	}
	if d.failed[c] = err; was == nil || was.Error() != err.Error() {
		_, why := fault.Of(err)
		d.log.Warn("a deployed model is not loaded", "model", c.model.String(), "copy", c.copy, "why", why, "err", err)
	}
}
