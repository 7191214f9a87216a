package ggufgen_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

func TestASeedMakesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, kind := range []ggufgen.Type{ggufgen.F32, ggufgen.Q4_0, ggufgen.Q8_0} {
		made := func(seed uint64) []byte {
			s := ggufgen.Tiny
			s.Type = kind
			path := filepath.Join(t.TempDir(), "m.gguf")
			if err := ggufgen.Qwen2(path, seed, s); err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		first := made(1)
		if !bytes.Equal(first, made(1)) {
			t.Errorf("type %d: seed 1 makes two files", kind)
		}
		if bytes.Equal(first, made(2)) {
			t.Errorf("type %d: seeds 1 and 2 make one file", kind)
		}
		h, err := weights.GGUF(bytes.NewReader(first))
		if err != nil || h.Architecture != "qwen2" || h.Parameters() != 107072 {
			t.Errorf("type %d: the hub reads %d parameters of %+v, %v", kind, h.Parameters(), h, err)
		}
	}
}
