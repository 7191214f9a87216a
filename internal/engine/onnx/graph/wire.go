package graph

import (
	"encoding/binary"

	"github.com/tenonhub/tenon/internal/fault"
)

// The ways in which a field is written.
const (
	varint  = 0
	fixed64 = 1
	sized   = 2
	fixed32 = 5
)

// field is one field of a message.
type field struct {
	number int
	kind   int
	value  uint64 // of a number
	body   []byte // of what has a size
}

func damaged(format string, args ...any) error {
	return fault.New(fault.Invalid, "the ONNX file is damaged: "+format, args...)
}

// each calls f with the fields of a message in their order.
func each(b []byte, f func(field) error) error {
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		if n <= 0 || key>>3 == 0 || key>>3 > 1<<29 {
			return damaged("a field has no number")
		}
		b = b[n:]
		e := field{number: int(key >> 3), kind: int(key & 7)} //nolint:gosec // 29 bits
		switch e.kind {
		case varint:
			if e.value, n = binary.Uvarint(b); n <= 0 {
				return damaged("it ends in the middle of a number")
			}
			b = b[n:]
		case sized:
			size, n := binary.Uvarint(b)
			if n <= 0 || size > uint64(len(b)-n) {
				return damaged("a part of it says that it has %d bytes, and %d are left", size, max(len(b)-n, 0))
			}
			e.body, b = b[n:n+int(size)], b[n+int(size):] //nolint:gosec // no more than b has
		case fixed32, fixed64:
			width := 4
			if e.kind == fixed64 {
				width = 8
			}
			if len(b) < width {
				return damaged("it ends in the middle of a number")
			}
			b = b[width:]
		default:
			return damaged("a field is written in a way that there is not (%d)", e.kind)
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

// numbers adds the numbers of a field to l: one, or several in a row.
func numbers(l []int64, e field) ([]int64, error) {
	if e.kind == varint {
		return append(l, int64(e.value)), nil //nolint:gosec // as they are written
	}
	for b := e.body; len(b) > 0; {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return l, damaged("a list of numbers ends in the middle of one")
		}
		if l, b = append(l, int64(v)), b[n:]; len(l) > maxList { //nolint:gosec // as they are written
			return l, damaged("a list has more than %d numbers", maxList)
		}
	}
	return l, nil
}
