// Package sendfile is a listener whose connections send files as fast as the
// system can. Go's own connections give the processor away each time that the
// socket is full, and a scheduler that wakes up for each megabyte costs about a
// twelfth of the speed of one download; these wait in the system instead.
package sendfile

import "net"

// Listener makes the connections of ln send files that way. What is no TCP, or
// no file, goes as before; TLS belongs around it.
func Listener(ln net.Listener) net.Listener { return listener{ln} }

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if t, ok := c.(*net.TCPConn); ok {
		return conn{t}, err
	}
	return c, err //nolint:wrapcheck // the error of Accept is http.Server's to understand
}
