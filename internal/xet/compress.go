package xet

import (
	"bytes"
	"errors"
	"io"

	"github.com/pierrec/lz4/v4"

	"github.com/tenonhub/tenon/internal/fault"
)

// Scheme is how a chunk is written.
type Scheme uint8

// The schemes. Grouped is LZ4 of the first bytes of every four, then the
// second ones, and so on: it suits numbers of four bytes.
const (
	Plain Scheme = iota
	LZ4
	Grouped
)

// codec packs and unpacks chunks. It is for one goroutine.
type codec struct {
	reader *lz4.Reader
	writer *lz4.Writer
	in     bytes.Reader
	out    bytes.Buffer
	group  []byte
}

// unpack writes a chunk of exactly len(to) bytes that was packed by s.
func (c *codec) unpack(to []byte, s Scheme, packed []byte) error {
	if s == Plain {
		if len(packed) != len(to) {
			return fault.New(fault.Invalid, "a chunk that is not compressed has %d bytes and says %d", len(packed), len(to))
		}
		copy(to, packed)
		return nil
	}
	if s > Grouped {
		return fault.New(fault.Invalid, "a chunk is compressed by scheme %d; 0, 1 and 2 are known", s)
	}
	if c.reader == nil {
		c.reader = lz4.NewReader(nil)
	}
	c.in.Reset(packed)
	c.reader.Reset(&c.in)
	into := to
	if s == Grouped {
		c.group = append(c.group[:0], to...)
		into = c.group
	}
	if _, err := io.ReadFull(c.reader, into); err != nil {
		return fault.New(fault.Invalid, "a chunk that says %d bytes cannot be decompressed: %v", len(to), err)
	}
	if n, err := c.reader.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "a chunk that says %d bytes has more", len(to))
	}
	if s == Grouped {
		ungroup(to, into)
	}
	return nil
}

// pack writes a chunk by s, or plain if that is not longer. What it returns
// is valid until the next call.
func (c *codec) pack(s Scheme, data []byte) (Scheme, []byte, error) {
	if s == Plain {
		return s, data, nil
	}
	if c.writer == nil {
		c.writer = lz4.NewWriter(nil)
		if err := c.writer.Apply(lz4.BlockSizeOption(lz4.Block256Kb), lz4.ChecksumOption(false)); err != nil {
			return s, nil, err
		}
	}
	from := data
	if s == Grouped {
		c.group = append(c.group[:0], data...)
		group(c.group, data)
		from = c.group
	}
	c.out.Reset()
	c.writer.Reset(&c.out)
	if _, err := c.writer.Write(from); err != nil {
		return s, nil, err
	}
	if err := c.writer.Close(); err != nil {
		return s, nil, err
	}
	if c.out.Len() >= len(data) {
		return Plain, data, nil
	}
	return s, c.out.Bytes(), nil
}

// group puts the bytes of from at the same place of every four together.
func group(to, from []byte) {
	i := 0
	for place := range 4 {
		for j := place; j < len(from); j += 4 {
			to[i] = from[j]
			i++
		}
	}
}

// ungroup is the reverse of group.
func ungroup(to, from []byte) {
	i := 0
	for place := range 4 {
		for j := place; j < len(to); j += 4 {
			to[j] = from[i]
			i++
		}
	}
}

// Decoder unpacks written chunks. It is for one goroutine; the zero Decoder is
// ready.
type Decoder struct{ codec codec }

// Decode writes the bytes of a written chunk, with its header, to to, which
// has their size.
func (d *Decoder) Decode(to, written []byte) error {
	if len(written) < Header || written[0] != 0 || uint24(written[5:]) != len(to) || uint24(written[1:]) != len(written)-Header {
		return fault.New(fault.Invalid, "this is not a written chunk of %d bytes", len(to))
	}
	return d.codec.unpack(to, Scheme(written[4]), written[Header:])
}
