package reader

import (
	_ "embed" // what was learned
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"sync"
)

// What was learned, by language: for each feature a hash of its name (uint32, little
// endian) and its weight in hundredths (int16).
var (
	//go:embed weights.en.bin
	englishBin string
	//go:embed weights.zh.bin
	chineseBin string
)

// weights are what features are worth.
type weights struct {
	of map[uint32]float32
}

var (
	english = sync.OnceValue(func() *weights { return parse([]byte(englishBin)) })
	chinese = sync.OnceValue(func() *weights { return parse([]byte(chineseBin)) })
)

func model(zh bool) *weights {
	if zh {
		return chinese()
	}
	return english()
}

func parse(b []byte) *weights {
	w := &weights{of: map[uint32]float32{}}
	for ; len(b) >= 6; b = b[6:] {
		w.of[binary.LittleEndian.Uint32(b)] = float32(int16(binary.LittleEndian.Uint16(b[4:]))) / 100
	}
	return w
}

// bytes is what parse reads.
func (w *weights) bytes() (b []byte) {
	for _, k := range slices.Sorted(maps.Keys(w.of)) {
		b = binary.LittleEndian.AppendUint32(b, k)
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(math.Round(float64(w.of[k])*100))))
	}
	return b
}

// hash is FNV-1a.
func hash(name string) uint32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

// scores are the probabilities of the candidates and, last, of none.
func (w *weights) scores(s sifted) []float64 {
	out := make([]float64, len(s.all)+1)
	for i := range out {
		s.each(i, func(name string, v float64) { out[i] += float64(w.of[hash(name)]) * v })
	}
	softmax(out)
	return out
}

func softmax(l []float64) {
	most, sum := math.Inf(-1), 0.0
	for _, x := range l {
		most = max(most, x)
	}
	for i, x := range l {
		l[i] = math.Exp(x - most)
		sum += l[i]
	}
	for i := range l {
		l[i] /= sum
	}
}
