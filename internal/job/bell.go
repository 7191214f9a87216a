package job

import "sync"

// bell wakes those in this process who wait for news of a topic. A ring
// between two waits is not lost: it stays in the listener's channel.
type bell struct {
	mu        sync.Mutex
	listeners map[string]map[chan struct{}]bool
}

func newBell() *bell { return &bell{listeners: map[string]map[chan struct{}]bool{}} }

// listen returns a channel that gets a value after rings, and its undo.
func (b *bell) listen(topic string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[topic] == nil {
		b.listeners[topic] = map[chan struct{}]bool{}
	}
	b.listeners[topic][c] = true
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if delete(b.listeners[topic], c); len(b.listeners[topic]) == 0 {
			delete(b.listeners, topic)
		}
	}
}

func (b *bell) ring(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners[topic] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// The topics of a queue's bell.
const anyAdded = "added"

func changed(id ID) string  { return "changed " + string(id) }
func unwanted(id ID) string { return "unwanted " + string(id) }
