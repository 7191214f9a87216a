package callee

import (
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/tenonhub/tenon/internal/engine"
)

// buffers hold what passes. They are small, as many streams wait at once.
var buffers = sync.Pool{New: func() any { b := make([]byte, 4<<10); return &b }}

// Pass copies an answer to the client, a stream piece by piece as soon as each is
// there.
func Pass(w http.ResponseWriter, r engine.Reply) error {
	flush := func() error { return nil }
	if r.Media == "text/event-stream" {
		flush = http.NewResponseController(w).Flush
	}
	kept := buffers.Get().(*[]byte) // it holds nothing else
	defer buffers.Put(kept)
	buf := *kept
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if _, gone := w.Write(buf[:n]); gone != nil || flush() != nil {
				return nil // nobody listens any more
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
