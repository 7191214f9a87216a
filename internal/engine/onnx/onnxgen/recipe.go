package onnxgen

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"strings"
)

// The types of numbers, as ONNX counts them.
const (
	float = 1
	int8s = 3
)

// cook makes what a recipe says: NAME SCALE OFFSET [transposed] [I=VALUE ...].
func cook(recipe string, shape []int, kind int) ([]byte, error) {
	words := strings.Fields(recipe)
	if len(words) < 3 {
		return nil, fmt.Errorf("the recipe %q has no name, scale and offset", recipe)
	}
	k, ok := kinds[kind]
	if !ok {
		return nil, fmt.Errorf("no recipe makes numbers of type %d", kind)
	}
	scale, err1 := strconv.ParseFloat(words[1], 64)
	offset, err2 := strconv.ParseFloat(words[2], 64)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("the recipe %q has no scale and offset", recipe)
	}
	count, order, rest := 1, func(i int) int { return i }, words[3:]
	for _, d := range shape {
		count *= d
	}
	if len(rest) > 0 && rest[0] == "transposed" {
		if len(shape) != 2 {
			return nil, fmt.Errorf("numbers of the shape %v are transposed", shape)
		}
		order, rest = func(i int) int { return i%shape[0]*shape[1] + i/shape[0] }, rest[1:]
	}
	b, state := make([]byte, count*k.size), hash(words[0])
	for i := range count {
		k.put(b[order(i)*k.size:], k.value(next(&state)>>40, scale, offset))
	}
	for _, w := range rest {
		at, value, _ := strings.Cut(w, "=")
		i, err1 := strconv.Atoi(at)
		v, err2 := strconv.ParseFloat(value, 64)
		if err1 != nil || err2 != nil || i < 0 || i >= count {
			return nil, fmt.Errorf("the recipe %q has no value at %q", recipe, w)
		}
		k.put(b[i*k.size:], v)
	}
	return b, nil
}

// kinds make values of 24 bits, and write them.
var kinds = map[int]struct {
	size  int
	value func(u uint64, scale, offset float64) float64
	put   func(b []byte, v float64)
}{
	float: {4, func(u uint64, scale, offset float64) float64 {
		x := float32(u)*0x1p-23 - 1 // exact, whether or not in one step
		x = float32(x * float32(scale))
		return float64(x + float32(offset))
	}, func(b []byte, v float64) { binary.LittleEndian.PutUint32(b, math.Float32bits(float32(v))) }},
	int8s: {1, func(u uint64, scale, offset float64) float64 {
		return float64(u*uint64(2*scale+1)>>24) - scale + offset
	}, func(b []byte, v float64) { b[0] = byte(int8(v)) }},
}

func hash(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return h.Sum64()
}

// next is SplitMix64's next number.
func next(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
