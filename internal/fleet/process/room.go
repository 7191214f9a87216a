package process

import (
	"errors"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
)

// errDismissed ends a worker that was not wanted any more before it had begun.
var errDismissed = errors.New("it was stopped before it was loaded")

// fits is a fault if there will be no room for l whatever ends. Pool.mu is held.
func (p *Pool) fits(l fleet.Load) error {
	if p.o.Memory == 0 {
		return nil
	}
	if l.Memory > p.o.Memory {
		return fault.New(fault.Unavailable, "%s needs %s of memory, and models may take %s here (worker_memory_gb)", l.Model, fleet.Size(l.Memory), fleet.Size(p.o.Memory))
	}
	pinned := int64(0)
	for _, h := range p.workers {
		if h.pinned && !same(h.load, l) {
			pinned += h.takes()
		}
	}
	if l.Memory > p.o.Memory-pinned {
		return fault.New(fault.Unavailable, "%s needs %s of memory, and of the %s that models may take here %s are pinned: `tenon ps` shows by which, `tenon stop` ends them",
			l.Model, fleet.Size(l.Memory), fleet.Size(p.o.Memory), fleet.Size(pinned))
	}
	return nil
}

// same reports whether two loads are not held at once: they are one, or of a model
// as it is and as it was.
func same(a, b fleet.Load) bool {
	return slotOf(a) == slotOf(b) || a.ID != "" && a.ID == b.ID && a.Key != b.Key
}

// takes is how much memory a worker takes: what is set apart for it, or what it
// says if that is more.
func (h *holder) takes() int64 { return max(h.load.Memory, h.health.Memory) }

// room waits until there is memory for h, and has workers end that nobody uses,
// the least recently used first. It is a fault if what was pinned meanwhile leaves
// none.
func (p *Pool) room(h *holder) error {
	select {
	case p.turn <- struct{}{}:
	case <-h.end:
		return errDismissed
	}
	defer func() { <-p.turn }()
	for {
		p.mu.Lock()
		short := p.short(h.load.Memory)
		if short <= 0 {
			h.holds = true
			p.mu.Unlock()
			return nil
		}
		if err := p.fits(h.load); err != nil {
			p.mu.Unlock()
			return err
		}
		p.evict(short)
		changed := p.changed
		p.mu.Unlock()
		select {
		case <-changed:
		case <-h.end:
			return errDismissed
		}
	}
}

// short is how many bytes are missing for so many more. Pool.mu is held.
func (p *Pool) short(more int64) int64 {
	if p.o.Memory == 0 {
		return 0
	}
	for _, h := range p.workers {
		if h.holds {
			more += h.takes()
		}
	}
	for h := range p.ending {
		if h.holds {
			more += h.takes()
		}
	}
	return more - p.o.Memory
}

// evict has workers end that nobody uses, until so many bytes are free or there
// is none. What ends already counts. Pool.mu is held.
func (p *Pool) evict(bytes int64) {
	for h := range p.ending {
		if h.holds {
			bytes -= h.takes()
		}
	}
	for bytes > 0 {
		var oldest *holder
		for _, h := range p.workers {
			if h.holds && h.users == 0 && !h.pinned && (oldest == nil || h.used.Before(oldest.used)) {
				oldest = h
			}
		}
		if oldest == nil {
			return
		}
		bytes -= oldest.takes()
		p.dismiss(oldest)
	}
}

// past is what went wrong with a load. The next start waits until a time, each
// time longer; what is final is not tried again before.
type past struct {
	err   error
	times int
	until time.Time
	final bool
}

const (
	firstRest = 200 * time.Millisecond
	longest   = time.Minute
	finalRest = 10 * time.Second
)

// after is the past of a load whose worker has just failed by err.
func (was past) after(err error, final bool) past {
	rest := finalRest
	if !final {
		rest = min(firstRest<<min(was.times, 10), longest)
	}
	return past{err: err, times: was.times + 1, until: time.Now().Add(rest), final: final}
}
