package workertest

import (
	"bytes"
	"encoding/binary"
)

// GGUF is a file of weights of version 3 with one tensor of eight numbers, which
// says of itself what facts tell: strings and numbers by their keys.
func GGUF(architecture string, facts map[string]uint32) []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes all
	text := func(s string) { put(uint64(len(s))); b.WriteString(s) }
	b.WriteString("GGUF")
	put(uint32(3))
	put(uint64(1))
	put(uint64(len(facts) + 1))
	text("general.architecture")
	put(uint32(8)) // a string
	text(architecture)
	for key, n := range facts {
		text(key)
		put(uint32(4)) // a number of 32 bits
		put(n)
	}
	text("token_embd.weight")
	put(uint32(1))
	put(uint64(8))
	put(uint32(0)) // F32
	put(uint64(0))
	b.Write(make([]byte, -b.Len()&31)) // tensors begin at multiples of 32
	b.Write(make([]byte, 4*8))
	return b.Bytes()
}
