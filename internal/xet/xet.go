// Package xet is the Xet protocol's formats: where files are cut into chunks,
// how chunks, xorbs and files are named by hashes, and how xorbs and shards
// are written. It reads and writes, and keeps nothing.
package xet

import (
	"encoding"
	"encoding/binary"
	"encoding/hex"

	"github.com/zeebo/blake3"

	"github.com/tenonhub/tenon/internal/fault"
)

// Limits of the protocol.
const (
	MinChunk       = 8 << 10   // bytes; but for the last chunk of a file
	MaxChunk       = 128 << 10 // bytes
	MaxXorb        = 64 << 20  // bytes, as it is sent, without its footer
	MaxXorbChunks  = 8 << 10
	MaxXorbWritten = MaxXorb + Header*MaxXorbChunks // bytes, without its footer
	MaxShard       = 64 << 20                       // bytes, as it is sent
)

// Hash names a chunk, a xorb or a file. In text it is four little-endian
// 64-bit words in hexadecimal: the bytes of each eight stand in reverse order.
type Hash [32]byte

var (
	_ encoding.TextMarshaler   = Hash{}
	_ encoding.TextUnmarshaler = (*Hash)(nil)
)

// ParseHash parses 64 lower-case hexadecimal digits.
func ParseHash(s string) (h Hash, err error) {
	if b, err := hex.DecodeString(s); err == nil && len(b) == len(h) {
		h = swap(Hash(b))
	}
	if h.String() != s {
		return Hash{}, fault.New(fault.Invalid, "%.80q is not a Xet hash of 64 lower-case hexadecimal digits", s)
	}
	return h, nil
}

func (h Hash) String() string {
	s := swap(h)
	return hex.EncodeToString(s[:])
}

// MarshalText writes String.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(b []byte) (err error) {
	*h, err = ParseHash(string(b))
	return err
}

// Sampled reports whether clients ask for a chunk of this hash wherever it
// stands in a file: one in 1024 is. They also ask for the first of a file.
func (h Hash) Sampled() bool { return h.word()%1024 == 0 }

// word is the last word, from which choices are drawn.
func (h Hash) word() uint64 { return binary.LittleEndian.Uint64(h[24:]) }

func swap(h Hash) (s Hash) {
	for i := 0; i < len(h); i += 8 {
		binary.BigEndian.PutUint64(s[i:], binary.LittleEndian.Uint64(h[i:]))
	}
	return s
}

// The keys set hashes of different things apart.
var (
	dataKey = [32]byte{
		102, 151, 245, 119, 91, 149, 80, 222, 49, 53, 203, 172, 165, 151, 24, 28,
		157, 228, 33, 16, 155, 235, 43, 88, 180, 208, 176, 75, 147, 173, 242, 41,
	}
	nodeKey = [32]byte{
		1, 126, 197, 199, 165, 71, 41, 150, 253, 148, 102, 102, 180, 138, 2, 230,
		93, 221, 83, 111, 55, 199, 109, 210, 248, 99, 82, 230, 74, 83, 113, 63,
	}
	rangeKey = [32]byte{
		127, 24, 87, 214, 206, 86, 237, 102, 18, 127, 249, 19, 231, 165, 195, 243,
		164, 205, 38, 213, 181, 219, 73, 230, 65, 36, 152, 127, 40, 251, 148, 195,
	}
	fileKey [32]byte
)

func keyed(key [32]byte) *blake3.Hasher {
	h, err := blake3.NewKeyed(key[:])
	if err != nil {
		panic(err) // the key has its 32 bytes
	}
	return h
}

func sum(h *blake3.Hasher) (s Hash) {
	h.Sum(s[:0])
	return s
}

// Keyed is h under a key: what an answer about known chunks says in place of
// h, so that only who has the chunk can tell.
func (h Hash) Keyed(key Hash) Hash {
	k := keyed(key)
	_, _ = k.Write(h[:]) // never fails
	return sum(k)
}

// Chunk is a piece of a file.
type Chunk struct {
	Hash Hash
	Size uint32 // bytes
}

// Hasher hashes one chunk after the other. It is for one goroutine.
type Hasher struct{ h *blake3.Hasher }

// NewHasher returns a hasher of chunks.
func NewHasher() *Hasher { return &Hasher{keyed(dataKey)} }

// Chunk names a chunk by its bytes.
func (h *Hasher) Chunk(data []byte) Chunk {
	h.h.Reset()
	_, _ = h.h.Write(data) // never fails
	return Chunk{sum(h.h), uint32(len(data))}
}

// RangeHash proves that its maker knows the hashes of a range of a xorb's chunks.
func RangeHash(chunks []Chunk) Hash {
	h := keyed(rangeKey)
	for _, c := range chunks {
		_, _ = h.Write(c.Hash[:]) // never fails
	}
	return sum(h)
}
