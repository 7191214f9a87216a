package gguf

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// The types of values.
const (
	typeF32    = 6
	typeBool   = 7
	typeString = 8
	typeArray  = 9
	typeF64    = 12
)

// widths are those of values of fixed size, in bytes, by type.
var widths = map[uint32]uint64{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, typeF32: 4, typeBool: 1, 10: 8, 11: 8, typeF64: 8}

// fact reads a value and keeps it if it matters.
func (h *reader) fact(key string) {
	kind := h.u32()
	switch {
	case h.err != nil:
	case kind == typeString:
		h.words(key, h.text(maxKept))
	case kind == typeArray:
		h.list()
	case widths[kind] > 0:
		b := make([]byte, 8)
		copy(b, h.bytes(int(widths[kind]))) //nolint:gosec // at most 8
		if kind != typeF32 && kind != typeF64 {
			h.number(key, binary.LittleEndian.Uint64(b))
		}
	default:
		h.fail("%.80q has a value of the unknown type %d", key, kind)
	}
}

func (h *reader) words(key, value string) {
	switch key {
	case "general.architecture":
		h.head.Architecture = value
	case "general.type":
		h.head.Type = value
	case "general.name":
		h.head.Name = value
	case "tokenizer.chat_template":
		h.head.Template = value
	}
}

func (h *reader) number(key string, n uint64) {
	switch {
	case key == "general.alignment":
		if bits.OnesCount64(n) != 1 || n > 1<<20 {
			h.fail("it says that it is aligned to %d bytes", n)
			return
		}
		h.align = n
	case key == "split.count":
		h.head.Splits = int(min(n, 1<<16)) //nolint:gosec // it is small
	case key == "split.no":
		h.part = n
	case strings.HasSuffix(key, ".pooling_type"):
		h.head.Pooling = int(min(n, 1<<8)) //nolint:gosec // it is small
	}
}

// list passes over a list. Lists of lists are refused: no file has them, and
// they would take a stack.
func (h *reader) list() {
	kind, n := h.u32(), h.u64()
	switch {
	case h.err != nil:
	case n > maxTokens:
		h.fail("a list of %d values", n)
	case widths[kind] > 0:
		h.skip(n * widths[kind])
	case kind == typeString:
		for ; n > 0 && h.err == nil; n-- {
			h.skip(h.u64())
		}
	default:
		h.fail("a list of values of type %d", kind)
	}
}
