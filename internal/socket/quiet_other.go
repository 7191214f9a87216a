//go:build !linux

package socket

import "net"

// Quiet tells nothing on other systems.
func Quiet(net.Conn) (quiet, known bool) { return false, false }
