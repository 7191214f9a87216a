package process

import "github.com/tenonhub/tenon/internal/fleet"

// slot is where a worker stands among the others.
type slot struct {
	key  string
	copy int
}

func slotOf(l fleet.Load) slot { return slot{l.Key, l.Copy} }

// spare is the copy of l that is asked for, if it is there, and else the one that has
// the fewest requests, of those that can be asked; l itself if none can.
func (p *Pool) spare(l fleet.Load, asked *int) fleet.Load {
	p.mu.Lock()
	defer p.mu.Unlock()
	if asked != nil && p.workers[slot{l.Key, *asked}] != nil {
		l.Copy = *asked
		return l
	}
	var least *holder
	for _, h := range p.workers {
		if h.load.Key == l.Key && h.stage == fleet.Ready && (least == nil || h.users < least.users || h.users == least.users && h.load.Copy < least.load.Copy) {
			least = h
		}
	}
	if least != nil {
		l.Copy = least.load.Copy
	}
	return l
}

// Trim has the workers of a model end that are copies from the nth on, once they
// have answered what they have begun. When n is 0 the first is only pinned no
// longer: it ends when it is idle, or another needs its memory.
func (p *Pool) Trim(name string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.workers {
		switch {
		case h.load.Model.String() != name || h.load.Copy < n:
		case h.load.Copy == 0:
			h.pinned = false
		default:
			p.dismiss(h)
		}
	}
	p.wake()
}
