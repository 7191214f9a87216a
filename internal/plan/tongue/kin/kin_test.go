package kin_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/kin"
)

var update = flag.Bool("update", false, "make the kinds again and write kin.bin")

const (
	kinds  = 500
	rounds = 12
	sample = 4 // one word in so many is looked at to find the kinds
)

// vectors are unit vectors of words.
type vectors struct {
	dim   int
	words []string
	at    []float32
}

// read reads the table of internal/engine/native/text/vector: its words, a
// scale for each, their vectors as int8.
func read(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile("../../../engine/native/text/vector/data/vectors.bin")
	if err != nil {
		t.Fatal(err)
	}
	number := func(at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
	dim, n, size := number(4), number(8), number(12)
	v := vectors{dim: dim, words: strings.Split(strings.TrimSuffix(string(b[16:16+size]), "\n"), "\n"), at: make([]float32, n*dim)}
	codes := b[16+size+4*n:]
	for i := range n {
		var sum float64
		for k := range dim {
			x := float64(int8(codes[i*dim+k]))
			sum += x * x
		}
		for k := range dim {
			v.at[i*dim+k] = float32(float64(int8(codes[i*dim+k])) / max(math.Sqrt(sum), 1e-9))
		}
	}
	return v
}

func (v vectors) of(i int) []float32 { return v.at[i*v.dim : (i+1)*v.dim] }

func dot(a, b []float32) float32 {
	var s float32
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// nearest is the centre nearest to a vector.
func nearest(v vectors, centres []float32, i int) int {
	best, most := 0, float32(-2)
	for k := range kinds {
		if d := dot(v.of(i), centres[k*v.dim:(k+1)*v.dim]); d > most {
			best, most = k, d
		}
	}
	return best
}

// assign finds the nearest centre for one word in so many.
func assign(v vectors, centres []float32, of []int, step int) {
	var group sync.WaitGroup
	for first := range 2 {
		group.Go(func() {
			for i := first * step; i < len(of); i += 2 * step {
				of[i] = nearest(v, centres, i)
			}
		})
	}
	group.Wait()
}

// TestMake clusters the word vectors, with -update.
func TestMake(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	v := read(t)
	random := rand.New(rand.NewPCG(7, 7))
	centres := make([]float32, 0, kinds*v.dim)
	for _, i := range random.Perm(len(v.words))[:kinds] {
		centres = append(centres, v.of(i)...)
	}
	of := make([]int, len(v.words))
	for range rounds {
		assign(v, centres, of, sample)
		clear(centres)
		for i := 0; i < len(of); i += sample {
			k := of[i]
			for d, x := range v.of(i) {
				centres[k*v.dim+d] += x
			}
		}
		for k := range kinds {
			c := centres[k*v.dim : (k+1)*v.dim]
			n := float32(math.Sqrt(float64(dot(c, c))))
			for d := range c {
				c[d] /= max(n, 1e-9)
			}
		}
	}
	assign(v, centres, of, 1)
	order := make([]int, len(of))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(v.words[a], v.words[b]) })
	var words, numbers bytes.Buffer
	for _, i := range order {
		words.WriteString(v.words[i] + "\n")
		numbers.Write(binary.LittleEndian.AppendUint16(nil, uint16(of[i])))
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(words.Len()))
	if err := os.WriteFile("kin.bin", slices.Concat(b, words.Bytes(), numbers.Bytes()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWordsOfAKind(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"photo", "picture"}, {"dog", "hound"}, {"翻译", "translate"}, {"声音", "audio"}} {
		if a, b := kin.Of(pair[0]), kin.Of(pair[1]); a < 0 || a != b {
			t.Errorf("%s is of kind %d, %s of %d", pair[0], a, pair[1], b)
		}
	}
	if size, kind := kin.Word("翻译一下"); size != len("翻译") || kind != kin.Of("翻译") {
		t.Errorf("%d %d", size, kind)
	}
	if kin.Of("qwertz") >= 0 {
		t.Error("a word that is none is of a kind")
	}
}
