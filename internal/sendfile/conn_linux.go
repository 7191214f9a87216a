package sendfile

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

type conn struct{ *net.TCPConn }

const (
	atOnce   = 16 << 20 // bytes after which it is looked whether the connection was closed or its time is up
	patience = 20       // milliseconds that a thread waits for a reader; a slower one waits without a thread
)

// waiting has room for the threads that wait for readers. Who finds no room waits
// without one: where many download, nobody waits for a scheduler.
var waiting = make(chan struct{}, runtime.GOMAXPROCS(0))

// ReadFrom sends what r limits of a file from where the file stands, and
// anything else as a TCP connection does. The deadlines of c hold.
func (c conn) ReadFrom(r io.Reader) (int64, error) {
	part, ok := r.(*io.LimitedReader)
	if !ok {
		return c.TCPConn.ReadFrom(r)
	}
	file, ok := part.R.(*os.File)
	if !ok {
		return c.TCPConn.ReadFrom(r)
	}
	s := sending{left: part.N}
	_ = c.SetNoDelay(false) // else what is left of each 64 KiB goes in a packet of its own
	err := s.send(c.TCPConn, file)
	_ = c.SetNoDelay(true)
	sent := part.N - s.left
	part.N = s.left
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) { // no file that the system can send
		more, err := c.TCPConn.ReadFrom(r)
		return sent + more, err
	}
	return sent, err
}

type sending struct {
	left  int64
	ended bool // the file is shorter than was said
	err   error
}

func (s *sending) send(c *net.TCPConn, file *os.File) error {
	from, err := file.SyscallConn()
	if err != nil {
		return fmt.Errorf("send a file: %w", err)
	}
	to, err := c.SyscallConn()
	if err != nil {
		return fmt.Errorf("send a file: %w", err)
	}
	var broken error
	err = from.Control(func(src uintptr) {
		for s.left > 0 && !s.ended && s.err == nil && broken == nil {
			turn := max(s.left-atOnce, 0)
			broken = to.Write(func(dst uintptr) bool { return s.fill(int(dst), int(src), turn) })
		}
	})
	if err := errors.Join(err, broken, s.err); err != nil {
		return fmt.Errorf("send a file: %w", err)
	}
	return nil
}

// fill sends until no more than rest is left, or the reader takes too long: then
// it is not done, and is called again when there is room for more. It gives
// way after each call: of who does not for 10 milliseconds the scheduler looks after
// every few microseconds, and takes an eighth of the processor for that.
func (s *sending) fill(dst, src int, rest int64) (done bool) {
	for s.left > rest {
		n, err := unix.Sendfile(dst, src, nil, int(s.left-rest))
		runtime.Gosched()
		s.left -= int64(max(n, 0))
		switch {
		case err == nil && n == 0:
			s.ended = true
			return true
		case err == nil, errors.Is(err, unix.EINTR):
		case !errors.Is(err, unix.EAGAIN):
			s.err = err
			return true
		case !room(dst):
			return false
		}
	}
	return true
}

// room waits a moment for room in a socket, if a thread may.
func room(socket int) bool {
	select {
	case waiting <- struct{}{}:
		defer func() { <-waiting }()
	default:
		return false
	}
	n, err := unix.Poll([]unix.PollFd{{Fd: int32(socket), Events: unix.POLLOUT}}, patience) //nolint:gosec // descriptors are small
	return n > 0 || errors.Is(err, unix.EINTR)
}
