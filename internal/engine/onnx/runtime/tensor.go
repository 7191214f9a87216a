package runtime

import (
	"fmt"
	"math"
	"slices"
	"unsafe"
)

// Type is the type of a tensor's numbers, as ONNX counts them.
type Type int32

// The types that are taken and given. Ints holds those that are whole, a truth
// value as 0 or 1; Floats the others.
const (
	Float32 Type = 1
	Uint8   Type = 2
	Int8    Type = 3
	Int32   Type = 6
	Int64   Type = 7
	Bool    Type = 9
	Float16 Type = 10
	Float64 Type = 11
)

// Whole reports whether numbers of t are in Ints.
func (t Type) Whole() bool { return t != Float32 && t != Float16 && t != Float64 }

// size is how many bytes a number takes; 0 is a type that is not taken.
func (t Type) size() int {
	switch t {
	case Uint8, Int8, Bool:
		return 1
	case Float16:
		return 2
	case Float32, Int32:
		return 4
	case Int64, Float64:
		return 8
	}
	return 0
}

// Tensor is numbers in rows: the last dimension runs fastest. One of Floats and
// Ints is used.
type Tensor struct {
	Shape  []int64
	Floats []float32
	Ints   []int64
}

// Len is how many numbers a shape has.
func Len(shape []int64) int {
	n := int64(1)
	for _, d := range shape {
		n *= d
	}
	return int(n)
}

// bytes writes the numbers as numbers of type t.
func (x Tensor) bytes(t Type) ([]byte, error) {
	n := Len(x.Shape)
	if t.Whole() && len(x.Ints) != n || !t.Whole() && len(x.Floats) != n {
		return nil, fmt.Errorf("a tensor of %v has %d whole numbers and %d others, of type %d", x.Shape, len(x.Ints), len(x.Floats), t)
	}
	out := make([]byte, max(n*t.size(), 8))
	at := unsafe.Pointer(unsafe.SliceData(out)) //nolint:gosec // as many numbers as were made room for
	switch t {
	case Float32:
		copy(unsafe.Slice((*float32)(at), n), x.Floats)
	case Float64:
		cast(unsafe.Slice((*float64)(at), n), x.Floats)
	case Float16:
		for i, v := range x.Floats {
			unsafe.Slice((*uint16)(at), n)[i] = half(v)
		}
	case Int64:
		copy(unsafe.Slice((*int64)(at), n), x.Ints)
	case Int32:
		cast(unsafe.Slice((*int32)(at), n), x.Ints)
	case Uint8, Bool:
		cast(out[:n], x.Ints)
	case Int8:
		cast(unsafe.Slice((*int8)(at), n), x.Ints)
	default:
		return nil, fmt.Errorf("numbers of type %d are not given to models", t)
	}
	return out, nil
}

type number interface {
	~int8 | ~uint8 | ~int32 | ~int64 | ~float32 | ~float64
}

func cast[T, F number](to []T, from []F) {
	for i, v := range from {
		to[i] = T(v)
	}
}

// read copies n numbers of type t from memory of C's.
func read(at unsafe.Pointer, t Type, shape []int64) (Tensor, error) {
	n := Len(shape)
	x := Tensor{Shape: shape}
	if t.Whole() {
		x.Ints = make([]int64, n)
	} else {
		x.Floats = make([]float32, n)
	}
	if n == 0 {
		return x, nil
	}
	switch t {
	case Float32:
		copy(x.Floats, unsafe.Slice((*float32)(at), n))
	case Float64:
		cast(x.Floats, unsafe.Slice((*float64)(at), n))
	case Float16:
		for i, h := range unsafe.Slice((*uint16)(at), n) {
			x.Floats[i] = single(h)
		}
	case Int64:
		copy(x.Ints, unsafe.Slice((*int64)(at), n))
	case Int32:
		cast(x.Ints, unsafe.Slice((*int32)(at), n))
	case Uint8, Bool:
		cast(x.Ints, unsafe.Slice((*uint8)(at), n))
	case Int8:
		cast(x.Ints, unsafe.Slice((*int8)(at), n))
	default:
		return x, fmt.Errorf("numbers of type %d are not taken from models", t)
	}
	return x, nil
}

// half rounds a number to 16 bits, to the nearest and then the even.
func half(f float32) uint16 {
	b := math.Float32bits(f)
	sign, rest := uint16(b>>16&0x8000), b&0x7fffffff //nolint:gosec // a bit
	switch {
	case rest > 0x7f800000:
		return sign | 0x7e00 // no number
	case rest >= 0x477ff000:
		return sign | 0x7c00 // too large
	case rest < 0x38800000: // smaller than what has a leading one
		m := math.RoundToEven(float64(math.Float32frombits(rest)) * (1 << 24))
		return sign | uint16(m)
	}
	rest += 0xfff + rest>>13&1
	return sign | uint16((rest-0x38000000)>>13) //nolint:gosec // 15 bits
}

// single is the number that 16 bits are.
func single(h uint16) float32 {
	sign, exponent, m := uint32(h&0x8000)<<16, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exponent {
	case 0:
		v := float32(m) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(v))
	case 0x1f:
		return math.Float32frombits(sign | 0x7f800000 | m<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | m<<13)
}

// Row is the ith of a tensor's rows: what it has at i of its first dimension.
func (x Tensor) Row(i int) Tensor {
	rest := slices.Clone(x.Shape[1:])
	n := Len(rest)
	r := Tensor{Shape: rest}
	if x.Ints != nil {
		r.Ints = x.Ints[i*n : (i+1)*n]
	} else {
		r.Floats = x.Floats[i*n : (i+1)*n]
	}
	return r
}
