//go:build linux && !race

package socket

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"unsafe"
)

// conn is a connection of TCP. One goroutine may read at a time, and one write.
type conn struct {
	net.Conn
	raw     syscall.RawConn
	in, out turn
}

// turn is a call of Read, or of Write.
type turn struct {
	p   []byte
	n   int // bytes that are done
	err syscall.Errno
	try func(fd uintptr) (done bool)
}

// Of returns a connection that is read and written so, of which at most one goroutine reads
// and one writes at a time. What is no TCP, it returns as it is.
func Of(c net.Conn) net.Conn {
	tcp, ok := c.(interface {
		syscall.Conn
		SetNoDelay(noDelay bool) error
	})
	if !ok {
		return c
	}
	raw, err := tcp.SyscallConn()
	if err != nil { // it is closed, as who uses it learns
		return c
	}
	s := &conn{Conn: c, raw: raw}
	s.in.try, s.out.try = s.in.read, s.out.write
	return s
}

// SyscallConn is for who looks at the socket.
func (c *conn) SyscallConn() (syscall.RawConn, error) { return c.raw, nil }

// Read reads what is there, or waits for it.
func (c *conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return c.Conn.Read(p)
	}
	n, err := c.in.take(p, c.raw.Read)
	switch {
	case err != nil:
		return n, c.failed("read", err)
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write writes all of p.
func (c *conn) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return c.Conn.Write(p)
	}
	n, err := c.out.take(p, c.raw.Write)
	if err != nil {
		return n, c.failed("write", err)
	}
	return n, nil
}

// take has the socket ready again and again until the turn is done.
func (t *turn) take(p []byte, ready func(func(uintptr) bool) error) (n int, err error) {
	t.p, t.n, t.err = p, 0, 0
	if err = ready(t.try); err == nil && t.err != 0 {
		err = os.NewSyscallError("", t.err)
	}
	t.p = nil
	return t.n, err
}

// failed is an error as net has it.
func (c *conn) failed(op string, err error) error {
	if of, ok := errors.AsType[*net.OpError](err); ok { // of the wait; it is nobody else's
		of.Op = op
		return of
	}
	if of, ok := errors.AsType[*os.SyscallError](err); ok {
		of.Syscall = op
	}
	return &net.OpError{Op: op, Net: c.LocalAddr().Network(), Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}

func (t *turn) read(fd uintptr) bool {
	for {
		switch n, err := call(syscall.SYS_READ, fd, t.p); err {
		case syscall.EINTR:
		case syscall.EAGAIN:
			return false
		default:
			t.n, t.err = n, err
			return true
		}
	}
}

func (t *turn) write(fd uintptr) bool {
	for t.n < len(t.p) {
		n, err := call(syscall.SYS_WRITE, fd, t.p[t.n:])
		switch t.n += n; err {
		case 0, syscall.EINTR:
		case syscall.EAGAIN:
			return false
		default:
			t.err = err
			return true
		}
	}
	return true
}

// call makes a system call that reads into p, or writes it.
func call(number, fd uintptr, p []byte) (int, syscall.Errno) {
	n, _, err := syscall.RawSyscall(number, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p))) //nolint:gosec // the kernel takes a pointer
	if err != 0 {
		return 0, err
	}
	return int(n), 0
}
