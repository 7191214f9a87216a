package xet

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/tenonhub/tenon/internal/fault"
)

// Xorb describes a written xorb:
//
//	┌──────┬─────────────┬──────┬─────────────┬ ─ ─ ┬────────┐
//	│header│ chunk 0     │header│ chunk 1     │     │ footer │
//	└──────┴─────────────┴──────┴─────────────┴ ─ ─ ┴────────┘
//	                   Ends[0]             Ends[1]
//
// A header is the version 0, the packed size in three bytes, the scheme and
// the plain size in three bytes. The footer may be missing.
type Xorb struct {
	Hash   Hash
	Chunks []Chunk
	Ends   []uint32 // where each chunk ends, from the start of the xorb
}

// Header is the size of a chunk's header in bytes.
const Header = 8

// Start is where chunk i begins, with its header; of the number of chunks it
// is where the last one ends.
func (x Xorb) Start(i int) uint32 {
	if i == 0 {
		return 0
	}
	return x.Ends[i-1]
}

// Size is the size of the xorb as it is written, without a footer.
func (x Xorb) Size() int64 { return int64(x.Start(len(x.Ends))) }

// Plain is how many bytes the chunks from first up to last hold.
func (x Xorb) Plain(first, last int) (n int64) {
	for _, c := range x.Chunks[first:last] {
		n += int64(c.Size)
	}
	return n
}

// AppendHeader writes the header of a chunk.
func AppendHeader(to []byte, s Scheme, packed, plain int) []byte {
	return append(to, 0, byte(packed), byte(packed>>8), byte(packed>>16), byte(s), byte(plain), byte(plain>>8), byte(plain>>16))
}

// XorbReader reads a xorb chunk by chunk, whatever its footer says.
type XorbReader struct {
	r      *bufio.Reader
	codec  codec
	hasher *Hasher
	tree   Tree
	xorb   Xorb
	total  int64  // bytes, without headers
	buf    []byte // of one chunk as it is written
	plain  []byte
}

// NewXorbReader returns a reader of the xorb in r.
func NewXorbReader(r io.Reader) *XorbReader {
	return &XorbReader{r: bufio.NewReader(r), hasher: NewHasher()}
}

// Next returns the next chunk, as it is and as it is written; both are valid
// until the next call. After the last one it is io.EOF. Anything that is not a
// xorb within the limits is a fault of kind Invalid or TooLarge.
func (x *XorbReader) Next() (plain, written []byte, err error) {
	head, err := x.r.Peek(Header)
	if errors.Is(err, io.EOF) && len(head) == 0 || len(head) > 6 && string(head[:7]) == footerTag {
		return nil, nil, io.EOF
	}
	if err != nil {
		return nil, nil, cut(err)
	}
	packed, size := uint24(head[1:]), uint24(head[5:])
	switch {
	case head[0] != 0:
		return nil, nil, fault.New(fault.Invalid, "chunk %d of the xorb is of version %d; only 0 is known", len(x.xorb.Ends), head[0])
	case size == 0 || size > MaxChunk || packed == 0 || packed > 2*MaxChunk:
		return nil, nil, fault.New(fault.Invalid, "chunk %d of the xorb says %d bytes in %d; it must have 1 to %d", len(x.xorb.Ends), size, packed, MaxChunk)
	case len(x.xorb.Ends) == MaxXorbChunks:
		return nil, nil, fault.New(fault.TooLarge, "the xorb has more than %d chunks", MaxXorbChunks)
	case x.total+int64(max(packed, size)) > MaxXorb:
		return nil, nil, fault.New(fault.TooLarge, "the xorb has more than %d MiB", MaxXorb>>20)
	}
	x.total += int64(max(packed, size))
	x.buf = resize(x.buf, Header+packed)
	x.plain = resize(x.plain, size)
	if _, err := io.ReadFull(x.r, x.buf); err != nil {
		return nil, nil, cut(err)
	}
	if err := x.codec.unpack(x.plain, Scheme(x.buf[4]), x.buf[Header:]); err != nil {
		return nil, nil, err
	}
	c := x.hasher.Chunk(x.plain)
	x.tree.Add(c)
	x.xorb.Ends = append(x.xorb.Ends, uint32(x.xorb.Size())+uint32(len(x.buf)))
	x.xorb.Chunks = append(x.xorb.Chunks, c)
	return x.plain, x.buf, nil
}

// Xorb describes what was read, once Next has returned io.EOF.
func (x *XorbReader) Xorb() Xorb {
	x.xorb.Hash = x.tree.Root()
	x.tree = Tree{}
	return x.xorb
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func resize(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n, n+n/4)
	}
	return b[:n]
}

// cut explains an end that came too early.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Wrap(io.ErrUnexpectedEOF, fault.Invalid, "it ends in the middle; send it again") // io.EOF is a good end
	}
	return err
}

// XorbWriter writes a xorb.
type XorbWriter struct {
	w      io.Writer
	codec  codec
	hasher *Hasher
	xorb   Xorb
	total  int64 // bytes of the chunks
	head   []byte
}

// NewXorbWriter returns a writer of a xorb to w.
func NewXorbWriter(w io.Writer) *XorbWriter { return &XorbWriter{w: w, hasher: NewHasher()} }

// Add writes a chunk by s, or plain where that is shorter.
func (x *XorbWriter) Add(data []byte, s Scheme) error {
	if len(data) == 0 || len(data) > MaxChunk {
		return fault.New(fault.Invalid, "a chunk of %d bytes; it must have 1 to %d", len(data), MaxChunk)
	}
	s, packed, err := x.codec.pack(s, data)
	if err != nil {
		return fmt.Errorf("compress a chunk: %w", err)
	}
	if x.total += int64(len(data)); len(x.xorb.Ends) == MaxXorbChunks || x.total > MaxXorb {
		return fault.New(fault.TooLarge, "the xorb is full")
	}
	x.head = AppendHeader(x.head[:0], s, len(packed), len(data))
	if _, err := x.w.Write(x.head); err != nil {
		return err
	}
	if _, err := x.w.Write(packed); err != nil {
		return err
	}
	x.xorb.Ends = append(x.xorb.Ends, uint32(x.xorb.Size())+Header+uint32(len(packed)))
	x.xorb.Chunks = append(x.xorb.Chunks, x.hasher.Chunk(data))
	return nil
}

// Close ends the xorb, with a footer, and describes it.
func (x *XorbWriter) Close() (Xorb, error) {
	x.xorb.Hash = XorbHash(x.xorb.Chunks)
	_, err := x.w.Write(x.xorb.AppendFooter(nil))
	return x.xorb, err
}

const (
	footerTag = "XETBLOB"
	hashTag   = "XBLBHSH"
	boundTag  = "XBLBBND"
)

// AppendFooter writes the footer, with the four bytes of its length at its end.
func (x Xorb) AppendFooter(to []byte) []byte {
	le := binary.LittleEndian
	begin, n := len(to), uint32(len(x.Chunks))
	to = append(append(to, footerTag+"\x01"...), x.Hash[:]...)
	hashes := len(to)
	to = le.AppendUint32(append(to, hashTag+"\x00"...), n)
	for _, c := range x.Chunks {
		to = append(to, c.Hash[:]...)
	}
	bounds := len(to)
	to = le.AppendUint32(append(to, boundTag+"\x01"...), n)
	for _, end := range x.Ends {
		to = le.AppendUint32(to, end)
	}
	var plain uint32
	for _, c := range x.Chunks {
		plain += c.Size
		to = le.AppendUint32(to, plain)
	}
	to = le.AppendUint32(to, n)
	end := len(to) + 8 + 16
	to = le.AppendUint32(to, uint32(end-hashes))
	to = le.AppendUint32(to, uint32(end-bounds))
	to = append(to, make([]byte, 16)...)
	return le.AppendUint32(to, uint32(len(to)-begin))
}

// ParseFooter reads what AppendFooter wrote. What it says of the chunks is
// only as good as where it comes from.
func ParseFooter(b []byte) (x Xorb, err error) {
	bad := fault.New(fault.Invalid, "this is not the footer of a xorb")
	const around = 8 + 32 + 12 + 12 + 12 + 16 + 4 // what does not grow with the chunks
	if len(b) < around || (len(b)-around)%40 != 0 {
		return x, bad
	}
	n, le := (len(b)-around)/40, binary.LittleEndian
	hashes, bounds := b[40:], b[52+32*n:]
	ends, plains := bounds[12:], bounds[12+4*n:]
	if n > MaxXorbChunks || string(b[:8]) != footerTag+"\x01" || string(hashes[:8]) != hashTag+"\x00" || string(bounds[:8]) != boundTag+"\x01" ||
		le.Uint32(hashes[8:]) != uint32(n) || le.Uint32(bounds[8:]) != uint32(n) || le.Uint32(plains[4*n:]) != uint32(n) {
		return x, bad
	}
	x = Xorb{Hash: Hash(b[8:40]), Chunks: make([]Chunk, n), Ends: make([]uint32, n)}
	var end, plain uint32
	for i := range n {
		e, p := le.Uint32(ends[4*i:]), le.Uint32(plains[4*i:])
		if e <= end+Header || p <= plain || e-end > 2*MaxChunk+Header || p-plain > MaxChunk || e > MaxXorbWritten {
			return Xorb{}, bad
		}
		x.Chunks[i], x.Ends[i] = Chunk{Hash(hashes[12+32*i : 44+32*i]), p - plain}, e
		end, plain = e, p
	}
	return x, nil
}
