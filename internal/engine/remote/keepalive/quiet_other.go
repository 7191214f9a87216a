//go:build !linux

package keepalive

import "time"

// quiet reports whether a connection may be taken for open: it was used a moment ago.
func (c *conn) quiet() bool { return time.Since(c.since) < time.Second }
