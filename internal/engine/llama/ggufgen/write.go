// Package ggufgen makes GGUF files of seeded random weights: models in the shapes of
// real ones for tests and measurements, that say nothing sensible. The same
// seed gives the same bytes.
package ggufgen

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
)

// Type is how the numbers of a tensor are written.
type Type uint32

// The types, by their numbers in GGUF.
const (
	F32  Type = 0
	Q4_0 Type = 2
	Q8_0 Type = 8
)

// The types of values of facts.
const (
	typeU16    = 2
	typeU32    = 4
	typeI32    = 5
	typeF32    = 6
	typeBool   = 7
	typeString = 8
	typeArray  = 9
)

const (
	alignment = 32 // bytes, of where tensors begin
	block     = 32 // numbers that share a scale
)

// fact is a key and its value: a string, uint16, int32, uint32, float32, bool, []string, []int32 or []float32.
type fact struct {
	key   string
	value any
}

// tensor is a row-major array; shape has the length of a row first. Its numbers
// are spread evenly about mean, with the deviation spread.
type tensor struct {
	name         string
	kind         Type
	shape        []int
	mean, spread float64
}

func (t tensor) count() int {
	n := 1
	for _, d := range t.shape {
		n *= d
	}
	return n
}

func (t tensor) bytes() int {
	switch t.kind {
	case Q4_0:
		return t.count() / block * (2 + block/2)
	case Q8_0:
		return t.count() / block * (2 + block)
	default:
		return t.count() * 4
	}
}

// write makes the file of facts and tensors at path.
func write(path string, seed uint64, facts []fact, tensors []tensor) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("make a model: %w", err)
	}
	w := &writer{buffer: bufio.NewWriterSize(f, 1<<20)}
	w.head(facts, tensors)
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	source := rand.NewChaCha8(key)
	for _, t := range tensors {
		w.pad()
		w.tensor(t, source)
	}
	if err := w.buffer.Flush(); err != nil {
		_ = f.Close()
		return fmt.Errorf("write a model: %w", err)
	}
	return f.Close()
}

// writer counts what it writes; its errors come from the buffer's Flush.
type writer struct {
	buffer *bufio.Writer
	at     int
}

func (w *writer) Write(b []byte) (int, error) {
	n, err := w.buffer.Write(b)
	w.at += n
	return n, err
}

// put writes a number. Errors stay in the buffer until it is flushed.
func (w *writer) put(v any) { _ = binary.Write(w, binary.LittleEndian, v) }

func (w *writer) text(s string) {
	w.put(uint64(len(s)))
	_, _ = io.WriteString(w, s)
}

func (w *writer) pad() {
	for w.at%alignment != 0 {
		_, _ = w.Write([]byte{0})
	}
}

func (w *writer) head(facts []fact, tensors []tensor) {
	_, _ = io.WriteString(w, "GGUF")
	w.put(uint32(3))
	w.put(uint64(len(tensors)))
	w.put(uint64(len(facts)))
	for _, f := range facts {
		w.text(f.key)
		w.value(f.value)
	}
	offset := 0
	for _, t := range tensors {
		w.text(t.name)
		w.put(uint32(len(t.shape))) //nolint:gosec // a few
		for _, d := range t.shape {
			w.put(uint64(d)) //nolint:gosec // positive
		}
		w.put(uint32(t.kind))
		w.put(uint64(offset)) //nolint:gosec // positive
		offset += (t.bytes() + alignment - 1) / alignment * alignment
	}
}

func (w *writer) value(v any) {
	switch v := v.(type) {
	case string:
		w.put(uint32(typeString))
		w.text(v)
	case uint16:
		w.put(uint32(typeU16))
		w.put(v)
	case int32:
		w.put(uint32(typeI32))
		w.put(v)
	case uint32:
		w.put(uint32(typeU32))
		w.put(v)
	case float32:
		w.put(uint32(typeF32))
		w.put(v)
	case bool:
		w.put(uint32(typeBool))
		w.put(v)
	case []string:
		w.put([]uint32{typeArray, typeString})
		w.put(uint64(len(v)))
		for _, s := range v {
			w.text(s)
		}
	case []int32:
		w.put([]uint32{typeArray, typeI32})
		w.put(uint64(len(v)))
		w.put(v)
	case []float32:
		w.put([]uint32{typeArray, typeF32})
		w.put(uint64(len(v)))
		w.put(v)
	default:
		panic(fmt.Sprintf("a fact of type %T", v))
	}
}

// tensor writes random numbers. Quantised ones are drawn as they are stored:
// whole numbers, all of one scale.
func (w *writer) tensor(t tensor, source *rand.ChaCha8) {
	switch t.kind {
	case Q8_0: // whole numbers in [-128, 127]
		w.blocks(t.count()/block, half(t.spread/73.9), block, source, func([]byte) {})
	case Q4_0: // whole numbers in [-7, 7], kept as 1 to 15
		w.blocks(t.count()/block, half(t.spread/4.32), block/2, source, func(row []byte) {
			for i, b := range row {
				row[i] = max(b&15, 1) | max(b>>4, 1)<<4
			}
		})
	default:
		r := rand.New(source) //nolint:gosec // weights are no secrets
		var b [4]byte
		for range t.count() {
			x := float32(t.mean + t.spread*math.Sqrt(12)*(r.Float64()-0.5))
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(x))
			_, _ = w.Write(b[:])
		}
	}
}

// blocks writes n times a scale and size random bytes, mended by mend.
func (w *writer) blocks(n int, scale uint16, size int, source *rand.ChaCha8, mend func([]byte)) {
	row := make([]byte, 2+size)
	binary.LittleEndian.PutUint16(row, scale)
	for range n {
		_, _ = source.Read(row[2:])
		mend(row[2:])
		_, _ = w.Write(row)
	}
}

// half is x, which is small and positive, as a number of 16 bits.
func half(x float64) uint16 {
	frac, exp := math.Frexp(x) // x = frac × 2^exp, frac in [0.5, 1)
	e := exp - 1 + 15
	if e <= 0 { // subnormal: steps of 2^-24
		return uint16(math.Round(x * (1 << 24)))
	}
	return uint16(e<<10) + uint16(math.Round((frac*2-1)*1024)) //nolint:gosec // weights are below 1
}
