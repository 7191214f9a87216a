package socket

import (
	"net"
	"syscall"
	"unsafe"
)

// Quiet reports whether a connection is open and nothing has come over it that was not read,
// not even its end. known is false where that cannot be told.
func Quiet(c net.Conn) (quiet, known bool) {
	of, ok := c.(syscall.Conn)
	if !ok {
		return false, false
	}
	raw, err := of.SyscallConn()
	if err != nil {
		return false, true
	}
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, e := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd, uintptr(unsafe.Pointer(&b)), 1, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, 0, 0) //nolint:gosec // the kernel takes a pointer
		quiet = e == syscall.EAGAIN
		return true
	})
	return quiet && err == nil, true
}
