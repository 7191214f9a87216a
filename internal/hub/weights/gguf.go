package weights

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"strings"
)

// The ceilings of a GGUF head: its vocabulary is in it, a few megabytes.
const (
	maxGGUF   = 256 << 20 // bytes
	maxFacts  = 1 << 16   // key–value pairs
	maxKey    = 1 << 16   // bytes of a name
	maxString = 1 << 10   // bytes of a value that is kept
	maxList   = 64        // items of a list that is kept
)

// The types of values.
const (
	ggufString = 8
	ggufArray  = 9
)

// sizes are those of values of fixed size, in bytes, by type.
var sizes = map[uint32]int64{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

// fileTypes are the names of mixtures of quantisations.
var fileTypes = map[int64]string{
	0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L",
	14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS",
	24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}

// gguf reads a head; after the first error it reads nothing.
type gguf struct {
	r     *bufio.Reader
	sent  *counter
	err   error
	align uint64
	end   uint64 // of the last tensor, from where the first one may begin
}

// counter counts what was read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// GGUF reads the head of a GGUF file of version 2 or 3.
func GGUF(r io.Reader) (h Head, err error) {
	sent := &counter{r: io.LimitReader(r, maxGGUF)}
	g := &gguf{r: bufio.NewReaderSize(sent, 64<<10), sent: sent, align: 32}
	if magic := g.bytes(4); string(magic) != "GGUF" {
		return h, wrong("it does not begin as a GGUF file")
	}
	if v := g.u32(); g.err == nil && v != 2 && v != 3 {
		return h, wrong("version %d of GGUF is not known", v)
	}
	tensors, facts := g.u64(), g.u64()
	if tensors > maxTensors || facts > maxFacts {
		return h, wrong("%d tensors and %d facts", tensors, facts)
	}
	fileType := int64(-1)
	for i := uint64(0); i < facts && g.err == nil; i++ {
		switch key := g.name(); key {
		case "general.architecture":
			h.Architecture = g.text()
		case "general.license":
			h.License = g.text()
		case "general.languages":
			h.Languages = g.texts()
		case "general.file_type":
			fileType = g.integer()
		case "general.type":
			h.Kind = g.text()
		case "adapter.type":
			h.Adapter = g.text()
		case "general.base_model.0.repo_url":
			h.Base = atHub(g.text())
		case "general.alignment":
			g.aligned(uint64(g.integer())) //nolint:gosec // it is not negative
		default:
			if n := h.number(key); n != nil {
				*n = g.integer()
			} else {
				g.skip(g.u32())
			}
		}
	}
	h.Types = map[string]int64{}
	for i := uint64(0); i < tensors && g.err == nil; i++ {
		g.tensor(h.Types)
	}
	if g.err != nil {
		return Head{}, short(g.err)
	}
	h.End = g.ends()
	h.Quantisation = fileTypes[fileType]
	if h.pools {
		h.Shape.Pooling++
	}
	return h, nil
}

// atHub is the owner/name at the end of an address.
func atHub(address string) string {
	l := strings.Split(strings.TrimSuffix(address, "/"), "/")
	if len(l) < 5 || !strings.HasPrefix(address, "https://") { // https: "" host owner name
		return ""
	}
	return strings.Join(l[len(l)-2:], "/")
}

// number is where the number of a name is kept; nil if it is not.
func (h *Head) number(key string) *int64 {
	arch, name, _ := strings.Cut(key, ".")
	if arch == "general" || arch == "tokenizer" {
		return nil
	}
	switch name {
	case "context_length":
		return &h.Context
	case "block_count":
		return &h.Shape.Layers
	case "embedding_length":
		return &h.Shape.Width
	case "attention.head_count":
		return &h.Shape.Heads
	case "attention.head_count_kv":
		return &h.Shape.Shared
	case "attention.key_length":
		return &h.Shape.Key
	case "attention.value_length":
		return &h.Shape.Value
	case "pooling_type":
		h.pools = true
		return &h.Shape.Pooling
	}
	return nil
}

func (g *gguf) fail(format string, args ...any) {
	if g.err == nil {
		g.err = wrong(format, args...)
	}
}

func (g *gguf) bytes(n int) []byte {
	b := make([]byte, n)
	if g.err == nil {
		_, g.err = io.ReadFull(g.r, b)
	}
	return b
}

func (g *gguf) u32() uint32 { return binary.LittleEndian.Uint32(g.bytes(4)) }
func (g *gguf) u64() uint64 { return binary.LittleEndian.Uint64(g.bytes(8)) }

func (g *gguf) name() string {
	n := g.u64()
	if n > maxKey {
		g.fail("a name of %d bytes", n)
		return ""
	}
	return string(g.bytes(int(n)))
}

func (g *gguf) discard(n uint64) {
	if n > maxGGUF {
		g.fail("a value of %d bytes", n)
	}
	if g.err == nil {
		_, g.err = g.r.Discard(int(n))
	}
}

// value reads a string, of which the beginning is kept.
func (g *gguf) value() string {
	n := g.u64()
	kept := min(n, maxString)
	s := string(g.bytes(int(kept)))
	g.discard(n - kept)
	return strings.ToValidUTF8(s, "")
}

// text reads a value that is a string; others are passed over.
func (g *gguf) text() string {
	kind := g.u32()
	if kind != ggufString {
		g.skip(kind)
		return ""
	}
	return g.value()
}

// texts reads a list of strings, of which the first are kept.
func (g *gguf) texts() (l []string) {
	kind := g.u32()
	if kind != ggufArray {
		g.skip(kind)
		return nil
	}
	item, n := g.u32(), g.u64()
	for ; n > 0 && item == ggufString && len(l) < maxList && g.err == nil; n-- {
		l = append(l, g.value())
	}
	g.items(item, n)
	return l
}

// integer reads a value that is a whole number; others are passed over.
func (g *gguf) integer() int64 {
	kind := g.u32()
	size := sizes[kind]
	if size == 0 || kind == 6 || kind == 12 { // fractions
		g.skip(kind)
		return 0
	}
	var b [8]byte
	copy(b[:], g.bytes(int(size)))
	if n := binary.LittleEndian.Uint64(b[:]); n <= math.MaxInt64 {
		return int64(n)
	}
	return 0
}

// skip passes over a value.
func (g *gguf) skip(kind uint32) {
	switch {
	case kind == ggufString:
		g.discard(g.u64())
	case kind == ggufArray:
		item, n := g.u32(), g.u64()
		g.items(item, n)
	case sizes[kind] > 0:
		g.discard(uint64(sizes[kind])) //nolint:gosec // it is small
	default:
		g.fail("a value of the unknown type %d", kind)
	}
}

// items passes over n values of a list. Lists of lists are refused: no file
// has them, and they would take a stack.
func (g *gguf) items(kind uint32, n uint64) {
	size := sizes[kind]
	switch {
	case n > maxGGUF:
		g.fail("a list of %d values", n)
	case size > 0:
		g.discard(n * uint64(size))
	case kind == ggufString:
		for ; n > 0 && g.err == nil; n-- {
			g.discard(g.u64())
		}
	case n > 0:
		g.fail("a list of values of type %d", kind)
	}
}

// aligned notes where tensors may begin.
func (g *gguf) aligned(n uint64) {
	if bits.OnesCount64(n) != 1 || n > 1<<20 {
		g.fail("it says that it is aligned to %d bytes", n)
		return
	}
	g.align = n
}

// ends is where the last tensor ends, in the file.
func (g *gguf) ends() int64 {
	if g.end == 0 {
		return 0
	}
	head := uint64(g.sent.n - int64(g.r.Buffered()))       //nolint:gosec // what is buffered was read
	return int64((head+g.align-1)/g.align*g.align + g.end) //nolint:gosec // both are bounded
}

// maxEnd is where a tensor ends at most, in bytes: no file is as large.
const maxEnd = 1 << 60

// tensor adds the parameters of the next tensor.
func (g *gguf) tensor(types map[string]int64) {
	name, dims := g.name(), g.u32()
	if dims > maxDims {
		g.fail("the tensor %.80q has %d dimensions", name, dims)
		return
	}
	shape := make([]int64, dims)
	for i := range shape {
		shape[i] = int64(min(g.u64(), math.MaxInt64)) //nolint:gosec // it is at most MaxInt64
	}
	kind, offset := g.u32(), g.u64()
	n, ok := volume(shape)
	if !ok {
		g.fail("the tensor %.80q has the shape %v", name, shape)
	}
	if g.err != nil {
		return
	}
	p := Packings[kind]
	if p.Name == "" {
		p.Name = fmt.Sprint(UnknownType, kind%256)
	}
	types[p.Name] = plus(types[p.Name], n)
	if p.Numbers == 0 {
		return
	}
	size := (uint64(n) + p.Numbers - 1) / p.Numbers //nolint:gosec // it is not negative
	if size > maxEnd/p.Bytes || offset > maxEnd {
		g.fail("the tensor %.80q ends beyond any file", name)
		return
	}
	g.end = max(g.end, offset+size*p.Bytes)
}
