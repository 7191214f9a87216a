package weights_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/weights"
)

// part writes a field of an ONNX file: a number, or bytes with their size.
func part(number uint64, v any) []byte {
	switch v := v.(type) {
	case int:
		return binary.AppendUvarint(binary.AppendUvarint(nil, number<<3), uint64(v)) //nolint:gosec // the tests' own
	case string:
		return append(binary.AppendUvarint(binary.AppendUvarint(nil, number<<3|2), uint64(len(v))), v...)
	}
	panic("neither a number nor bytes")
}

func entry(key, value string) []byte {
	return part(14, string(part(1, key))+string(part(2, value)))
}

func onnxFile() []byte {
	return bytes.Join([][]byte{
		part(1, 8), part(2, "made by tests"), part(7, string(part(1, strings.Repeat("graph", 500)))), part(8, string(part(2, 17))),
		entry("model_type", "paraformer"), entry("long", strings.Repeat("x", 5000)), entry("vocab_size", "8404"),
	}, nil)
}

func TestAnONNXFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	b := onnxFile()
	h, err := weights.ONNX(bytes.NewReader(b))
	if err != nil || len(h.Meta) != 2 || h.Meta["model_type"] != "paraformer" || h.Meta["vocab_size"] != "8404" {
		t.Fatalf("%v, %v", h.Meta, err)
	}
	for what, bad := range map[string][]byte{
		"empty": nil, "a picture": []byte("\x89PNG\r\n\x1a\n"), "a pointer": []byte("version https://git-lfs.github.com/spec/v1\n"),
		"cut in the graph": b[:1000], "without a graph": part(1, 8), "cut in the end": b[:len(b)-3],
		"an endless part": append(part(1, 8), 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
	} {
		if _, err := weights.ONNX(bytes.NewReader(bad)); !errors.Is(err, weights.ErrFormat) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzONNX(f *testing.F) {
	f.Add(onnxFile())
	f.Add(append(part(1, 8), part(7, "")...))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := weights.ONNX(bytes.NewReader(b))
		if err != nil && !errors.Is(err, weights.ErrFormat) {
			t.Errorf("%v", err)
		}
		for k, v := range h.Meta {
			if len(k) > 1<<17 || len(v) > 1<<10 {
				t.Errorf("%d and %d bytes are kept", len(k), len(v))
			}
		}
	})
}
