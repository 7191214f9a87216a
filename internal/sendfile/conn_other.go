//go:build !linux

package sendfile

import "net"

type conn struct{ *net.TCPConn }
