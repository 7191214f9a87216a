package weights_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/weights"
)

func safetensors(head string) string {
	return string(binary.LittleEndian.AppendUint64(nil, uint64(len(head)))) + head
}

func TestSafetensors(t *testing.T) {
	t.Parallel()
	h, err := weights.Safetensors(strings.NewReader(safetensors(`{"__metadata__":{"format":"pt"},
		"a":{"dtype":"BF16","shape":[1000,200],"data_offsets":[0,400000]},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"c":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]}} `)))
	if want := map[string]int64{"BF16": 200_003, "F32": 1}; err != nil || !reflect.DeepEqual(h.Types, want) || h.Parameters() != 200_004 || h.End < 400_000+8 || h.End > 400_500 {
		t.Errorf("read %+v, %v", h, err)
	}
	for _, bad := range []string{
		"", "short", safetensors("[]"), safetensors("{"), safetensors(`{"a":{"dtype":"F32","shape":[-1]}}`), safetensors(`{"a":1}`),
		safetensors(`{"a":{"dtype":"F32","shape":[9223372036854775807,2]}}`), safetensors(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`),
		safetensors(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}`), safetensors(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}`),
		safetensors(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775808]}}`), safetensors(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}`), strings.Repeat("\xff", 8) + "{}",
	} {
		if h, err := weights.Safetensors(strings.NewReader(bad)); !errors.Is(err, weights.ErrFormat) {
			t.Errorf("%q: %+v, %v", bad, h, err)
		}
	}
}

// gguf writes a file of two tensors: what a value is, its Go type says.
func gguf(facts ...any) string {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	text := func(s string) { put(uint64(len(s))); b.WriteString(s) }
	b.WriteString("GGUF")
	put(uint32(3))
	put(uint64(2))
	put(uint64(len(facts) / 2))
	for i := 0; i+1 < len(facts); i += 2 {
		text(fmt.Sprint(facts[i]))
		switch v := facts[i+1].(type) {
		case string:
			put(uint32(8))
			text(v)
		case uint32:
			put(uint32(4))
			put(v)
		case float32:
			put(uint32(6))
			put(v)
		case []string:
			put(uint32(9))
			put(uint32(8))
			put(uint64(len(v)))
			for _, s := range v {
				text(s)
			}
		}
	}
	for i, dims := range [][]uint64{{4096, 10}, {7}} {
		text(fmt.Sprint("tensor.", i))
		put(uint32(len(dims)))
		put(dims)
		put(uint32(12 - 12*i))
		put(uint64(0))
	}
	return b.String()
}

func TestGGUF(t *testing.T) {
	t.Parallel()
	file := gguf("general.architecture", "llama", "general.file_type", uint32(15), "llama.context_length", uint32(8192), "llama.rope", float32(1.5),
		"general.languages", []string{"en", "zh"}, "general.license", "mit", "tokenizer.ggml.tokens", []string{"a", strings.Repeat("b", 5000)})
	h, err := weights.GGUF(strings.NewReader(file + "tensors come here"))
	want := weights.Head{
		Architecture: "llama", Quantisation: "Q4_K_M", Context: 8192, License: "mit", Languages: []string{"en", "zh"},
		Types: map[string]int64{"Q4_K": 40960, "F32": 7}, End: (int64(len(file))+31)/32*32 + 40960/256*144,
	}
	if err != nil || !reflect.DeepEqual(h, want) {
		t.Errorf("read %+v, %v", h, err)
	}
	aligned, err := weights.GGUF(strings.NewReader(gguf("general.alignment", uint32(4096))))
	if err != nil || aligned.End != 4096+40960/256*144 {
		t.Errorf("aligned otherwise, it ends at %d, %v", aligned.End, err)
	}
	for _, n := range []uint32{0, 3, 1 << 30} {
		if h, err := weights.GGUF(strings.NewReader(gguf("general.alignment", n))); !errors.Is(err, weights.ErrFormat) {
			t.Errorf("aligned to %d bytes: %+v, %v", n, h, err)
		}
	}
	for n := range len(file) {
		if h, err := weights.GGUF(strings.NewReader(file[:n])); !errors.Is(err, weights.ErrFormat) {
			t.Fatalf("cut after %d bytes: %+v, %v", n, h, err)
		}
	}
}

func FuzzSafetensors(f *testing.F) {
	f.Add([]byte(safetensors(`{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}`)))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := weights.Safetensors(bytes.NewReader(b))
		if err == nil && h.Parameters() < 0 {
			t.Errorf("%d parameters", h.Parameters())
		}
	})
}

func FuzzGGUF(f *testing.F) {
	f.Add([]byte(gguf("general.architecture", "llama", "general.languages", []string{"en"}, "x.context_length", uint32(1))))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := weights.GGUF(bytes.NewReader(b))
		if err == nil && (h.Parameters() < 0 || h.Context < 0 || h.End < 0) {
			t.Errorf("%+v", h)
		}
	})
}
