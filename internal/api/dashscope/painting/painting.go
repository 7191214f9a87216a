// Package painting is DashScope's services of pictures: what makes them of words, and
// what changes them.
package painting

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/port"
)

// Desk makes pictures. Value gives the file at an address, and Keep the address of a file.
type Desk struct {
	callee.Desk
	Value func(r *http.Request, name, address string) (port.Value, error)
	Keep  func(c asked.Call, v port.Value, name string) (string, error)
}

const (
	most  = 64 << 20 // bytes of a picture
	stamp = "2006-01-02 15:04:05.000"
)
