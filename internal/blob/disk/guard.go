package disk

import (
	"context"
	"fmt"
	"os"
	"syscall"

	"github.com/tenonhub/tenon/internal/fault"
)

// guard writes to f until ctx ends or the disk is down to its reserve.
type guard struct {
	ctx     context.Context //nolint:containedctx // it lives as long as one Put
	f       *os.File
	s       *Store
	written int64
	next    int64 // how much is written when the free space is looked at again
	early   int64 // how much the disk was told to write
}

func (g *guard) Write(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	if g.written >= g.next {
		if err := g.s.Room(0); err != nil {
			return 0, err
		}
		g.next = g.written + measureEvery
		if g.written > g.early {
			early(g.f, g.early, g.written-g.early)
			g.early = g.written
		}
	}
	n, err := g.f.Write(p)
	g.written += int64(n)
	return n, err
}

// Room fails when so many bytes more would leave no more than the reserve free, so
// that it can be said before they are sent. Fault: Exhausted.
func (s *Store) Room(more int64) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &st); err != nil {
		return nil //nolint:nilerr // not to be known here: the write itself will tell
	}
	free := int64(st.Bavail) * int64(st.Bsize) //nolint:unconvert // their types differ among systems
	if free-s.reserve > more {
		return nil
	}
	needed := ""
	if more > 0 {
		needed = fmt.Sprintf(", and %d bytes more are to come", more)
	}
	return fault.New(fault.Exhausted, "the disk of %s has %d MiB left, and %d MiB of it are kept free%s; free some space, or move the data folder to a larger disk",
		s.dir, free>>20, s.reserve>>20, needed)
}
