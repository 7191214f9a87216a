package words

import (
	_ "embed" // English words by rank
	"math"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/en.rank
var enRank string

type ranked struct {
	rank int32
	tag  byte
}

var english40k = sync.OnceValue(func() map[string]ranked {
	m := make(map[string]ranked, 40_000)
	n := int32(0)
	for line := range strings.Lines(enRank) {
		word, tag, ok := strings.Cut(line, " ")
		if ok {
			n++
			m[word] = ranked{n, tag[0]}
		}
	}
	return m
})

// Rank returns the place of an English word in lower case among the 40,000
// commonest, from 1 on, and its usual part of speech: n, v, a, r, or - when
// unknown. The rank of any other word is 0.
func Rank(norm string) (rank int, tag byte) {
	r, ok := english40k()[norm]
	if !ok {
		return 0, '-'
	}
	return int(r.rank), r.tag
}

// Rarity says how much a word tells about its text, from 0 for the commonest
// to about 1 for one that few texts have.
func Rarity(t Token) float64 {
	if t.Kind == Han {
		freq, _ := Lookup(t.Norm)
		if freq == 0 {
			return 0.5 + 0.1*math.Min(4, float64(utf8.RuneCountInString(t.Norm)))
		}
		return clamp(1 - math.Log(float64(freq)+1)/13)
	}
	rank, _ := Rank(t.Norm)
	if rank == 0 {
		return 1
	}
	return clamp(math.Log(float64(rank)) / math.Log(40_000))
}

func clamp(x float64) float64 { return math.Max(0, math.Min(1, x)) }
