package sentiment

import (
	_ "embed" // the model
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// The model: a line for each of Features, its weights for positive, negative
// and neutral. Made by
// `go test -run TestTrain -update`.
//
//go:embed data/model.txt
var modelTXT string

var model = sync.OnceValue(func() [][3]float64 {
	var m [][3]float64
	for line := range strings.Lines(modelTXT) {
		var row [3]float64
		for i, f := range strings.Fields(line) {
			row[i], _ = strconv.ParseFloat(f, 64)
		}
		m = append(m, row)
	}
	return m
})

// Features are what the model knows of a sentence: its valence by the rules,
// and its meaning, which tells of broken zips and lost luggage what no lexicon does.
func Features(sentence string) []float64 {
	tokens := words.Tokens(sentence)
	var v float64
	var meaning vector.Vector
	if foreign(tokens) {
		v = squash(lexica().faces(sentence))
		meaning = vector.Known(nil)
	} else {
		v = Valence(sentence)
		meaning = vector.Known(tokens)
	}
	felt := 0.0
	if v != 0 {
		felt = 1
	}
	x := []float64{1, 3 * v, 3 * math.Abs(v), felt}
	for _, f := range meaning {
		x = append(x, 4*float64(f))
	}
	return x
}

// foreign reports whether a sentence is neither English nor Chinese: of four
// words or more none is a small English word, of fewer none is an English word.
func foreign(tokens []words.Token) bool {
	n, small, plain := 0, 0, 0
	for _, t := range tokens {
		switch t.Kind {
		case words.Han:
			return false
		case words.Word:
			n++
			if words.Stop(t.Norm) {
				small++
			}
			if _, tag := words.Rank(words.Lemma(t.Norm)); tag != '-' {
				plain++
			}
		case words.Number, words.Mark:
		}
	}
	if n < 4 {
		return small+plain == 0
	}
	return small == 0 && plain*2 < n
}

// sentence scores one sentence.
func sentence(s string) Scores {
	var z [3]float64
	weights := model()
	for i, x := range Features(s) {
		for c := range z {
			z[c] += weights[i][c] * x
		}
	}
	p, n, o := math.Exp(z[0]), math.Exp(z[1]), math.Exp(z[2])
	all := p + n + o
	return Scores{p / all, n / all, o / all}
}
