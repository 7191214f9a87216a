// Package queue has callers wait for slots, fairly: of those who wait each gets
// one in turn, however many calls it has waiting. It does not know what the
// slots are of.
package queue

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
)

// look is how often one who waits is told its place, among as many as few; the more
// there are before it the longer it takes, as each must look at all of them.
const (
	look = time.Second
	few  = 100
)

// Line is where callers wait. It is safe for concurrent use.
type Line struct {
	mu      sync.Mutex
	slots   int // 0 is no limit
	taken   int
	waiting map[string][]*turn // by who waits, in their order
	round   []string           // who waits; the first is next
}

// turn is one call that waits.
type turn struct {
	who     string
	granted chan struct{}
}

// New returns a line for so many slots; 0 is no limit.
func New(slots int) *Line { return &Line{slots: slots, waiting: map[string][]*turn{}} }

// Resize changes how many slots there are. Those that are taken stay so.
func (l *Line) Resize(slots int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.slots != slots {
		l.slots = slots
		l.grant()
	}
}

// Idle reports whether no slot is taken.
func (l *Line) Idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.taken == 0
}

// Ask is what somebody asks of a line.
type Ask struct {
	Who      string
	What     string        // it waits for, in messages
	Patience time.Duration // the longest wait; 0 is as long as ctx lasts
}

// Enter waits for a slot; who listens to ctx (trace.Waiting) hears its place
// meanwhile. leave must be called; calling it again does nothing. Faults:
// Canceled, and Exhausted when its patience ends.
func (l *Line) Enter(ctx context.Context, a Ask) (leave func(), err error) {
	leave = sync.OnceFunc(l.leave)
	t := l.join(a.Who)
	if t == nil {
		return leave, nil
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	var late <-chan time.Time
	if a.Patience > 0 {
		timer := time.NewTimer(a.Patience)
		defer timer.Stop()
		late = timer.C
	}
	for {
		if place := l.place(t); place > 0 {
			trace.Place(ctx, place)
			tick.Reset(look * time.Duration(1+place/few))
		}
		select {
		case <-t.granted:
			trace.Place(ctx, 0)
			return leave, nil
		case <-tick.C:
		case <-ctx.Done():
			if l.drop(t) == 0 {
				leave()
			}
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled while waiting for %s", a.What)
		case <-late:
			if place := l.drop(t); place > 0 {
				return nil, fault.Later(fault.Exhausted, a.Patience, "it waited %v for %s, and was still number %d; try again later", a.Patience, a.What, place)
			}
		}
	}
}

// join takes a free slot, which is nil, or a place at the end.
func (l *Line) join(who string) *turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.round) == 0 && l.free() {
		l.taken++
		return nil
	}
	t := &turn{who, make(chan struct{})}
	if len(l.waiting[who]) == 0 {
		l.round = append(l.round, who)
	}
	l.waiting[who] = append(l.waiting[who], t)
	return t
}

func (l *Line) free() bool { return l.slots == 0 || l.taken < l.slots }

func (l *Line) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken--
	l.grant()
}

// grant gives what is free to those who wait, one each.
func (l *Line) grant() {
	for l.free() && len(l.round) > 0 {
		who := l.round[0]
		t := l.waiting[who][0]
		l.round = l.round[1:]
		if l.waiting[who] = l.waiting[who][1:]; len(l.waiting[who]) > 0 {
			l.round = append(l.round, who)
		} else {
			delete(l.waiting, who)
		}
		l.taken++
		close(t.granted)
	}
}

// place is how many slots must be granted until t has one; 0 if it has.
func (l *Line) place(t *turn) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.placeOf(t)
}

func (l *Line) placeOf(t *turn) int {
	depth := slices.Index(l.waiting[t.who], t)
	if depth < 0 {
		return 0
	}
	mine := slices.Index(l.round, t.who)
	before := depth
	for i, who := range l.round {
		turns := depth // that another has until then
		if i < mine {
			turns++
		}
		if i != mine {
			before += min(turns, len(l.waiting[who]))
		}
	}
	return before + 1
}

// drop takes t out of the line, and returns the place that it had; 0 if it has a slot.
func (l *Line) drop(t *turn) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	place := l.placeOf(t)
	if place == 0 {
		return 0
	}
	left := slices.DeleteFunc(l.waiting[t.who], func(o *turn) bool { return o == t })
	if l.waiting[t.who] = left; len(left) == 0 {
		delete(l.waiting, t.who)
		l.round = slices.DeleteFunc(l.round, func(who string) bool { return who == t.who })
	}
	return place
}
