package vector

import (
	_ "embed" // the table
	"encoding/binary"
	"math"
	"sort"
	"strings"
	"sync"
)

// The table: "TNV1", the dimensions, the number of words, the bytes of the
// words (uint32, little endian); the words, sorted, a line each; a float32 per
// word; the vectors as int8, to be multiplied by it. The lengths of the vectors
// are the weights of the words. make/README.md says how it was made.
//
//go:embed data/vectors.bin
var tableBin string

type wordTable struct {
	dim    int
	words  string
	lines  []uint32
	scales string
	codes  string
}

const header = 16

var table = sync.OnceValue(func() *wordTable {
	number := func(at int) int { return int(binary.LittleEndian.Uint32([]byte(tableBin[at : at+4]))) }
	t := &wordTable{dim: number(4)}
	n, size := number(8), number(12)
	t.words = tableBin[header : header+size]
	t.scales = tableBin[header+size : header+size+4*n]
	t.codes = tableBin[header+size+4*n:]
	t.lines = make([]uint32, 0, n)
	for at := 0; at < size; at += strings.IndexByte(t.words[at:], '\n') + 1 {
		t.lines = append(t.lines, uint32(at))
	}
	return t
})

func dim() int { return table().dim }

func (t *wordTable) word(i int) string {
	s := t.words[t.lines[i]:]
	return s[:strings.IndexByte(s, '\n')]
}

// add adds w times the vector of a word to v; false when the table lacks it.
func (t *wordTable) add(v Vector, word string, w float64) bool {
	i := sort.Search(len(t.lines), func(i int) bool { return t.word(i) >= word })
	if i == len(t.lines) || t.word(i) != word {
		return false
	}
	scale := math.Float32frombits(binary.LittleEndian.Uint32([]byte(t.scales[4*i:4*i+4]))) * float32(w)
	codes := t.codes[i*t.dim : (i+1)*t.dim]
	for k := range v {
		v[k] += scale * float32(int8(codes[k]))
	}
	return true
}
