package wicket

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/vigil"
)

// watch looks whether a client leaves while its request is handled. One that is answered
// soon is not watched: to have somebody read meanwhile costs more than many an answer.
type watch struct {
	conn    *conn
	vigil   vigil.Watch
	late    func()
	mu      sync.Mutex
	cancel  context.CancelFunc // of the request; nil is none
	reading chan struct{}      // closed when nobody reads any more; nil is nobody
	one     [1]byte
	n       int
	err     error
}

const soon = 5 * time.Millisecond

// begin watches from soon on.
func (w *watch) begin(cancel context.CancelFunc) {
	w.mu.Lock()
	w.cancel = cancel
	w.mu.Unlock()
	if w.late == nil {
		w.late = func() { go w.look() } // who ends the watch waits for it
	}
	w.conn.of.late.Begin(&w.vigil, w.late)
}

// look reads until the client leaves, sends its next request, or the watch ends.
func (w *watch) look() {
	w.mu.Lock()
	cancel := w.cancel
	if cancel == nil || w.reading != nil || w.n > 0 {
		w.mu.Unlock()
		return
	}
	if w.conn.SetReadDeadline(time.Time{}) != nil { // the server was closed meanwhile
		w.mu.Unlock()
		cancel()
		return
	}
	done := make(chan struct{})
	w.reading = done
	w.mu.Unlock()
	n, err := w.conn.Read(w.one[:])
	w.mu.Lock()
	w.n, w.err = n, err
	w.mu.Unlock()
	if n == 0 && !errors.Is(err, os.ErrDeadlineExceeded) {
		cancel()
	}
	close(done)
}

// end ends the watch. It reports whether the client is there.
func (w *watch) end() bool {
	w.vigil.End()
	w.mu.Lock()
	w.cancel = nil
	done := w.reading
	w.mu.Unlock()
	if done == nil {
		return true
	}
	if w.conn.SetReadDeadline(time.Unix(1, 0)) != nil {
		return false
	}
	<-done
	c, n, err := w.conn, w.n, w.err
	w.reading, w.n, w.err = nil, 0, nil
	if n > 0 {
		c.in = append(c.in, w.one[0])
	}
	return (n > 0 || errors.Is(err, os.ErrDeadlineExceeded)) && c.until(time.Time{}) == nil
}
