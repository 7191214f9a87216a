package terminal

import (
	"fmt"
	"io"
	"time"
)

// Gone counts the bytes that go by, and shows them on a terminal.
type Gone struct {
	Bytes int64
	tty   bool
	to    io.Writer
	verb  string
	shown time.Time
}

// NewGone returns a counter that shows on w what was done with the bytes, unless
// quiet is set.
func NewGone(w io.Writer, quiet bool, verb string) *Gone {
	return &Gone{tty: NewProgress(w, quiet).TTY && !quiet, to: w, verb: verb}
}

const goneEvery = 100 * time.Millisecond

func (g *Gone) Write(b []byte) (int, error) {
	g.Bytes += int64(len(b))
	if g.tty && time.Since(g.shown) >= goneEvery {
		g.shown = time.Now()
		fmt.Fprintf(g.to, "\r\x1b[2K%.1f MB %s", float64(g.Bytes)/1e6, g.verb)
	}
	return len(b), nil
}

// End takes the line away.
func (g *Gone) End() {
	if g.tty {
		fmt.Fprint(g.to, "\r\x1b[2K")
	}
}
