package weights_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/weights"
)

// field is part for bytes.
func field(n uint64, v any) []byte {
	if b, ok := v.([]byte); ok {
		return part(n, string(b))
	}
	return part(n, v)
}

// onnxModel is an ONNX file with a tensor of 3,000 bytes, one of 200,000 and one
// whose shape is packed.
func onnxModel() []byte {
	tensor := func(kind int, raw int, dims ...int) []byte {
		var b []byte
		for _, d := range dims {
			b = append(b, field(1, d)...)
		}
		return append(append(b, field(2, kind)...), field(9, make([]byte, raw))...)
	}
	packed := append(append(field(1, []byte{10, 20}), field(2, 10)...), field(13, []byte("elsewhere"))...)
	graph := bytes.Join([][]byte{field(1, []byte("a node")), field(5, tensor(7, 3000, 375)), field(5, tensor(3, 200_000, 400, 500)), field(5, packed), field(2, []byte("name"))}, nil)
	return bytes.Join([][]byte{field(1, 8), field(2, []byte("maker")), field(7, graph), field(8, field(2, 17))}, nil)
}

func TestTheTensorsOfAnONNXFile(t *testing.T) {
	t.Parallel()
	file := onnxModel()
	want := map[string]int64{"I64": 375, "I8": 200_000, "F16": 200}
	for name, r := range map[string]io.Reader{"sought": bytes.NewReader(file), "streamed": io.MultiReader(bytes.NewReader(file))} {
		h, err := weights.ONNX(r)
		if err != nil || !reflect.DeepEqual(h.Types, want) || h.Quantisation != "INT8" {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
	graphEnds := len(file) - len(field(8, field(2, 17)))
	for _, n := range []int{0, 1, 5, 100, 3100, 5000, 100_000, graphEnds - 1} {
		for name, r := range map[string]io.Reader{"sought": bytes.NewReader(file[:n]), "streamed": io.MultiReader(bytes.NewReader(file[:n]))} {
			if h, err := weights.ONNX(r); !errors.Is(err, weights.ErrFormat) {
				t.Errorf("%s, cut after %d bytes: %+v, %v", name, n, h, err)
			}
		}
	}
	tensor := func(dims ...int) []byte {
		var b []byte
		for _, d := range dims {
			b = append(b, field(1, d)...)
		}
		return field(7, field(5, append(b, field(2, 1)...)))
	}
	for name, bad := range map[string][]byte{
		"text": []byte("hello, this is no model"), "a pickle": []byte("\x80\x02c"), "vast": tensor(1<<62, 1<<62), "many dimensions": tensor(make([]int, 40)...),
		"no graph": field(1, 8), "a length that lies": append(field(1, 8), 7<<3|2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
	} {
		if h, err := weights.ONNX(bytes.NewReader(bad)); !errors.Is(err, weights.ErrFormat) {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
	broken := errors.New("the disk is gone")
	if _, err := weights.ONNX(io.MultiReader(strings.NewReader("\x08\x08"), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("a read that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func FuzzTensorsOfONNX(f *testing.F) {
	f.Add(onnxModel())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := weights.ONNX(bytes.NewReader(b))
		streamed, e := weights.ONNX(io.MultiReader(bytes.NewReader(b)))
		if (err == nil) != (e == nil) || err == nil && (!reflect.DeepEqual(h, streamed) || h.Parameters() < 0) {
			t.Errorf("sought %+v, %v; streamed %+v, %v", h, err, streamed, e)
		}
	})
}
