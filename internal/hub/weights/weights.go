// Package weights reads what the heads of files of weights say of a model,
// as streams: tensors are passed over, and what is unreasonably long is refused.
package weights

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// Head is what a file says of its model. What it does not say is zero.
type Head struct {
	Architecture string
	Quantisation string // as Q4_K_M
	Context      int64  // tokens
	License      string
	Languages    []string
	Types        map[string]int64 // parameters by type of number, as BF16
	Kind         string           // of a GGUF file: model, adapter, mmproj, …
	Adapter      string           // of an adapter: its kind, as lora
	Base         string           // of an adapter: the name of the model that it belongs to, at a hub
	Shape        Shape
	Meta         map[string]string // of an ONNX file: what whoever made it says of the model
	End          int64             // of a GGUF file: where its tensors end; a shorter file was cut off

	pools bool // it says how it pools
}

// Shape is what a language model keeps of each token, and makes of a text, as
// its GGUF file says.
type Shape struct {
	Layers  int64
	Width   int64 // numbers of a token between layers
	Heads   int64 // of attention
	Shared  int64 // heads that keep keys and values; 0 is all
	Key     int64 // numbers of a key of one head; 0 is Width by Heads
	Value   int64
	Pooling int64 // of vectors, plus 1: 1 none, 2 mean, 3 of the first token, 4 of the last, 5 a judgement; 0 is not said
}

// Parameters is the number of all parameters.
func (h Head) Parameters() (n int64) {
	for _, m := range h.Types {
		n = plus(n, m)
	}
	return n
}

// ErrFormat is what errors about bytes that are not as they must be wrap.
var ErrFormat = errors.New("not a file of weights")

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(format, args...))
}

// short says of a read that ended early that the file does.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return wrong("its head ends early")
	}
	return err
}

// plus adds counts; what is too many stays at the most.
func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// volume is how many numbers a tensor of a shape has; ok is false for a shape
// that there cannot be.
func volume(shape []int64) (n int64, ok bool) {
	n = 1
	for _, d := range shape {
		if d < 0 || d > 0 && n > math.MaxInt64/d {
			return 0, false
		}
		n *= d
	}
	return n, true
}
