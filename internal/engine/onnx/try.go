package onnx

import (
	"errors"

	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
)

// Try has ONNX Runtime load a graph, and what stands in files beside it by name,
// and gives it back: for libraries that end the process on one that it does not
// take. A process has one ONNX Runtime: that of the first folder.
func Try(libraries string, graph []byte, external map[string][]byte) error {
	s, err := runtime.Open(graph, runtime.Options{Libraries: libraries, Threads: 1, External: external})
	if told, ok := errors.AsType[*runtime.Error](err); ok {
		return fault.New(fault.Invalid, "ONNX Runtime does not take the model: %s", told.Message)
	}
	if err != nil {
		return err
	}
	s.Close()
	return nil
}
