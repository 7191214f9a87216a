package weights

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
)

// The ceilings of an ONNX file. Its tensors stand among all else, so that it is
// read to its end; their numbers are passed over.
const (
	maxONNX   = 4 << 30  // bytes
	maxPacked = 16 * 10  // bytes of dimensions that are packed together
	maxPass   = 32 << 10 // bytes that are read to pass over them, where others are sought over

	maxMeta      = 1 << 10 // entries of what is said of the model
	maxMetaValue = 1 << 10 // bytes of a value that is kept; a longer one is as if it were not there
)

// onnxTypes are the names of types of numbers.
var onnxTypes = map[uint64]string{
	1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 9: "BOOL", 10: "F16", 11: "F64", 12: "U32", 13: "U64", 16: "BF16",
	17: "F8_E4M3", 18: "F8_E4M3", 19: "F8_E5M2", 20: "F8_E5M2", 21: "U4", 22: "I4", 23: "F4",
}

// The fields of its messages that are read, and how fields are written.
const (
	fieldVersion = 1 // of a model
	fieldGraph   = 7
	fieldMeta    = 14
	fieldTensor  = 5 // of a graph
	fieldShape   = 1 // of a tensor
	fieldNumbers = 2

	varint  = 0
	eight   = 1
	counted = 2
	four    = 5
)

// onnx reads a file; after the first error it reads nothing.
type onnx struct {
	r    *bufio.Reader
	from io.Reader
	at   int64 // how much was read or passed over
	size int64 // of the file; -1 if it is not known
	err  error
}

// ONNX reads what an ONNX file says of its model, and its tensors: how many
// numbers they have, and of which types. What can be sought in is not read where
// the numbers are.
func ONNX(r io.Reader) (h Head, err error) {
	o := &onnx{r: bufio.NewReaderSize(r, 64<<10), from: r, size: -1}
	if s, ok := r.(io.Seeker); ok {
		if o.size, err = s.Seek(0, io.SeekEnd); err == nil {
			_, err = s.Seek(0, io.SeekStart)
		}
		if err != nil {
			return h, err
		}
	}
	h.Types, h.Meta = map[string]int64{}, map[string]string{}
	graphs, fields := 0, 0
	o.each(maxONNX, func(field, kind, n uint64) bool {
		if fields++; fields == 1 && field != fieldVersion && field != fieldGraph {
			o.fail("it does not begin as an ONNX file")
		}
		switch {
		case field == fieldGraph && kind == counted:
			graphs++
			o.graph(int64(n), h.Types) //nolint:gosec // it is below maxONNX
		case field == fieldMeta && kind == counted && n <= maxKey+maxMetaValue && len(h.Meta) < maxMeta:
			o.entry(n, h.Meta)
		default:
			return false
		}
		return true
	})
	if o.err == nil && graphs == 0 {
		o.err = wrong("it is no ONNX file: it has no graph")
	}
	if o.err != nil {
		return Head{}, short(o.err)
	}
	h.Quantisation = rounded(h.Types)
	return h, nil
}

// rounded names the types of whole numbers that most of a model is in.
func rounded(types map[string]int64) string {
	all := Head{Types: types}.Parameters()
	switch {
	case plus(types["I4"], types["U4"]) > all/2:
		return "INT4"
	case plus(types["I8"], types["U8"]) > all/2:
		return "INT8"
	}
	return ""
}

// entry reads an entry of n bytes of what is said of the model: a name and a value.
func (o *onnx) entry(n uint64, to map[string]string) {
	var said [3]string                                  // by the number of the field
	o.each(int64(n), func(field, kind, n uint64) bool { //nolint:gosec // it is small
		if kind != counted || field >= uint64(len(said)) {
			return false
		}
		b := make([]byte, n)
		if _, o.err = io.ReadFull(o.r, b); errors.Is(o.err, io.EOF) {
			o.err = io.ErrUnexpectedEOF
		}
		o.at += int64(n) //nolint:gosec // it is small
		said[field] = strings.ToValidUTF8(string(b), "")
		return true
	})
	if o.err == nil && len(said[2]) <= maxMetaValue {
		to[said[1]] = said[2]
	}
}

func (o *onnx) graph(n int64, types map[string]int64) {
	tensors := 0
	o.each(n, func(field, kind, n uint64) bool {
		if field != fieldTensor || kind != counted {
			return false
		}
		if tensors++; tensors > maxTensors {
			o.fail("more than %d tensors", maxTensors)
		}
		o.tensor(int64(n), types) //nolint:gosec // it is below maxONNX
		return true
	})
}

func (o *onnx) tensor(n int64, types map[string]int64) {
	var shape []int64
	var number uint64
	dim := func(v uint64) {
		if len(shape) >= maxDims {
			o.fail("a tensor of more than %d dimensions", maxDims)
			return
		}
		shape = append(shape, int64(min(v, math.MaxInt64))) //nolint:gosec // it is at most MaxInt64
	}
	o.each(n, func(field, kind, n uint64) bool {
		switch {
		case field == fieldShape && kind == varint:
			dim(n)
		case field == fieldNumbers && kind == varint:
			number = n
		case field == fieldShape && kind == counted:
			if n > maxPacked {
				o.fail("a tensor of more than %d dimensions", maxDims)
			}
			for end := o.at + int64(n); o.err == nil && o.at < end; { //nolint:gosec // it is small
				dim(o.varint())
			}
		default:
			return false
		}
		return true
	})
	total, ok := volume(shape)
	name := onnxTypes[number]
	if o.err != nil || name == "" { // texts, and what is not said
		return
	}
	if !ok {
		o.fail("a tensor of the shape %v", shape)
		return
	}
	types[name] = plus(types[name], total)
}

// each reads the fields of a message of at most so many bytes. use takes one: of
// a varint n is its value, else n is its length; what it does not take is passed over.
func (o *onnx) each(n int64, use func(field, kind, n uint64) bool) {
	for end := o.at + n; o.err == nil && o.at < end; {
		tag, ok := o.first()
		if !ok { // the end of the file
			if n != maxONNX {
				o.err = io.ErrUnexpectedEOF
			}
			return
		}
		kind, length := tag&7, uint64(0)
		switch kind {
		case varint, counted:
			length = o.varint()
		case eight:
			length = 8
		case four:
			length = 4
		default:
			o.fail("a field is written in an unknown way")
		}
		if kind != varint && length > uint64(max(end-o.at, 0)) { //nolint:gosec // it is not negative
			o.fail("a field of %d bytes does not fit", length)
		}
		if o.err == nil && !use(tag>>3, kind, length) && kind != varint {
			o.pass(int64(length)) //nolint:gosec // it fits
		}
	}
}

// first reads the tag of a field; ok is false at the end of the file.
func (o *onnx) first() (tag uint64, ok bool) {
	if _, err := o.r.Peek(1); errors.Is(err, io.EOF) && o.err == nil {
		if o.size >= 0 && o.at != o.size {
			o.err = io.ErrUnexpectedEOF
		}
		return 0, false
	}
	return o.varint(), true
}

func (o *onnx) varint() uint64 {
	if o.err != nil {
		return 0
	}
	v, err := binary.ReadUvarint(counting{o})
	if o.err = err; errors.Is(err, io.EOF) {
		o.err = io.ErrUnexpectedEOF
	}
	return v
}

// counting counts the bytes that are read one by one.
type counting struct{ *onnx }

func (c counting) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.at++
	}
	return b, err
}

// pass passes over bytes.
func (o *onnx) pass(n int64) {
	s, ok := o.from.(io.Seeker)
	if !ok || n <= maxPass {
		var did int
		for n > 0 && o.err == nil {
			did, o.err = o.r.Discard(int(min(n, 1<<30)))
			n -= int64(did)
			o.at += int64(did)
		}
		return
	}
	if o.at += n; o.at > o.size {
		o.err = io.ErrUnexpectedEOF
		return
	}
	_, o.err = s.Seek(o.at, io.SeekStart)
	o.r.Reset(o.from)
}

func (o *onnx) fail(format string, args ...any) {
	if o.err == nil {
		o.err = wrong(format, args...)
	}
}
