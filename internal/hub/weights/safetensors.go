package weights

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"strings"
)

// maxSafetensors is the size in bytes of the largest head, as the format has it.
const maxSafetensors = 100_000_000

// maxDims is how many dimensions a tensor has at most.
const maxDims = 16

// maxTensors is how many tensors a file has at most.
const maxTensors = 1 << 20

// Safetensors reads the head of a safetensors file.
func Safetensors(r io.Reader) (h Head, err error) {
	var size uint64
	if err := binary.Read(r, binary.LittleEndian, &size); err != nil {
		return h, short(err)
	}
	if size < 2 || size > maxSafetensors {
		return h, wrong("a head of %d bytes", size)
	}
	dec := json.NewDecoder(io.LimitReader(r, int64(size))) //nolint:gosec // it is below maxSafetensors
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return h, wrong("its head is not a JSON object")
	}
	h.Types = map[string]int64{}
	for n := 0; dec.More(); n++ {
		if n > maxTensors {
			return h, wrong("more than %d tensors", maxTensors)
		}
		name, err := dec.Token()
		if err != nil {
			return h, wrong("its head is not JSON: %v", err)
		}
		if name == "__metadata__" {
			err = dec.Decode(&struct{}{})
		} else {
			err = h.tensor(dec)
		}
		if err != nil {
			return h, wrong("the tensor %.80q: %v", name, err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return h, wrong("its head is not JSON: %v", err)
	}
	h.End += int64(size) + 8 //nolint:gosec // it is below maxSafetensors
	return h, nil
}

// tensor adds the parameters of the next value of dec, and where it ends after the head.
func (h *Head) tensor(dec *json.Decoder) error {
	var t struct {
		DType string  `json:"dtype"`
		Shape []int64 `json:"shape"`
		Bytes []int64 `json:"data_offsets"`
	}
	if err := dec.Decode(&t); err != nil {
		return err
	}
	n, ok := volume(t.Shape)
	if !ok || len(t.Shape) > maxDims || t.DType == "" || len(t.DType) > 16 || len(h.Types) > 64 {
		return wrong("its shape or type")
	}
	if b := t.Bytes; len(b) == 2 && (b[0] < 0 || b[1] < b[0] || b[1] > maxEnd) || len(b) != 0 && len(b) != 2 {
		return wrong("where its numbers are (data_offsets)")
	} else if len(b) == 2 {
		h.End = max(h.End, b[1])
	}
	kind := strings.ToUpper(t.DType)
	h.Types[kind] = plus(h.Types[kind], n)
	return nil
}
