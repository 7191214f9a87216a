package ruling

import (
	_ "embed" // what was learned
	"encoding/binary"
	"sync"
)

// What was learned: for each feature a hash of its name (uint32, little endian) and
// its weight in hundredths (int16).
//
//go:embed weights.bin
var weightsBin string

// learned are what features are worth.
type learned struct {
	at     map[uint32]int32
	values []float64
}

var weights = sync.OnceValue(func() *learned { return parse([]byte(weightsBin)) })

func parse(b []byte) *learned {
	w := &learned{at: map[uint32]int32{}}
	for ; len(b) >= 6; b = b[6:] {
		w.at[binary.LittleEndian.Uint32(b)] = int32(len(w.values))
		w.values = append(w.values, float64(int16(binary.LittleEndian.Uint16(b[4:])))/100)
	}
	return w
}

func (w *learned) index(name string) int32 {
	if k, ok := w.at[hash(name)]; ok {
		return k
	}
	return -1
}

// hash is FNV-1a.
func hash(name string) uint32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}
