// Package asked is a request of DashScope's API on its way to a model: what it asks for,
// and what of that nobody here does.
package asked

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

// Call is a request.
type Call struct {
	dashscope.Request
	R    *http.Request
	Base string // the address under which the server was asked
}

// ReadParameters reads the parameters into v. Those that v has no field for are ignored.
func (c Call) ReadParameters(v any) error {
	if len(c.Parameters) == 0 {
		return nil
	}
	if err := shape.Read(c.Parameters, v); err != nil {
		return fault.New(fault.Invalid, "the parameters are not those of this service: %v", err)
	}
	return nil
}

// ReadInput reads the input into v.
func (c Call) ReadInput(v any) error {
	if err := shape.Read(c.Input, v); err != nil {
		return fault.New(fault.Invalid, "the input is not that of this service: %v", err)
	}
	return nil
}
