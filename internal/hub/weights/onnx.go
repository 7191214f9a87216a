package weights

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// The ceilings of what an ONNX file says of its model.
const (
	maxMeta      = 1 << 10 // entries
	maxMetaValue = 1 << 10 // bytes of a value that is kept; a longer one is as if it were not there
)

// The fields of an ONNX file, and of an entry of its metadata.
const (
	onnxVersion  = 1
	onnxGraph    = 7
	onnxMetadata = 14
	sizedField   = 2 // the way in which what has a size is written
)

// ONNX reads what an ONNX file says of its model beside the graph, which is
// passed over.
func ONNX(r io.Reader) (h Head, err error) {
	o := onnx{r: bufio.NewReaderSize(r, 64<<10)}
	h.Meta = map[string]string{}
	graph, first := false, true
	for ; ; first = false {
		key, err := binary.ReadUvarint(o.r)
		if errors.Is(err, io.EOF) && !first {
			break
		}
		if err != nil || first && key>>3 != onnxVersion && key>>3 != onnxGraph {
			return Head{}, wrong("it does not begin as an ONNX file")
		}
		if key&7 != sizedField {
			if err := o.scalar(key & 7); err != nil {
				return Head{}, err
			}
			continue
		}
		n, err := binary.ReadUvarint(o.r)
		switch {
		case err != nil || n > 1<<40:
			return Head{}, wrong("a part of it has no size")
		case key>>3 == onnxMetadata && len(h.Meta) < maxMeta:
			err = o.entry(n, h.Meta)
		default:
			err = o.pass(n)
		}
		if err != nil {
			return Head{}, short(err)
		}
		graph = graph || key>>3 == onnxGraph
	}
	if !graph {
		return Head{}, wrong("it has no graph")
	}
	return h, nil
}

type onnx struct{ r *bufio.Reader }

// scalar passes over a value of the way kind.
func (o onnx) scalar(kind uint64) error {
	var err error
	switch kind {
	case 0:
		_, err = binary.ReadUvarint(o.r)
	case 1:
		err = o.pass(8)
	case 5:
		err = o.pass(4)
	default:
		return wrong("a field is written in a way that there is not (%d)", kind)
	}
	return short(err)
}

func (o onnx) pass(n uint64) error {
	passed, err := io.CopyN(io.Discard, o.r, int64(n)) //nolint:gosec // it is below 2^40
	if err == nil && uint64(passed) != n {             //nolint:gosec // not negative
		err = io.ErrUnexpectedEOF
	}
	return err
}

// entry reads an entry of n bytes: a name and a value.
func (o onnx) entry(n uint64, to map[string]string) error {
	if n > maxKey+maxMetaValue {
		return o.pass(n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(o.r, b); err != nil {
		return err
	}
	var said [3]string // by the number of the field
	for len(b) > 0 {
		key, k := binary.Uvarint(b)
		if k <= 0 || key&7 != sizedField {
			return wrong("its metadata is not as it must be")
		}
		size, s := binary.Uvarint(b[k:])
		if s <= 0 || size > uint64(len(b)-k-s) { //nolint:gosec // not negative
			return wrong("its metadata is not as it must be")
		}
		end := k + s + int(size) //nolint:gosec // no more than b has
		if number := key >> 3; number < uint64(len(said)) {
			said[number] = strings.ToValidUTF8(string(b[k+s:end]), "")
		}
		b = b[end:]
	}
	if len(said[2]) <= maxMetaValue {
		to[said[1]] = said[2]
	}
	return nil
}
