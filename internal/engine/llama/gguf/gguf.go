// Package gguf judges GGUF files before a native library reads them: every
// length, shape and offset must lie within the file. It reads the head alone,
// as a stream, and keeps the few facts that decide how a model is run.
package gguf

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

// The ceilings of what a head may have.
const (
	maxFacts   = 1 << 16
	maxTensors = 1 << 20
	maxName    = 1 << 16 // bytes of a key
	maxTensor  = 64      // bytes of a tensor's name, the last of which the library needs
	maxDims    = 4
	maxKept    = 1 << 20 // bytes of a text that is kept
	maxTokens  = 1 << 24 // items of a list
)

// Head is what a file says of itself.
type Head struct {
	Architecture string
	Type         string // "model" where nothing is said, or "adapter"
	Name         string
	Template     string // of conversations, in Jinja
	Pooling      int    // how vectors are made: 0 where they are not, 4 where texts are ranked
	Splits       int    // files that the model is in; 0 is one
	Tensors      int
	Bytes        int64 // of the file
}

// Open judges the file at path, and those beside it that a model is split into.
// What is wrong with one is a fault of kind Invalid.
func Open(path string) (Head, error) {
	head, err := open(path)
	if err != nil || head.Splits < 2 {
		return head, err
	}
	end := fmt.Sprintf("-00001-of-%05d.gguf", head.Splits)
	stem, ok := strings.CutSuffix(path, end)
	if !ok {
		return Head{}, fault.New(fault.Invalid, "this model is split into %d files: name the first, which ends with %s", head.Splits, end)
	}
	for i := 2; i <= head.Splits; i++ {
		name := fmt.Sprintf("%s-%05d-of-%05d.gguf", stem, i, head.Splits)
		part, err := open(name)
		if err != nil {
			return Head{}, fmt.Errorf("file %d of %d: %w", i, head.Splits, err)
		}
		head.Tensors += part.Tensors
		head.Bytes += part.Bytes
	}
	return head, nil
}

func open(path string) (Head, error) {
	f, err := os.Open(path)
	if err != nil {
		return Head{}, fault.Wrap(err, fault.NotFound, "the model's file cannot be opened")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Head{}, fmt.Errorf("look at a model's file: %w", err)
	}
	return Read(f, info.Size())
}

// Read judges a file of size bytes that r reads from its beginning.
func Read(r io.Reader, size int64) (Head, error) {
	h := reader{r: bufio.NewReaderSize(r, 64<<10), left: size, align: 32, head: Head{Type: "model", Bytes: size}}
	h.read()
	switch {
	case errors.Is(h.err, io.EOF), errors.Is(h.err, io.ErrUnexpectedEOF):
		return Head{}, wrong("it ends within its head; fetch it again")
	case h.err != nil:
		return Head{}, h.err
	}
	return h.head, nil
}

func wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, "this is no sound GGUF file: %s", fmt.Sprintf(format, args...))
}

// reader reads a head; after the first error it reads nothing.
type reader struct {
	r     *bufio.Reader
	left  int64 // bytes of the file after what was read
	align uint64
	part  uint64 // which of the files that a model is split into this is
	head  Head
	err   error
}

func (h *reader) fail(format string, args ...any) {
	if h.err == nil {
		h.err = wrong(format, args...)
	}
}

func (h *reader) bytes(n int) []byte {
	b := make([]byte, n)
	if h.err == nil {
		_, h.err = io.ReadFull(h.r, b)
		h.left -= int64(n)
	}
	return b
}

func (h *reader) u32() uint32 { return binary.LittleEndian.Uint32(h.bytes(4)) }
func (h *reader) u64() uint64 { return binary.LittleEndian.Uint64(h.bytes(8)) }

func (h *reader) skip(n uint64) {
	if n > uint64(max(h.left, 0)) { //nolint:gosec // not negative
		h.fail("a value of %d bytes is longer than the file; it may have been cut off", n)
	}
	for h.err == nil && n > 0 {
		var did int
		did, h.err = h.r.Discard(int(min(n, 1<<30))) //nolint:gosec // it is small
		n -= uint64(did)                             //nolint:gosec // not negative
		h.left -= int64(did)
	}
}

// text reads a string; one longer than most is passed over and given as "".
func (h *reader) text(most uint64) string {
	n := h.u64()
	if n > most {
		h.skip(n)
		return ""
	}
	if n > uint64(max(h.left, 0)) { //nolint:gosec // not negative
		h.fail("a text of %d bytes is longer than the file; it may have been cut off", n)
		return ""
	}
	return string(h.bytes(int(n))) //nolint:gosec // at most most
}

func (h *reader) read() {
	if magic := h.bytes(4); string(magic) != "GGUF" {
		if h.err == nil {
			h.fail("it begins as something else")
		}
		return
	}
	if v := h.u32(); h.err == nil && v != 2 && v != 3 {
		h.fail("version %d is not known, only 2 and 3 are", v)
	}
	tensors, facts := h.u64(), h.u64()
	if h.err == nil && (tensors > maxTensors || facts > maxFacts) {
		h.fail("it says that it has %d tensors and %d facts", tensors, facts)
	}
	seen := map[string]bool{}
	for i := uint64(0); i < facts && h.err == nil; i++ {
		key := h.text(maxName)
		if seen[key] {
			h.fail("%.80q is said twice", key)
		}
		seen[key] = true
		h.fact(key)
	}
	if h.err == nil && h.head.Architecture == "" && h.part == 0 {
		h.fail("it does not say which architecture it has")
	}
	h.tensors(tensors)
}

// tensors reads where each tensor is; all must be within the file.
func (h *reader) tensors(n uint64) {
	h.head.Tensors = int(n) //nolint:gosec // at most maxTensors
	var end uint64
	var last string
	seen := map[string]bool{}
	for i := uint64(0); i < n && h.err == nil; i++ {
		name := h.text(maxName)
		if h.err == nil && (name == "" || len(name) >= maxTensor || seen[name]) {
			h.fail("a tensor has the name %.80q, which is too long, empty, or not the only one", name)
		}
		seen[name] = true
		if e := h.tensor(name); e > end {
			end, last = e, name
		}
	}
	if h.err != nil {
		return
	}
	at := uint64(h.head.Bytes - h.left) //nolint:gosec // what was read is not more than there is
	begin := (at + h.align - 1) / h.align * h.align
	if end > math.MaxInt64/2 || end > 0 && begin+end > uint64(h.head.Bytes) { //nolint:gosec // not negative
		h.fail("the tensor %.80q ends at byte %d of %d; the file was cut off or its offsets are wrong", last, begin+end, h.head.Bytes)
	}
}

// tensor reads one tensor and gives where it ends, from where the first begins.
func (h *reader) tensor(name string) (end uint64) {
	dims := h.u32()
	if h.err == nil && (dims == 0 || dims > maxDims) {
		h.fail("the tensor %.80q has %d dimensions", name, dims)
	}
	shape := []uint64{1, 1, 1, 1}
	for i := uint32(0); i < dims && h.err == nil; i++ {
		shape[i] = h.u64()
	}
	kind, offset := h.u32(), h.u64()
	if h.err != nil {
		return 0
	}
	f, ok := weights.Packings[kind]
	if !ok {
		h.fail("the tensor %.80q has numbers of the unknown type %d", name, kind)
		return 0
	}
	count := uint64(1)
	for _, d := range shape {
		if d == 0 || d > math.MaxInt64/count {
			h.fail("the tensor %.80q has the shape %v", name, shape[:dims])
			return 0
		}
		count *= d
	}
	if shape[0]%f.Numbers != 0 || count/f.Numbers > math.MaxInt64/f.Bytes {
		h.fail("the tensor %.80q has rows of %d numbers, which do not fit blocks of %d", name, shape[0], f.Numbers)
		return 0
	}
	if size := count / f.Numbers * f.Bytes; offset%h.align == 0 && offset <= math.MaxInt64-size {
		return offset + size
	}
	h.fail("the tensor %.80q begins at the offset %d", name, offset)
	return 0
}
