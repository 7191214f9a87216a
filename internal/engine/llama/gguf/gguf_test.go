package gguf_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/gguf"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

// tiny is a sound file.
func tiny(tb testing.TB) []byte {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "tiny.gguf")
	s := ggufgen.Tiny
	s.Layers, s.Vocabulary, s.Pooling = 1, 300, 3
	if err := ggufgen.Qwen2(path, 1, s); err != nil {
		tb.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func read(b []byte) (gguf.Head, error) { return gguf.Read(bytes.NewReader(b), int64(len(b))) }

func TestASoundFileIsRead(t *testing.T) {
	t.Parallel()
	b := tiny(t)
	h, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	if h.Architecture != "qwen2" || h.Type != "model" || h.Name != "Random 1" || h.Template != ggufgen.ChatML || h.Pooling != 3 || h.Tensors != 14 {
		t.Errorf("it says %+v", h)
	}
	other, err := weights.GGUF(bytes.NewReader(b)) // what the hub reads of it
	if err != nil || other.Architecture != "qwen2" || other.Context != 4096 || other.Quantisation != "F32" {
		t.Errorf("the hub reads %+v, %v", other, err)
	}
}

func TestAFileThatWasCutOffIsRefused(t *testing.T) {
	t.Parallel()
	b := tiny(t)
	for n := 0; n < len(b); n += 1 + n/50 {
		if _, err := read(b[:n]); !fault.Is(err, fault.Invalid) {
			t.Fatalf("%d of %d bytes: %v", n, len(b), err)
		}
	}
	if _, err := read(b[:len(b)-1]); err == nil || !strings.Contains(err.Error(), "the file was cut off") {
		t.Errorf("all but one byte: %v", err)
	}
}

// tensor is where the head says how a tensor, output_norm, is.
func tensor(t *testing.T, b []byte) (dims, kind, offset int) {
	t.Helper()
	const name = "output_norm.weight"
	at := bytes.LastIndex(b, []byte(name))
	if at < 0 {
		t.Fatal("there is no tensor", name)
	}
	at += len(name)
	n := int(binary.LittleEndian.Uint32(b[at:]))
	return at + 4, at + 4 + 8*n, at + 8 + 8*n
}

func TestLiesAreRefused(t *testing.T) {
	t.Parallel()
	sound := tiny(t)
	put := func(b []byte, at int, n uint64) { binary.LittleEndian.PutUint64(b[at:], n) }
	for name, c := range map[string]struct {
		lie  func(b []byte)
		says string
	}{
		"what it is":        {func(b []byte) { b[0] = 'X' }, "begins as something else"},
		"version":           {func(b []byte) { b[4] = 9 }, "version 9"},
		"tensors":           {func(b []byte) { put(b, 8, 1<<63) }, "9223372036854775808 tensors"},
		"facts":             {func(b []byte) { put(b, 16, 1<<63) }, "9223372036854775808 facts"},
		"length of a key":   {func(b []byte) { put(b, 24, 1<<63) }, "longer than the file"},
		"a dimension":       {func(b []byte) { d, _, _ := tensor(t, b); put(b, d, 1<<63) }, "has the shape"},
		"a dimension of 0":  {func(b []byte) { d, _, _ := tensor(t, b); put(b, d, 0) }, "has the shape"},
		"dimensions":        {func(b []byte) { d, _, _ := tensor(t, b); b[d-4] = 5 }, "has 5 dimensions"},
		"type of numbers":   {func(b []byte) { _, k, _ := tensor(t, b); b[k] = 99 }, "unknown type 99"},
		"an offset":         {func(b []byte) { _, _, o := tensor(t, b); put(b, o, 1<<62) }, "ends at byte"},
		"an offset of 2⁶³":  {func(b []byte) { _, _, o := tensor(t, b); put(b, o, 1<<63) }, "begins at the offset"},
		"an offset between": {func(b []byte) { _, _, o := tensor(t, b); put(b, o, 33) }, "begins at the offset"},
	} {
		b := bytes.Clone(sound)
		c.lie(b)
		if _, err := read(b); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; it must say %q", name, err, c.says)
		}
	}
}

func FuzzRead(f *testing.F) {
	b := tiny(f)
	f.Add(b[:8000])
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := read(b); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v, %v", h, err)
		}
	})
}
