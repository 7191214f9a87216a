package chat

import (
	"context"
	"io"
	"sync"
)

// keys are what is typed. While an answer comes, Ctrl-C ends it, and what else is
// typed waits for the next line.
type keys struct {
	ctx   context.Context //nolint:containedctx // of the conversation; Read has none
	typed chan []byte     // closed at the end of what is typed
	rest  []byte

	mu   sync.Mutex
	stop context.CancelFunc // of the answer that comes; nil while none does
}

const ctrlC = 3

// newKeys reads from r in the background as long as it gives something: a
// terminal cannot be told to end a read, so that goes on until the program ends.
// Who reads from the keys is told when ctx ends.
func newKeys(ctx context.Context, r io.Reader) *keys {
	k := &keys{ctx: ctx, typed: make(chan []byte, 1024)}
	go func() {
		defer close(k.typed)
		for {
			b := make([]byte, 256)
			n, err := r.Read(b)
			for _, c := range b[:n] {
				if c == ctrlC && k.interrupt() {
					continue
				}
				k.typed <- []byte{c}
			}
			if err != nil {
				return
			}
		}
	}()
	return k
}

// interrupt ends the answer that comes, if one does.
func (k *keys) interrupt() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stop == nil {
		return false
	}
	k.stop()
	return true
}

// during runs answer; Ctrl-C ends its context.
func (k *keys) during(ctx context.Context, answer func(context.Context)) (interrupted bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k.set(func() {
		interrupted = true
		cancel()
	})
	answer(ctx)
	k.set(nil)
	return interrupted
}

func (k *keys) set(stop context.CancelFunc) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stop = stop
}

// Read implements io.Reader.
func (k *keys) Read(p []byte) (int, error) {
	if len(k.rest) == 0 {
		select {
		case b, ok := <-k.typed:
			if !ok {
				return 0, io.EOF
			}
			k.rest = b
		case <-k.ctx.Done():
			return 0, context.Cause(k.ctx)
		}
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}
