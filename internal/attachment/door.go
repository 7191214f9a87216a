package attachment

import (
	"context"
	"sync"

	"github.com/tenonhub/tenon/internal/ref"
)

// door counts what senders are sending now, which is on the disk before it is in
// the store: who sends many files at once has no more room than others.
type door struct {
	mu sync.Mutex
	of map[string]*coming // by the key of a sender; those who send nothing are not there
}

// coming is what a sender is sending.
type coming struct {
	now  Waiting // what comes
	kept int64   // bytes that came, and may not be in store yet
	was  Waiting // what was in the store when the last file began
}

// entry is a file on its way. stored says that its bytes stay when it leaves.
type entry struct {
	d      *Desk
	by     ref.Owner
	bytes  int64
	stored bool
}

// enter begins a file of a sender. Fault: Exhausted when it may send none.
func (d *Desk) enter(ctx context.Context, by ref.Owner) (*entry, error) {
	d.door.mu.Lock()
	defer d.door.mu.Unlock()
	there, err := d.p.Store.Waiting(ctx, by)
	if err != nil {
		return nil, err
	}
	c := d.door.of[by.Key()]
	if c == nil {
		c = &coming{}
	}
	if there.Files+c.now.Files >= d.most.Files || there.Bytes+c.now.Bytes >= d.most.Bytes {
		return nil, there.Exhausted(by)
	}
	c.was, c.kept = there, 0
	c.now.Files++
	d.door.of[by.Key()] = c
	return &entry{d: d, by: by}, nil
}

// take counts bytes that have come. Fault: Exhausted when they do not fit.
func (e *entry) take(n int64) error {
	e.d.door.mu.Lock()
	defer e.d.door.mu.Unlock()
	c := e.d.door.of[e.by.Key()]
	e.bytes += n
	c.now.Bytes += n
	if c.was.Bytes+c.kept+c.now.Bytes > e.d.most.Bytes {
		return c.was.Exhausted(e.by)
	}
	return nil
}

// leave ends what enter began.
func (e *entry) leave() {
	e.d.door.mu.Lock()
	defer e.d.door.mu.Unlock()
	c := e.d.door.of[e.by.Key()]
	c.now.Files--
	c.now.Bytes -= e.bytes
	if e.stored {
		c.kept += e.bytes
	}
	if c.now.Files == 0 {
		delete(e.d.door.of, e.by.Key())
	}
}
